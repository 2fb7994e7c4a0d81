"""How the relations to people in planning are treated when they are merged, exported or erased."""

from django.utils.translation import gettext_lazy as _

from accounts.people import OnErase, OnMerge, forgets, relate, rewrites
from planning import services
from planning.models import Action, Agreement, AgreementStep, Objective

relate(Objective, "client_owner", _("Objectives they own"), on_erase=OnErase.STAYS)
relate(Action, "client_owner", _("Actions they do"), on_erase=OnErase.STAYS)
relate(Agreement, "recipients", _("Proposals sent to them"), on_erase=OnErase.STAYS)
# What was answered stays as it was answered: these two tables are append-only.
relate(Agreement, "by_contact", _("Counter-proposals they made"), on_erase=OnErase.STAYS, on_merge=OnMerge.STAYS)
relate(AgreementStep, "contact", _("Answers to proposals"), on_erase=OnErase.STAYS, on_merge=OnMerge.STAYS)
rewrites(Agreement, AgreementStep)
forgets(services.forget_signers)

"""Writes on who of us knows whom."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Contact
from kam import events
from kam.models import User
from kam.records import keep
from relationships.models import Acquaintance
from relationships.services.stakeholder import refuse_gone, refuse_outsider


@transaction.atomic
def note_acquaintance(
    contact: Contact,
    *,
    colleague: User,
    level: int,
    noted_on: date,
    by: User,
    wanted: int | None = None,
    evidence: str = "",
) -> Acquaintance:
    """How well a colleague and a person know each other as of a day (levels 0-3), and how well they should.

    Said again without anything new, it is the one that stands already.
    """
    contact = Contact.objects.select_for_update(of=("self",)).select_related("client__team").get(pk=contact.pk)
    refuse_gone(contact)
    if noted_on > timezone.localdate():
        raise ValidationError({"noted_on": _("It is of today or earlier, not of a day to come.")})
    refuse_outsider(contact, colleague, field="colleague")
    stands = contact.acquaintances.filter(colleague=colleague).in_force(on=noted_on).first()
    new = Acquaintance(contact=contact, colleague=colleague, level=level, wanted=wanted, noted_on=noted_on, by=by)
    new.evidence = evidence.strip()
    told = ("level", "wanted", "evidence")
    if stands and all(getattr(stands, name) == getattr(new, name) for name in told):
        return stands
    keep(new)
    payload = {"colleague": colleague.name, "person": contact.name, "level": new.level, "wanted": new.wanted}
    events.record("relationships.acquaintance_noted", contact, by=by, client_id=contact.client_id, **payload)
    return new

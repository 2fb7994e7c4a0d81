"""How the relations to people inside accounts are treated; see accounts.people."""

from django.utils.translation import gettext_lazy as _

from accounts.models import (
    Contact,
    Dispute,
    Issue,
    IssueMessage,
    PaymentTerms,
    PortalAccess,
    Promise,
    Reminder,
)
from accounts.people import OnErase, relate

relate(PortalAccess, "contact", _("Links to the portal"), on_erase=OnErase.STAYS)
relate(Contact, "merged_into", _("Records merged into theirs"), on_erase=OnErase.STAYS)
relate(Issue, "reporter", _("Issues they reported"), on_erase=OnErase.STAYS)
relate(IssueMessage, "contact", _("What they wrote on issues"), on_erase=OnErase.STAYS)
relate(PaymentTerms, "bills_to", _("Clients whose invoices are talked about with them"), on_erase=OnErase.STAYS)
relate(Dispute, "raised_by", _("Invoices they disputed"), on_erase=OnErase.STAYS)
relate(Promise, "made_by", _("Payments they promised"), on_erase=OnErase.STAYS)
relate(Reminder, "contact", _("Reminders sent to them"), on_erase=OnErase.STAYS)

"""How the relations to people inside accounts are treated; see accounts.people."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Contact, PortalAccess
from accounts.people import OnErase, relate

relate(PortalAccess, "contact", _("Links to the portal"), on_erase=OnErase.STAYS)
relate(Contact, "merged_into", _("Records merged into theirs"), on_erase=OnErase.STAYS)

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import PortalAccess
from kam import mail
from kam.events import describe
from kam.models import Event
from kam.outbox import subscribe

describe("accounts.portal_opened", _("%(by)s opened the portal for %(name)s"), icon="link")
describe("accounts.portal_revoked", _("%(by)s revoked the portal link of %(name)s"), icon="unlink")
describe("accounts.portal_asked_again", _("%(name)s asks for a new portal link"), icon="link")


@subscribe("accounts.portal_asked_again")
def tell_owner(event: Event) -> None:
    """Whoever looks after the client is the one to send a new link."""
    access = PortalAccess.objects.select_related("contact", "client__owner").get(pk=event.subject_id)
    client = access.client
    mail.send(
        "portal_asked_again",
        to=(client.owner.name, client.owner.email),
        language=client.owner.language,
        context={
            "client": client,
            "access": access,
            "url": settings.SITE_URL + reverse("accounts:portal", args=[client.pk]),
        },
        message_id=f"portal-asked-again-{event.pk}",
    )

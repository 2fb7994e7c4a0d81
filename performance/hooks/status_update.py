"""Status updates on the client's page and in the portal, how they are told, mailed and taken back."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from accounts.visit import Visit
from kam.access import for_change, may_change
from kam.events import describe, page_of
from kam.http import Request
from kam.models import Event, User
from kam.outbox import subscribe
from kam.slots import fill
from kam.undo import undoes
from performance import services, update_letters
from performance.models import StatusUpdate

page_of("performance.statusupdate", "performance:show-status-update")

for _verb, _sentence in (
    ("drafted", _("%(by)s drew up the status update “%(name)s”")),
    ("changed", _("%(by)s edited the status update “%(name)s”")),
    ("published", _("%(by)s published the status update “%(name)s” on the portal")),
    ("sent", _("%(by)s sent the status update “%(name)s” to %(count)s people")),
    ("removed", _("%(by)s removed the status update “%(name)s”")),
    ("restored", _("%(by)s restored the status update “%(name)s”")),
):
    describe(f"performance.update_{_verb}", _sentence, icon="newspaper")


@undoes("performance.restore_update")
def restore_update(*, pk: int, by: User) -> None:
    services.restore_update(for_change(StatusUpdate.objects.all(), by, pk), by=by)


@subscribe("performance.update_sent")
def mail_update(event: Event) -> None:
    update_letters.send(event.payload["mails"])


@fill("client.accounts", order=60)
def updates_card(request: Request, client: Client) -> SafeString:
    context = {
        "client": client,
        "updates": list(StatusUpdate.objects.of(client).kept().select_related("by").prefetch_related("mails")[:3]),
        "may_change": may_change(Client.objects.all(), request.user, client.pk),
    }
    return render_to_string("performance/updates_card.html", context, request)


@fill("portal.sections", order=36)
def updates_section(request: HttpRequest, visit: Visit) -> SafeString:
    context = {"visit": visit, "updates": list(StatusUpdate.objects.of(visit.client).published()[:5])}
    return render_to_string("portal/updates.html", context, request)

"""What the client pages have of accounts, and how what happens to clients is told."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.columns import Preset
from accounts.models import Client, Contact
from kam.access import for_change, may_change
from kam.events import describe
from kam.http import Request
from kam.models import Attachment, User
from kam.slots import fill
from kam.undo import undoes
from kam.web import NavEntry

describe("accounts.client_created", _("%(by)s added the client"), icon="building-2")
describe("accounts.client_changed", _("%(by)s changed the client's details"), icon="building-2")
describe("accounts.team_joined", _("%(who)s joined the account team"), icon="users-round")
describe("accounts.team_left", _("%(who)s left the account team"), icon="users-round")
describe("accounts.contact_created", _("%(by)s added %(name)s"), icon="contact")
describe("accounts.contact_changed", _("%(by)s changed the details of %(name)s"), icon="contact")
describe(
    "accounts.placeholder_created", _("%(by)s noted a role that is still to be identified: %(name)s"), icon="contact"
)
describe("accounts.contact_identified", _("%(by)s found out who is “%(role)s”: %(name)s"), icon="contact")
describe("accounts.contact_left", _("%(name)s left the company"), icon="log-out")
describe("accounts.contact_returned", _("%(name)s is with the company after all"), icon="log-in")
describe("kam.file_attached", _("%(by)s attached %(file)s"), icon="paperclip")


@undoes("accounts.join_account_team")
def join_account_team(*, client: int, user: int, access: str, duty: str, by: User) -> None:
    found = for_change(Client.objects.all(), by, client)
    services.join_account_team(found, User.objects.get(pk=user), access=access, duty=duty, by=by)


@undoes("accounts.take_back_departure")
def take_back_departure(*, pk: int, by: User) -> None:
    services.take_back_departure(for_change(Contact.objects.all(), by, pk), by=by)


@fill("nav", order=10)
def clients_entry(request: Request) -> NavEntry:
    return NavEntry(_("Clients"), reverse("accounts:clients"), "building-2")


@fill("clients.presets", order=11)
def my_clients() -> Preset:
    return Preset(_("My clients"), "owner=me")


@fill("client.accounts", order=20)
def records_card(request: Request, client: Client) -> SafeString:
    context = {
        "client": client,
        "files": Attachment.objects.filter(client_id=client.pk).select_related("by")[:20],
        "may_change": may_change(Client.objects.all(), request.user, client.pk),
    }
    return render_to_string("accounts/records_card.html", context, request)

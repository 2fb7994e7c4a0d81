"""The relationship map on the pages below, how its events are told and taken back."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, Contact
from kam.access import for_change
from kam.events import actor_of, describe
from kam.http import Request
from kam.models import Event, User
from kam.slots import fill
from kam.undo import undoes
from relationships import services
from relationships.map_page import coverage_card
from relationships.models import Link
from relationships.people_map import glance, lines_of
from relationships.portrait import on_page


def _line(event: Event) -> str:
    kind = Link.Kind(event.payload["kind"]).label
    return f"{event.subject_name} – {kind} – {event.payload['other']}"


def _drawn(event: Event) -> str:
    return str(_("%(by)s drew on the map: %(line)s")) % {"by": actor_of(event), "line": _line(event)}


def _ended(event: Event) -> str:
    return str(_("%(by)s ended on the map: %(line)s")) % {"by": actor_of(event), "line": _line(event)}


describe("relationships.superior_set", _("%(by)s noted that %(name)s reports to %(other)s"), icon="network")
describe("relationships.superior_cleared", _("%(by)s moved %(name)s to the top of the map"), icon="network")
describe("relationships.link_added", _drawn, icon="waypoints")
describe("relationships.link_reopened", _drawn, icon="waypoints")
describe("relationships.link_ended", _ended, icon="waypoints")


@undoes("relationships.put_back")
def put_back(*, pk: int, superior: int | None, by: User) -> None:
    person = for_change(Contact.objects.all(), by, pk)
    former = None if superior is None else for_change(Contact.objects.all(), by, superior)
    services.set_superior(person, superior=former, by=by)


@undoes("relationships.reopen_link")
def reopen_link(*, pk: int, by: User) -> None:
    services.reopen_link(for_change(Link.objects.select_related("source"), by, pk), by=by)


@undoes("relationships.end_link")
def end_link(*, pk: int, by: User) -> None:
    services.end_link(for_change(Link.objects.select_related("source"), by, pk), by=by)


@fill("client.relationships", order=5)
def map_card(request: Request, client: Client) -> SafeString:
    found = glance(client, on_page(client, reader=request.user), on=timezone.localdate())
    return render_to_string("relationships/map_card.html", coverage_card(found, client), request)


@fill("person.aside", order=40)
def lines_card(request: Request, contact: Contact) -> SafeString:
    context = {"contact": contact, "lines": lines_of(contact)}
    return render_to_string("relationships/lines_card.html", context, request)

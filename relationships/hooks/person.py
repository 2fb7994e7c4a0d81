"""The client's people on the pages below, how what is noted of them is told, and how it is undone."""

from __future__ import annotations

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from kam.access import for_change, may_change
from kam.events import actor_of, describe, page_of
from kam.http import Request
from kam.models import Event, User
from kam.processes import Process
from kam.slots import fill
from kam.undo import undoes
from kam.web import NavEntry
from relationships import services
from relationships.models import Acquaintance, Opinion
from relationships.portrait import Portrait, on_page

SHORT = 6

page_of("accounts.contact", "relationships:show-person")


def _traits(event: Event) -> dict[str, str]:
    labels = dict(Opinion.Trait.choices)
    told = ", ".join(str(labels.get(trait, trait)) for trait in event.payload["traits"])
    return {"by": actor_of(event), "name": event.subject_name, "traits": told}


def _assessed(event: Event) -> str:
    return str(_("%(by)s assessed %(name)s: %(traits)s")) % _traits(event)


def _withdrawn(event: Event) -> str:
    return str(_("%(by)s withdrew what was noted of %(name)s: %(traits)s")) % _traits(event)


def _restored(event: Event) -> str:
    return str(_("%(by)s restored what was noted of %(name)s: %(traits)s")) % _traits(event)


def _known(event: Event) -> str:
    level = Acquaintance.Level(event.payload["level"]).label
    told = {"colleague": event.payload["colleague"], "name": event.subject_name, "level": level}
    return str(_("%(colleague)s and %(name)s: %(level)s")) % told


describe("relationships.opinion_noted", _assessed, icon="user-round-search")
describe("relationships.opinion_withdrawn", _withdrawn, icon="user-round-search")
describe("relationships.opinion_restored", _restored, icon="user-round-search")
describe("relationships.acquaintance_noted", _known, icon="handshake")
describe("relationships.stakeholder_changed", _("%(by)s noted how to deal with %(name)s"), icon="user-round-cog")


@undoes("relationships.restore_opinion")
def restore_opinion(*, pk: int, by: User) -> None:
    services.restore_opinion(for_change(Opinion.objects.all(), by, pk), by=by)


@undoes("relationships.withdraw_opinions")
def withdraw_opinions(*, pks: Sequence[int], by: User) -> None:
    services.withdraw_opinions([for_change(Opinion.objects.all(), by, pk) for pk in pks], by=by)


@fill("nav", order=29)
def people_entry(request: Request) -> NavEntry:
    return NavEntry(_("People"), reverse("relationships:people"), "users-round", Process.RELATIONSHIPS)


@fill("client.aside", order=20)
def people_in_short(request: Request, client: Client) -> SafeString:
    """Those one can talk to, with the most influence first."""
    people = [one for one in _portraits(request, client) if not one.contact.left_on]
    context = {
        "client": client,
        "people": people[:SHORT],
        "may_change": may_change(Client.objects.all(), request.user, client.pk),
    }
    return render_to_string("relationships/people_short.html", context, request)


@fill("client.relationships", order=20)
def people_card(request: Request, client: Client) -> SafeString:
    context = {
        "client": client,
        "people": _portraits(request, client),
        "may_change": may_change(Client.objects.all(), request.user, client.pk),
    }
    return render_to_string("relationships/people_card.html", context, request)


def _portraits(request: Request, client: Client) -> list[Portrait]:
    """Of the client's people as this reader knows them: those with the most influence first, those who left last."""
    known = on_page(client, reader=request.user).values()
    return sorted(known, key=lambda one: (bool(one.contact.left_on), -(one.influence or 0), not one.role))

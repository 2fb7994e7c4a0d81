"""What relationships adds to the pages of the apps below, and how its events are told."""

from __future__ import annotations

from django.db.models import F, Max, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from kam import slots
from kam.access import for_change, may_change
from kam.events import actor_of, describe, page_of
from kam.http import Request
from kam.models import Event, User
from kam.processes import Process
from kam.slots import fill
from kam.undo import undoes
from kam.web import NavEntry
from relationships import services
from relationships.models import Interaction, Need

KEPT = Q(interactions__removed_at=None)

describe("relationships.interaction_changed", _("%(by)s changed what was logged: “%(opening)s”"), icon="message-square")
describe("relationships.interaction_removed", _("%(by)s removed an interaction: “%(opening)s”"), icon="message-square")
describe(
    "relationships.interaction_restored", _("%(by)s restored an interaction: “%(opening)s”"), icon="message-square"
)
page_of("relationships.need", "relationships:change-need")

describe("relationships.need_created", _("%(by)s noted what the client wants: “%(name)s”"), icon="quote")
describe("relationships.need_changed", _("%(by)s changed the need “%(name)s”"), icon="quote")
describe("relationships.need_removed", _("%(by)s removed the need “%(name)s”"), icon="quote")
describe("relationships.need_restored", _("%(by)s restored the need “%(name)s”"), icon="quote")


@undoes("relationships.restore_need")
def restore_need(*, pk: int, by: User) -> None:
    services.restore_need(for_change(Need.objects.all(), by, pk), by=by)


def _interaction(event: Event) -> str:
    kind = Interaction.Kind(event.payload["kind"]).label
    return f"{actor_of(event)} · {kind}: {event.payload['opening']}"


describe("relationships.interaction_logged", _interaction, icon="message-square")


@fill("nav", order=30)
def interactions_entry(request: Request) -> NavEntry:
    return NavEntry(_("Interactions"), reverse("relationships:interactions"), "messages-square", Process.RELATIONSHIPS)


@fill("client.relationships", order=20)
def people_card(request: Request, client: Client) -> SafeString:
    people = client.contacts.annotate(last_contact=Max("interactions__happened_at", filter=KEPT))
    context = {
        "client": client,
        "people": people.order_by(F("left_on").asc(nulls_first=True), "name", "pk"),
        "may_change": may_change(Client.objects.all(), request.user, client.pk),
    }
    return render_to_string("relationships/people_card.html", context, request)


@fill("client.relationships", order=30)
def interactions_card(request: Request, client: Client) -> SafeString:
    found = Interaction.objects.of(client).kept().newest_first().select_related("by").prefetch_related("people")
    context = {"client": client, "interactions": found[:20]}
    return render_to_string("relationships/interactions_card.html", context, request)


@fill("client.relationships", order=15)
def needs_card(request: Request, client: Client) -> SafeString:
    needs = list(Need.objects.of(client).kept().weightiest_first().select_related("stated_by"))
    context = {
        "client": client,
        "rows": answered(needs),
        "may_change": may_change(Client.objects.all(), request.user, client.pk),
    }
    return render_to_string("relationships/needs_card.html", context, request)


def answered(needs: list[Need]) -> list[tuple[Need, list[SafeString]]]:
    """Each need with what the apps above say answers it."""
    told = slots.collect("needs.answers", needs)
    return [(need, [answers[need.pk] for answers in told if need.pk in answers]) for need in needs]

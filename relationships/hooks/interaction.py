"""Conversations on the pages below, and how their events are told."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from accounts.timeline import Filter
from kam.access import for_change
from kam.events import actor_of, describe
from kam.http import Request
from kam.models import Event, User
from kam.models.event import EventQuerySet
from kam.processes import Process
from kam.slots import fill
from kam.undo import undoes
from kam.web import NavEntry
from relationships import services
from relationships.models import Interaction, Need
from relationships.models.interaction import InteractionQuerySet

TYPE = Interaction._meta.label_lower
LATEST = 5

describe("relationships.interaction_changed", _("%(by)s changed what was logged: “%(opening)s”"), icon="message-square")
describe("relationships.interaction_removed", _("%(by)s removed an interaction: “%(opening)s”"), icon="message-square")
describe(
    "relationships.interaction_restored", _("%(by)s restored an interaction: “%(opening)s”"), icon="message-square"
)
describe("relationships.interaction_pinned", _("%(by)s pinned: “%(opening)s”"), icon="pin")
describe("relationships.interaction_unpinned", _("%(by)s no longer pins: “%(opening)s”"), icon="pin-off")


def _interaction(event: Event) -> str:
    kind = Interaction.Kind(event.payload["kind"]).label
    return f"{actor_of(event)} · {kind}: {event.payload['opening']}"


describe("relationships.interaction_logged", _interaction, icon="message-square")


@undoes("relationships.pin_interaction")
def pin_interaction(*, pk: int, by: User) -> None:
    services.pin_interaction(for_change(Interaction.objects.all(), by, pk), by=by)


@undoes("relationships.unpin_interaction")
def unpin_interaction(*, pk: int, by: User) -> None:
    services.unpin_interaction(for_change(Interaction.objects.all(), by, pk), by=by)


@fill("nav", order=30)
def interactions_entry(request: Request) -> NavEntry:
    return NavEntry(_("Interactions"), reverse("relationships:interactions"), "messages-square", Process.RELATIONSHIPS)


@fill("client.relationships", order=30)
def interactions_card(request: Request, client: Client) -> SafeString:
    found = Interaction.objects.of(client).kept().newest_first().shown()
    context = {"client": client, "interactions": found[:20], "all": f"client={client.pk}"}
    return render_to_string("relationships/interactions_card.html", context, request)


@fill("need.page", order=60)
def talked_about(request: Request, need: Need) -> SafeString:
    """The latest conversations about a need."""
    found = need.talked_about_in.kept().newest_first().shown()
    context = {"interactions": found[:LATEST], "all": f"need={need.pk}"}
    return render_to_string("relationships/talked_about.html", context, request)


# --- The client's timeline --------------------------------------------------------------------------------------------


@fill("timeline.top", order=10)
def pinned_card(request: Request, client: Client, may_change: bool) -> SafeString | None:
    found = list(Interaction.objects.of(client).kept().pinned().shown()[:10])
    if not found:
        return None
    context = {"client": client, "interactions": found, "may_change": may_change}
    return render_to_string("relationships/pinned_card.html", context, request)


@fill("timeline.filters", order=10)
def timeline_filters(client: Client) -> list[Filter]:
    """By what the conversations that events are about have become since."""
    talks = Interaction.objects.of(client)
    people = [(str(pk), name) for pk, name in client.contacts.known().values_list("pk", "name")]
    kinds = [*Interaction.Kind.choices, ("other", _("No conversation"))]
    return [
        Filter("kind", _("Kind"), kinds, _of_kind(talks)),
        Filter("with", _("With"), people, lambda rows, pk: rows.filter(_about(talks.filter(people=int(pk))))),
        Filter(
            "sentiment",
            _("How it went"),
            [(str(value), label) for value, label in Interaction.Sentiment.choices],
            lambda rows, value: rows.filter(_about(talks.filter(sentiment=value))),
        ),
    ]


def _of_kind(talks: InteractionQuerySet) -> Callable[[EventQuerySet, str], EventQuerySet]:
    def narrow(events: EventQuerySet, kind: str) -> EventQuerySet:
        if kind == "other":
            return events.exclude(subject_type=TYPE)
        return events.filter(_about(talks.filter(kind=kind)))

    return narrow


def _about(talks: InteractionQuerySet) -> Q:
    return Q(subject_type=TYPE, subject_id__in=talks.values("pk"))


@fill("timeline.search")
def conversations_saying(client: Client, text: str) -> Q:
    return _about(Interaction.objects.of(client).filter(summary__unaccent__icontains=text))


@fill("timeline.notes")
def notes(events: Sequence[Event]) -> dict[int, SafeString]:
    """What a line about a conversation says beside its first words: with whom, how long, and how it went."""
    logged = {event.pk: event.subject_id for event in events if event.verb == "relationships.interaction_logged"}
    talks = Interaction.objects.kept().filter(pk__in=logged.values()).prefetch_related("people").in_bulk()
    told = {pk: {"interaction": talks[talk]} for pk, talk in logged.items() if talk in talks}
    return {pk: render_to_string("relationships/interaction_note.html", context) for pk, context in told.items()}

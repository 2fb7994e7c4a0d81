"""Conversations on the pages below, and how their events are told."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from kam.events import actor_of, describe
from kam.http import Request
from kam.models import Event
from kam.processes import Process
from kam.slots import fill
from kam.web import NavEntry
from relationships.models import Interaction

describe("relationships.interaction_changed", _("%(by)s changed what was logged: “%(opening)s”"), icon="message-square")
describe("relationships.interaction_removed", _("%(by)s removed an interaction: “%(opening)s”"), icon="message-square")
describe(
    "relationships.interaction_restored", _("%(by)s restored an interaction: “%(opening)s”"), icon="message-square"
)


def _interaction(event: Event) -> str:
    kind = Interaction.Kind(event.payload["kind"]).label
    return f"{actor_of(event)} · {kind}: {event.payload['opening']}"


describe("relationships.interaction_logged", _interaction, icon="message-square")


@fill("nav", order=30)
def interactions_entry(request: Request) -> NavEntry:
    return NavEntry(_("Interactions"), reverse("relationships:interactions"), "messages-square", Process.RELATIONSHIPS)


@fill("client.relationships", order=30)
def interactions_card(request: Request, client: Client) -> SafeString:
    found = Interaction.objects.of(client).kept().newest_first().select_related("by").prefetch_related("people")
    context = {"client": client, "interactions": found[:20]}
    return render_to_string("relationships/interactions_card.html", context, request)

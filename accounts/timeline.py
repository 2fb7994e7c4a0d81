"""A client's timeline: what of everything that happened is shown, and what the apps above have to add to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.safestring import SafeString
from django_stubs_ext import StrPromise

from accounts.models import Client
from kam import keyset, slots
from kam.models import Event
from kam.models.event import EventQuerySet

SIZE = 20


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice in the filter bar of one client's timeline, and what choosing does to its events."""

    key: str
    label: StrPromise | str
    choices: Sequence[tuple[str, StrPromise | str]]
    apply: Callable[[EventQuerySet, str], EventQuerySet]


@dataclass(frozen=True, slots=True)
class Since:
    """A day in the client's life since when one may want to know what happened, such as the last review."""

    key: str
    label: StrPromise | str
    on: date


@dataclass(frozen=True, slots=True)
class Told:
    """An event with what the app it comes from adds to its line."""

    event: Event
    note: SafeString | str = ""


def filters(client: Client) -> list[Filter]:
    return [one for found in slots.collect("timeline.filters", client) for one in found]


def days_since(client: Client) -> list[Since]:
    return slots.collect("timeline.since", client)


def saying(client: Client, text: str) -> Q:
    """Events whose record is called so, or about which the apps above know that it says so."""
    found = Q(subject_name__unaccent__icontains=text)
    for also in slots.collect("timeline.search", client, text):
        found |= also
    return found


def told(events: Iterable[Event]) -> list[Told]:
    """Each event with its note; the notes of all of them at constant cost."""
    events = list(events)
    notes: dict[int, SafeString] = {}
    for found in slots.collect("timeline.notes", events):
        notes |= found
    return [Told(event, notes.get(event.pk, "")) for event in events]


def page_of(events: EventQuerySet, *, before: str = "") -> tuple[list[Told], str]:
    """One page of the timeline, and the cursor of the next; empty when this is the last."""
    shown, is_more = keyset.some(keyset.before(events, before, key="at").select_related("by"), SIZE)
    return told(shown), shown[-1].cursor if is_more else ""

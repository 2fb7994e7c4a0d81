"""Calendars as other programs read them (RFC 5545). What stands in a person's is told by the apps.

`@fill("calendar.entries")`: a function of a person and two moments that returns a list of `Entry`, of records that the
person may see today.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from icalendar import Calendar
from icalendar import Event as CalendarEvent

from kam import slots
from kam.models import User

BACK, AHEAD, MOST = timedelta(days=90), timedelta(days=365), 1000
TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something at a moment (`starts` a datetime with its zone) or on a whole day (a date).

    `record` is what it tells of; with `kind` it makes the UID, so that what moves, moves in the calendar too.
    """

    kind: str
    record: models.Model
    title: str
    starts: date
    ends: date | None = None
    place: str = ""
    text: str = ""
    is_cancelled: bool = False
    uid: str = ""

    @property
    def day(self) -> date:
        return self.starts.date() if isinstance(self.starts, datetime) else self.starts


def entries_of(user: User, *, now: datetime) -> list[Entry]:
    """What stands in a person's calendar: 90 days back, a year ahead, at most 1000 entries, the nearest kept."""
    found = [entry for told in slots.collect("calendar.entries", user, now - BACK, now + AHEAD) for entry in told]
    today = now.date()
    nearest = sorted(found, key=lambda entry: abs((entry.day - today).days))[:MOST]
    return sorted(nearest, key=lambda entry: (entry.day, entry.kind, entry.record.pk))


def own_uid(kind: str, pk: int) -> str:
    return f"{kind}-{pk}@{urlsplit(settings.SITE_URL).hostname}"


def as_ics(entries: Iterable[Entry], *, name: str, method: str = "PUBLISH") -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//KAM//calendar//")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> CalendarEvent:
    """Its number of changes is the seconds between its making and its last change: it only ever grows."""
    record, event = entry.record, CalendarEvent()
    made: datetime = getattr(record, "created_at")  # noqa: B009 - of whatever model the record is
    changed: datetime = getattr(record, "updated_at")  # noqa: B009
    event.add("uid", entry.uid or own_uid(entry.kind, record.pk))
    event.add("sequence", max(int((changed - made).total_seconds()), 0))
    event.add("dtstamp", changed.astimezone(UTC))
    event.add("last-modified", changed.astimezone(UTC))
    event.add("summary", entry.title)
    for key, value in (("location", entry.place), ("description", entry.text)):
        if value:
            event.add(key, value)
    event.add("url", f"{settings.SITE_URL}{record.get_absolute_url()}")  # type: ignore[attr-defined]
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    _add_times(event, entry)
    return event


def _add_times(event: CalendarEvent, entry: Entry) -> None:
    if isinstance(entry.starts, datetime):
        event.add("dtstart", entry.starts.astimezone(UTC))
        event.add("dtend", (entry.ends if isinstance(entry.ends, datetime) else entry.starts).astimezone(UTC))
        return
    event.add("dtstart", entry.starts)
    event.add("dtend", entry.ends or entry.starts + timedelta(days=1))
    event.add("transp", "TRANSPARENT")  # a thing to do by a day leaves its hours free

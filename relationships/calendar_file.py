"""Meetings read from an iCalendar file (RFC 5545), whatever program wrote it.

Times without a zone, and whole days, are where the reader is. Of a meeting that repeats, only its next day is told.
Nothing in a file is trusted: what cannot be read comes with a sentence that says why.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar

from relationships import repeating
from relationships.repeating import VEvent

BIGGEST = 1024 * 1024  # bytes
MOST = 500  # events
NOT_BEFORE, NOT_AFTER = timedelta(days=30), timedelta(days=5 * 366)
TELLING = ("", "PUBLISH", "REQUEST", "ADD", "CANCEL")  # methods that tell of a meeting; others answer or ask
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError)


@dataclass(frozen=True, slots=True)
class Found:
    """One meeting of a file. `problem`: why it cannot be taken; `note`: what to know beside that it was taken.

    `series` is the uid of all days of a meeting that repeats; `uid` is then that of the one day.
    """

    title: str
    uid: str = ""
    series: str = ""
    sequence: int = 0
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str = ""
    text: str = ""
    addresses: frozenset[str] = frozenset()
    is_cancelled: bool = False
    note: str = ""
    problem: str = ""


class Unreadable(Exception):
    """Says why an event cannot be taken."""


def read(raw: bytes, *, now: datetime) -> list[Found]:
    """Every meeting of a file. Raises ValidationError for what is no calendar, or too much of one."""
    events = _events(raw)
    days: dict[str, list[VEvent]] = defaultdict(list)  # days of a series that were told of apart
    series = {_uid(event) for event, _cancels in events if event.get("RRULE")}
    for event, _cancels in events:
        if event.get("RECURRENCE-ID") and _uid(event) in series:
            days[_uid(event)].append(event)
    wanted = [pair for pair in events if not (pair[0].get("RECURRENCE-ID") and _uid(pair[0]) in series)]
    return [_found(event, days[_uid(event)], now=now, cancels=cancels) for event, cancels in wanted]


def _events(raw: bytes) -> list[tuple[VEvent, bool]]:
    """Each event, and whether its calendar calls off all it holds."""
    if len(raw) > BIGGEST:
        raise ValidationError(_("The calendar file is larger than 1 MB: export fewer days."))
    if raw.upper().count(b"BEGIN:VEVENT") > MOST:
        raise ValidationError(_("The calendar file holds more than %d events: export fewer days.") % MOST)
    try:
        calendars = Calendar.from_ical(raw.decode("utf-8-sig", "replace"), multiple=True)
        found = [pair for calendar in calendars for pair in _of_calendar(calendar)]
    except UNREADABLE as broken:
        raise ValidationError(_("This is not a calendar file (.ics), or it is damaged.")) from broken
    if not found:
        raise ValidationError(_("There is no meeting in this file."))
    return found


def _of_calendar(calendar: Any) -> Iterator[tuple[VEvent, bool]]:
    method = str(calendar.get("METHOD", "")).upper()
    if method not in TELLING:
        raise ValidationError(_("This file answers an invitation. Use the invitation itself, or an exported calendar."))
    for event in calendar.walk("VEVENT"):
        yield event, method == "CANCEL"


def _found(event: VEvent, days: list[VEvent], *, now: datetime, cancels: bool) -> Found:
    title = " ".join(_text(event, "SUMMARY").split())[:200] or _("Meeting")
    try:
        return _meeting(event, days, title=title, now=now, cancels=cancels)
    except Unreadable as why:
        return Found(title=title, problem=str(why))
    except UNREADABLE:
        return Found(title=title, problem=_("Its times cannot be read."))


def _meeting(event: VEvent, days: list[VEvent], *, title: str, now: datetime, cancels: bool) -> Found:
    if event.get("RECURRENCE-ID"):
        raise Unreadable(_("It changes one day of a series: upload the whole series."))
    uid, series, note, told = _uid(event), "", _zone_note(event), event
    is_cancelled = cancels or _text(event, "STATUS").upper() == "CANCELLED"
    if event.get("RRULE") and is_cancelled:
        return Found(title=title, uid=uid, series=uid, sequence=_sequence(event), is_cancelled=True)
    if event.get("RRULE"):
        day = repeating.next_day(event, days, now=now)
        if day is None:
            raise Unreadable(_("It repeats, and none of its days is still to come."))
        series, uid, told, (starts_at, ends_at) = uid, f"{uid}#{day.name}", day.event, (day.starts_at, day.ends_at)
        note = _("It repeats: only its next day is taken.")
    else:
        starts_at, ends_at = span(event)
    _refuse_far_away(starts_at, ends_at, now=now, is_cancelled=is_cancelled)
    return Found(
        title=title,
        uid=uid,
        series=series,
        sequence=max(_sequence(event), _sequence(told)),
        starts_at=starts_at,
        ends_at=ends_at,
        place=" ".join(_text(told, "LOCATION").split())[:200],
        text=_text(told, "DESCRIPTION").strip()[:5000],
        addresses=_addresses(told),
        is_cancelled=is_cancelled,
        note=note,
    )


def _refuse_far_away(starts_at: datetime, ends_at: datetime, *, now: datetime, is_cancelled: bool) -> None:
    if ends_at < starts_at:
        raise Unreadable(_("It ends before it begins."))
    if ends_at < now - NOT_BEFORE and not is_cancelled:
        raise Unreadable(_("It was over more than 30 days ago."))
    if starts_at > now + NOT_AFTER:
        raise Unreadable(_("It begins more than five years from now."))


def span(event: VEvent) -> tuple[datetime, datetime]:
    """When an event begins and ends; by its end, its length or, without either, by what RFC 5545 says of that."""
    start, end, length = event["DTSTART"].dt, event.get("DTEND"), event.get("DURATION")
    if end:
        return at(start), at(end.dt)
    if not isinstance(start, datetime):
        return at(start), at(start + (length.dt if length else timedelta(days=1)))
    return at(start), at(start) + (length.dt if length else timedelta(0))


def at(value: date) -> datetime:
    """A moment; a whole day is its first one."""
    moment = value if isinstance(value, datetime) else datetime.combine(value, time.min)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=timezone.get_current_timezone())
    return aware.astimezone(timezone.get_default_timezone())


def _zone_note(event: VEvent) -> str:
    """What to say of a zone nobody knows: the library then reads the time as one without a zone."""
    start = event["DTSTART"]
    name = start.params.get("TZID", "")
    if not name or not isinstance(start.dt, datetime) or start.dt.tzinfo:
        return ""
    return _("Its time zone “%s” is not known: read as your own.") % str(name)[:60]


def _sequence(event: VEvent) -> int:
    try:
        return min(max(int(event.get("SEQUENCE", 0)), 0), 2**31 - 1)
    except UNREADABLE:
        return 0


def _uid(event: VEvent) -> str:
    """The event's own, or a digest where that is too long or missing: the same for the same event."""
    found = _text(event, "UID").strip()
    if found and len(found) <= 200:
        return found
    start = event.get("DTSTART")
    told = found or f"{start.to_ical() if start else ''} {_text(event, 'SUMMARY')}"
    return hashlib.sha256(told.encode()).hexdigest()


def _addresses(event: VEvent) -> frozenset[str]:
    """Of whoever takes part or invites, in lower case."""
    found = [event.get(name, []) for name in ("ATTENDEE", "ORGANIZER")]
    people = [one for each in found for one in (each if isinstance(each, list) else [each])]
    addresses = (_clean(str(person)).strip().lower().removeprefix("mailto:") for person in people)
    return frozenset(address for address in addresses if "@" in address)


def _text(event: VEvent, name: str) -> str:
    found = event.get(name, "")
    return _clean(str(found[0] if isinstance(found, list) else found))


def _clean(text: str) -> str:
    """Without control characters, which neither the database nor a page takes."""
    return "".join(letter for letter in text if letter in "\n\t" or letter.isprintable() or letter == "\xa0")

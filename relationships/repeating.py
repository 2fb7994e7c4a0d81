"""The next day of a meeting that repeats (RFC 5545, RRULE), at a bounded cost whatever the rule says.

Days are reckoned by the clock on the wall of the meeting's own zone, so that ten o'clock stays ten o'clock when the
clocks change.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any

from dateutil.rrule import rrulestr
from django.utils import timezone
from icalendar import vRecur

VEvent = Any  # icalendar.Event, each of whose properties may be one of thirty types

OLDEST = timedelta(days=3660)  # a series that began earlier would take too long to count
AHEAD = timedelta(days=366)
MOST_DAYS = 5000
FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
KNOWN = {"FREQ", "INTERVAL", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS", "WKST"}


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a series; `event` is what tells of it: the series itself, or a change to this day alone."""

    name: str
    event: VEvent
    starts_at: datetime
    ends_at: datetime


def next_day(series: VEvent, changed: list[VEvent], *, now: datetime) -> Day | None:
    """The first day from today on, those called off left out. Raises ValueError for a rule that cannot be followed."""
    start = series["DTSTART"].dt
    zone = _zone_of(start)
    today = datetime.combine(now.astimezone(zone).date(), time.min)
    moved = {_wall(event["RECURRENCE-ID"].dt, zone): event for event in changed}
    gone = set(moved) | set(_excluded(series, zone))
    regular = next((day for day in _days(series, _wall(start, zone), now) if day >= today and day not in gone), None)
    found = [_moved(name, event) for name, event in moved.items() if _is_on(event)]
    upcoming = [day for day in found if day.starts_at >= today.replace(tzinfo=zone)]
    if regular is not None:
        upcoming.append(_regular(series, regular, zone))
    return min(upcoming, key=lambda day: day.starts_at, default=None)


def _days(series: VEvent, start: datetime, now: datetime) -> Iterator[datetime]:
    rule = dict(series["RRULE"])
    zone = _zone_of(series["DTSTART"].dt)
    last = now.astimezone(zone).replace(tzinfo=None) + AHEAD
    if start < last - AHEAD - OLDEST:
        raise ValueError("begins too long ago")
    until, count = rule.pop("UNTIL", None), rule.pop("COUNT", None)
    _refuse_unknown(rule)
    if until:
        last = min(last, _wall(until[0], zone, end=True))
    told: Any = vRecur(rule)
    later = _years_to_the_like(start.year, last.year)
    last = last.replace(year=last.year + later)
    days: Any = rrulestr(
        f"{told.to_ical().decode()};UNTIL={last:%Y%m%dT%H%M%S}", dtstart=start.replace(year=start.year + later)
    )
    found = (day.replace(year=day.year - later) for day in days)
    return islice(found, min(count[0], MOST_DAYS) if count else MOST_DAYS)


def _years_to_the_like(first: int, last: int) -> int:
    """How many years ahead the same dates fall on the same weekdays, as late as there are years.

    A rule that no day meets is followed to the last year there is, however near its end: from there it is not far.
    """
    years = range(first - 1, last + 2)
    ahead = range(MAXYEAR - last - 1, -1, -1)
    return next(by for by in ahead if all(_are_alike(year, year + by) for year in years))


def _are_alike(one: int, other: int) -> bool:
    return calendar.isleap(one) == calendar.isleap(other) and calendar.weekday(one, 1, 1) == calendar.weekday(
        other, 1, 1
    )


def _refuse_unknown(rule: dict[str, Any]) -> None:
    """What would be followed wrongly, or for ever."""
    if set(rule) - KNOWN or rule["FREQ"][0] not in FREQUENCIES:
        raise ValueError("a rule that is not followed")
    if not 1 <= rule.get("INTERVAL", [1])[0] <= 1000:
        raise ValueError("no such interval")


def _regular(series: VEvent, day: datetime, zone: tzinfo) -> Day:
    length = _length(series, zone)
    begins, ends = (_moment(moment, zone) for moment in (day, day + length))
    return Day(f"{day:%Y%m%dT%H%M}", series, begins, ends)


def _moved(name: datetime, event: VEvent) -> Day:
    zone = _zone_of(event["DTSTART"].dt)
    start = _wall(event["DTSTART"].dt, zone)
    begins, ends = (_moment(moment, zone) for moment in (start, start + _length(event, zone)))
    return Day(f"{name:%Y%m%dT%H%M}", event, begins, ends)


def _length(event: VEvent, zone: tzinfo) -> timedelta:
    """By the clock on the wall."""
    start, end, length = event["DTSTART"].dt, event.get("DTEND"), event.get("DURATION")
    if end:
        return _wall(end.dt, zone) - _wall(start, zone)
    if length:
        return timedelta(seconds=length.dt.total_seconds())
    return timedelta(0) if isinstance(start, datetime) else timedelta(days=1)


def _excluded(series: VEvent, zone: tzinfo) -> Iterator[datetime]:
    found = series.get("EXDATE", [])
    for dates in found if isinstance(found, list) else [found]:
        yield from (_wall(one.dt, zone) for one in dates.dts)


def _is_on(event: VEvent) -> bool:
    return str(event.get("STATUS", "")).upper() != "CANCELLED"


def _zone_of(value: date) -> tzinfo:
    return (value.tzinfo if isinstance(value, datetime) else None) or timezone.get_current_timezone()


def _wall(value: date, zone: tzinfo, *, end: bool = False) -> datetime:
    """What the clock on the wall shows; of a whole day its first moment, or its last one."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time.max if end else time.min)
    return (value.astimezone(zone) if value.tzinfo else value).replace(tzinfo=None)


def _moment(wall: datetime, zone: tzinfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(timezone.get_default_timezone())

"""Working time: when a calendar is open, how much of that lies between two moments, and when so much will have passed.

Pure but for `working_time_of` and `working_times`, which read a calendar's rows. Moments are aware; results are UTC.
Working time is counted in whole seconds, so that the parts of a stretch always add up to the whole. Hours are those on
the wall of the calendar's zone: the night of a clock change has as many seconds as really pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

import holidays
from django.conf import settings

from accounts.models import WorkCalendar

Hours = tuple[time, time]
Week = tuple[tuple[Hours, ...], ...]
Stretch = tuple[datetime, datetime]

MIDNIGHT = time(0)
A_DAY = timedelta(days=1)
AS_FAR_AS = timedelta(days=40 * 366)
"""How far ahead is looked for a moment: what is not reached by then is never reached."""


@dataclass(frozen=True)
class WorkingTime:
    """A calendar: `week` holds the hours of Monday to Sunday, (opens, closes); closing at 00:00 is the day's end."""

    zone: str
    week: Week
    holidays_of: str = ""
    own_holidays: frozenset[date] = frozenset()
    name: str = ""

    def seconds_between(self, start: datetime, end: datetime) -> int:
        """Whole seconds of working time from `start` until `end`; 0 when that is the wrong way round."""
        start, end = _whole(start), _whole(end)
        return sum(_seconds(opens, closes) for opens, closes in self._open_within(start, end))

    def after(self, start: datetime, seconds: int) -> datetime | None:
        """The first moment at which so much working time has passed since `start`; None: never (within forty years)."""
        start, left = _whole(start), seconds
        if left <= 0:
            return start
        for opens, closes in self._open_within(start, _later(start)):
            if left <= _seconds(opens, closes):
                return opens + timedelta(seconds=left)
            left -= _seconds(opens, closes)
        return None

    def is_open(self, at: datetime) -> bool:
        at = _whole(at)
        return any(opens <= at < closes for opens, closes in self._open_on(at.astimezone(self._tz).date()))

    def next_opening(self, at: datetime) -> datetime | None:
        """`at` itself when open; else when it next opens; None: never."""
        at = _whole(at)
        return next((opens for opens, _closes in self._open_within(at, _later(at))), None)

    @property
    def is_ever_open(self) -> bool:
        return any(self.week)

    def is_holiday(self, day: date) -> bool:
        return day in self.own_holidays or day in national_holidays(self.holidays_of, day.year)

    @cached_property
    def _tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @cached_property
    def _days(self) -> dict[date, tuple[Stretch, ...]]:
        return {}

    def _open_within(self, start: datetime, end: datetime) -> Iterator[Stretch]:
        """The open stretches of [start, end), cut to it, in order."""
        if not self.is_ever_open or end <= start:
            return
        day, last = start.astimezone(self._tz).date(), end.astimezone(self._tz).date()
        while day <= last:
            for opens, closes in self._open_on(day):
                if opens < end and closes > start:
                    yield max(opens, start), min(closes, end)
            day += A_DAY

    def _open_on(self, day: date) -> tuple[Stretch, ...]:
        known = self._days.get(day)
        if known is None:
            known = self._days[day] = () if self.is_holiday(day) else tuple(self._opened(day))
        return known

    def _opened(self, day: date) -> Iterator[Stretch]:
        """The day's stretches in UTC, those that touch or overlap made one."""
        upto: datetime | None = None
        for opens_at, closes_at in sorted(self.week[day.weekday()], key=_as_typed):
            opens, closes = self._moment(day, opens_at), self._moment(_day_of_closing(day, closes_at), closes_at)
            opens = max(opens, upto) if upto else opens
            if closes > opens:
                yield opens, closes
                upto = closes

    def _moment(self, day: date, at: time) -> datetime:
        """When the wall clock shows this: the first time if it does twice, the moment of the leap if it never does."""
        wall = datetime.combine(day, at)
        while (moment := wall.replace(tzinfo=self._tz).astimezone(UTC)).astimezone(self._tz).replace(
            tzinfo=None
        ) != wall:
            wall += timedelta(minutes=1)
        return moment


def _whole(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _later(at: datetime) -> datetime:
    return min(at, datetime.max.replace(tzinfo=UTC) - AS_FAR_AS - 2 * A_DAY) + AS_FAR_AS


def _seconds(opens: datetime, closes: datetime) -> int:
    return (closes - opens) // timedelta(seconds=1)


def _as_typed(hours: Hours) -> tuple[time, bool, time]:
    opens, closes = hours
    return opens, closes == MIDNIGHT, closes


def _day_of_closing(day: date, closes: time) -> date:
    return day + A_DAY if closes == MIDNIGHT else day


@lru_cache(maxsize=512)
def national_holidays(country: str, year: int) -> frozenset[date]:
    """The public holidays of a country (two letters) by the `holidays` package; none of one it does not know."""
    if country not in countries():
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=year))


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """The countries whose holidays are known, by their two letters."""
    return frozenset(holidays.list_supported_countries())


@lru_cache(maxsize=1)
def shipped() -> WorkingTime:
    """Used where no calendar is set up: Monday to Friday, 9 to 18, without the holidays of Portugal."""
    day = ((time(9), time(18)),)
    return WorkingTime(settings.TIME_ZONE, (day,) * 5 + ((), ()), "PT")


def working_time_of(calendar: WorkCalendar | None) -> WorkingTime:
    """As its rows say; without a calendar, as shipped."""
    if calendar is None:
        return shipped()
    week: list[list[Hours]] = [[] for _day in range(7)]
    for hours in calendar.hours.all():
        week[hours.weekday].append((hours.opens_at, hours.closes_at))
    return WorkingTime(
        zone=calendar.time_zone,
        week=tuple(tuple(sorted(day)) for day in week),
        holidays_of=calendar.holidays_of,
        own_holidays=frozenset(holiday.on for holiday in calendar.own_holidays.all()),
        name=calendar.name,
    )


def working_times(calendar_ids: Iterable[int | None]) -> dict[int | None, WorkingTime]:
    """Several calendars at once, by id; None stands for the one as shipped. Three queries at most."""
    wanted = {pk for pk in calendar_ids if pk is not None}
    found: dict[int | None, WorkingTime] = {None: shipped()}
    if wanted:
        rows = WorkCalendar.objects.filter(pk__in=wanted).prefetch_related("hours", "own_holidays")
        found.update((row.pk, working_time_of(row)) for row in rows)
    return found

"""What a clock says: one line for a list, and the sentences that explain it. In the active language and time zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from kam.numbers import NBSP, date_short, number

if TYPE_CHECKING:
    from accounts.clocks import Clock, Course

PAUSES_TOLD = 3


def text_of(clock: Clock) -> str:
    """Such as “2 h 10 min left · due 16:40”."""
    lasts = span(abs(clock.left_seconds or 0))
    told = {"time": lasts, "due": moment(clock.due_at, clock.at), "since": moment(clock.since, clock.at)}
    return _LINES[_line_of(clock)]() % told


def why(clock: Clock, *, calendar: str = "") -> list[str]:
    """Why it shows what it shows. `calendar`: the name of the issue's calendar; "": the one as shipped."""
    if clock.course is None:
        return [_("No time is agreed for this issue, or it was removed or merged into another one.")]
    return [*_agreed(clock, clock.course, calendar), *_passed(clock, clock.course)]


def span(seconds: int) -> str:
    """Working time in hours and minutes, such as “43 h 10 min”; days would not say how long a day is."""
    hours, minutes = divmod(seconds // 60, 60)
    told = [f"{number(hours)}{NBSP}h"] if hours else []
    return " ".join([*told, f"{minutes}{NBSP}min"] if minutes or not hours else told)


def moment(when: datetime | None, at: datetime) -> str:
    """The hour, with the day unless it is that of `at`."""
    if when is None:
        return "–"
    when, today = timezone.localtime(when), timezone.localdate(at)
    hour = f"{when:%H:%M}"
    return hour if when.date() == today else f"{date_short(when.date())}, {hour}"


def _line_of(clock: Clock) -> str:
    over = clock.state == "breached"
    if over and clock.is_paused:
        return "over, paused"
    if over:
        return "over" if clock.runs else "late"
    never = clock.runs and clock.due_at is None
    return "never" if never else str(clock.state)


_LINES = {
    "none": lambda: _("No time agreed"),
    "running": lambda: _("%(time)s left · due %(due)s"),
    "at_risk": lambda: _("%(time)s left · due %(due)s"),
    "paused": lambda: _("Paused since %(since)s – waiting for the client"),
    "met": lambda: _("In time, with %(time)s to spare"),
    "over": lambda: _("Breached: due %(due)s, %(time)s over"),
    "over, paused": lambda: _("Breached by %(time)s · paused since %(since)s"),
    "late": lambda: _("Late by %(time)s"),
    "never": lambda: _("%(time)s left, but the calendar does not open again"),
}


def _agreed(clock: Clock, course: Course, calendar: str) -> Iterator[str]:
    yield _("%(time)s of working time were agreed.") % {"time": span(course.limit)}
    yield _("Counted by the calendar “%(name)s”: %(hours)s; %(holidays)s.") % {
        "name": calendar or _("As shipped"),
        "hours": week_in_words(course.hours.week),
        "holidays": holidays_in_words(course.hours.holidays_of),
    }
    if clock.kind == "response":
        yield _("Our first message to the client, or the solution, counts as the first response. Nothing pauses it.")
    else:
        yield _("It stands still while we wait for the client, and goes on when the issue is reopened.")


def _passed(clock: Clock, course: Course) -> Iterator[str]:
    if not course.hours.is_ever_open:
        yield _("This calendar has no working hours, so nothing is ever due.")
        return
    yield _("%(time)s have passed by %(at)s.") % {
        "time": span(course.ran(clock.at)),
        "at": moment(clock.at, clock.at),
    }
    for since, until in course.paused_in[-PAUSES_TOLD:]:
        saved = span(course.hours.seconds_between(since, until or clock.at))
        told = {"since": moment(since, clock.at), "until": moment(until, clock.at), "time": saved}
        yield (
            _("Paused from %(since)s until %(until)s: %(time)s of working time not counted.") % told
            if until
            else _("Paused since %(since)s: %(time)s of working time not counted so far.") % told
        )
    yield from _days_off(clock, course)


def _days_off(clock: Clock, course: Course) -> Iterator[str]:
    """The holidays between the opening and the time due, which people else count as days."""
    if not course.ran_in:
        return
    since = timezone.localdate(course.ran_in[0].since)
    until = timezone.localdate(max(clock.due_at or clock.at, clock.at))
    days = (since + timedelta(days=passed) for passed in range(min((until - since).days, 366) + 1))
    off = [date_short(day) for day in days if course.hours.week[day.weekday()] and course.hours.is_holiday(day)]
    if off:
        yield _("Holidays in between do not count: %s.") % ", ".join(off)


def week_in_words(week: tuple[tuple[tuple[time, time], ...], ...]) -> str:
    """Such as “Mon–Fri 09:00–18:00”: days that follow on each other with the same hours told at once."""
    told, day = [], 0
    while day < len(week):
        last = day
        while last + 1 < len(week) and week[last + 1] == week[day]:
            last += 1
        if week[day]:
            told.append(f"{_days(day, last)} {hours_in_words(week[day])}")
        day = last + 1
    return ", ".join(told) or _("never open")


def holidays_in_words(country: str) -> str:
    return _("without the holidays of %s") % country if country else _("without national holidays")


def _days(first: int, last: int) -> str:
    names = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    return names[first] if first == last else f"{names[first]}–{names[last]}"


def hours_in_words(stretches: tuple[tuple[time, time], ...]) -> str:
    return ", ".join(f"{opens:%H:%M}–{_until(closes)}" for opens, closes in stretches)


def _until(closes: time) -> str:
    told = f"{closes:%H:%M}"
    return "24:00" if told == "00:00" else told

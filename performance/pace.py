"""Is a goal on its way? A pure function from facts to a status, its reasons and a forecast.

The page, the API and the nightly review all ask `evaluate`, so they cannot disagree. It knows no database and no
clock (the day is an argument), computes in Decimal, and raises for no goal whose period does not end before it
starts.

Terms. The *base* is where the way starts: the baseline or, of a level to be kept, the least that is accepted. The
*share* is the part of the way from base to target that the plan has covered by a day. Days count from their start:
the share is 0 up to `starts_on`, 1 from `due_on` on, and (day - starts_on) / (due_on - starts_on) between them on an
even course.

    expected = base + share * (target - base)
    pace     = (actual - base) / (expected - base)

Measured this way a yearly goal that is exactly on plan is on track in June too; compared with the whole target it is
not. A falling goal needs no rule of its own: both differences are negative, and their ratio reads the same.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kam.numbers import date_short, number, percent
from kam.status import Status

RULE_VERSION = "pace-1"

ON_TRACK = Decimal("0.90")
"""Least pace that is on track. Source: thresholds after ServiceNow's goal management; the form of the ratio is ours."""
AT_RISK = Decimal("0.75")
"""Least pace that is at risk rather than critical. Same source."""

RECENT_READINGS = 6
"""How many of the latest readings tell how steady the pace is."""
LEAST_SPREAD = Decimal("0.05")
"""The forecast never pretends to know the coming pace better than this, either side."""
EARLY = Decimal("0.05")
"""Readings taken before this share do not widen the band: divided by so little, any is an extreme."""

RATIO_LIMIT, VALUE_LIMIT = Decimal(999), Decimal(10) ** 17
PLACES = Decimal("0.0001")
ZERO, ONE = Decimal(0), Decimal(1)

MAINTAIN, MILESTONE = "maintain", "milestone"
SEASONAL, MILESTONES = "seasonal", "milestones"

Param = Decimal | date | int | str
Points = Sequence[tuple[date, Decimal]]


@dataclass(frozen=True, slots=True)
class Goal:
    """What pace needs to know of an objective. Values are in the objective's own unit.

    `kind`: increase, decrease, maintain or milestone. `curve`: linear, seasonal or milestones.
    `monthly_shares`: twelve shares of a year's change, January first, none negative; their sum does not matter.
    `milestones`: the value due by a day, one a day; a goal of kind milestone without any is due whole on its due date.
    """

    kind: str
    baseline: Decimal
    target: Decimal
    minimum: Decimal | None
    starts_on: date
    due_on: date
    curve: str
    monthly_shares: tuple[Decimal, ...] | None
    milestones: tuple[tuple[date, Decimal], ...]
    cadence_days: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The level reached by the end of a day, in the goal's unit: a level, not an increment."""

    noted_on: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Previous:
    """The evaluation before this one: the status it showed, and what it saw on its own."""

    status: str
    signal: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a status is what it is: a code and its values, put into words when somebody reads it (see `sentence`)."""

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For a JSON column: decimals as text, days in ISO form."""
        return {"code": self.code} | {name: _plain(value) for name, value in self.params.items()}


@dataclass(frozen=True, slots=True)
class Pace:
    """What was found. Ratios lie within +-999 and values within +-10^17, all rounded to four places.

    `status` is shown, `signal` is what this day alone says. `share` and `pace` are ratios (0.75 is 75%); `expected`,
    `actual`, `variance` (actual - expected), `forecast`, `low` and `high` are in the goal's unit. `forecast` is the
    value at the due date if the pace stays. It lies between `low` and `high`, in numeric order: a falling goal's low
    end is the good one. `pace` and `variance` are None while the signal is none, `pace` also where nothing was due to
    be measured against.
    """

    status: Status
    signal: Status
    share: Decimal
    expected: Decimal
    actual: Decimal | None
    actual_on: date | None
    pace: Decimal | None
    variance: Decimal | None
    forecast: Decimal | None
    low: Decimal | None
    high: Decimal | None
    reasons: tuple[Reason, ...]
    rule_version: str = RULE_VERSION


def evaluate(goal: Goal, readings: Sequence[Reading], *, on: date, previous: Previous | None = None) -> Pace:
    """Judge a goal as of a day from its readings, newest last. Those after the day are ignored; six are enough.

    On track from a pace of 0.90, at risk from 0.75, critical below. A target already reached is on track. No data
    (grey) before the start, without a reading, while nothing is expected yet, and when the last reading is older than
    the cadence. After the due date no new reading is awaited: what is known then stays. A level to be kept goes grey
    with age even if it was kept when last seen.
    """
    known = [reading for reading in readings if reading.noted_on <= on][-RECENT_READINGS:]
    plan = _plan(goal)
    share = plan.share(on)
    grey = _why_grey(goal, plan, share, known[-1] if known else None, on)
    if grey is not None:
        return _no_data(plan, share, known, grey)
    actual = known[-1].value
    expected = plan.base + share * plan.span
    pace = plan.pace(actual, share)
    shown_pace = None if pace is None else _bounded(pace, RATIO_LIMIT)
    signal = Status.GOOD if _is_reached(plan, goal, actual) else signal_of(shown_pace)
    status = shown(signal, previous)
    why = _why(goal, plan, actual, share)
    forecast, low, high = _forecast(goal, plan, share, known, on)
    return Pace(
        status=status,
        signal=signal,
        share=_bounded(share, RATIO_LIMIT),
        expected=_bounded(expected, VALUE_LIMIT),
        actual=actual,
        actual_on=known[-1].noted_on,
        pace=shown_pace,
        variance=_bounded(actual - expected, VALUE_LIMIT),
        forecast=forecast,
        low=low,
        high=high,
        reasons=(why,) if signal == status else (why, Reason("confirming", {"signal": signal.value})),
    )


def share(goal: Goal, on: date) -> Decimal:
    """The part of the way from base to target that is due by a day: 0 to 1, unless a milestone lies outside the two.

    Of a level to be kept it is always 1. A seasonal course gives each month of the period the share of its calendar
    month, cut to the days inside, and all of them together 1. Milestones are steps: the last one due on or before the
    day.
    """
    return _plan(goal).share(on)


# --- What is expected when --------------------------------------------------------------------------------------------


class _Plan(NamedTuple):
    """The way from base to target, and points (day, share) between which the share due grows evenly."""

    base: Decimal
    span: Decimal
    points: Points

    def share(self, on: date) -> Decimal:
        after = bisect_right(self.points, on, key=itemgetter(0))
        if after == 0:
            return ZERO
        day, share = self.points[after - 1]
        if after == len(self.points):
            return share
        next_day, next_share = self.points[after]
        return share + (next_share - share) * (on - day).days / (next_day - day).days

    def pace(self, value: Decimal, share: Decimal) -> Decimal | None:
        due = share * self.span
        return (value - self.base) / due if due and share > 0 else None


def _plan(goal: Goal) -> _Plan:
    if goal.kind == MAINTAIN:
        base = goal.baseline if goal.minimum is None else goal.minimum
        return _Plan(base, goal.target - base, ((date.min, ONE),))
    span = goal.target - goal.baseline
    if goal.kind == MILESTONE or goal.curve == MILESTONES:
        return _Plan(goal.baseline, span, _steps(goal, span))
    if goal.curve == SEASONAL and goal.monthly_shares:
        return _Plan(goal.baseline, span, _seasons(goal, goal.monthly_shares))
    return _Plan(goal.baseline, span, _even(goal))


def _even(goal: Goal) -> Points:
    return (goal.starts_on, ZERO), (goal.due_on, ONE)


def _steps(goal: Goal, span: Decimal) -> Points:
    """A step is two points on one day: up to it the old share, from it the new one."""
    points, reached = [(goal.starts_on, ZERO)], ZERO
    for due_on, value in sorted(goal.milestones):
        if due_on < goal.due_on and span:
            day = max(due_on, goal.starts_on)
            points.append((day, reached))
            reached = (value - goal.baseline) / span
            points.append((day, reached))
    return [*points, (goal.due_on, reached), (goal.due_on, ONE)]


def _seasons(goal: Goal, shares: tuple[Decimal, ...]) -> Points:
    points, total = [(goal.starts_on, ZERO)], ZERO
    for month, ends_on, part in _months(goal.starts_on, goal.due_on):
        total += shares[month - 1] * part
        points.append((ends_on, total))
    if not total:  # the season lies wholly outside the period, or the period is a single day
        return _even(goal)
    return [(day, cumulated / total) for day, cumulated in points]


@lru_cache(maxsize=1024)  # few periods, mostly years and quarters, are shared by very many goals
def _months(starts_on: date, due_on: date) -> tuple[tuple[int, date, Decimal], ...]:
    """The calendar months of a period: number, the day it is over (at most the due date), how much lies inside."""
    months = []
    day = starts_on
    while day < due_on:
        first = day.replace(day=1)
        following = (first + timedelta(days=32)).replace(day=1)
        ends_on = min(following, due_on)
        months.append((day.month, ends_on, Decimal((ends_on - day).days) / (following - first).days))
        day = ends_on
    return tuple(months)


# --- The judgement ----------------------------------------------------------------------------------------------------


def _why_grey(goal: Goal, plan: _Plan, share: Decimal, latest: Reading | None, on: date) -> Reason | None:
    if on < goal.starts_on:
        return Reason("not_started", {"starts_on": goal.starts_on})
    if latest is None:
        return Reason("no_reading")
    if goal.kind != MAINTAIN and _is_reached(plan, goal, latest.value):
        return None
    if goal.kind != MAINTAIN and (share <= 0 or not plan.span):
        return Reason("nothing_expected")
    if (min(on, goal.due_on) - latest.noted_on).days > goal.cadence_days:
        return Reason("stale", {"days": (on - latest.noted_on).days, "cadence_days": goal.cadence_days})
    return None


def _no_data(plan: _Plan, share: Decimal, known: Sequence[Reading], why: Reason) -> Pace:
    return Pace(
        status=Status.NONE,
        signal=Status.NONE,
        share=_bounded(share, RATIO_LIMIT),
        expected=_bounded(plan.base + share * plan.span, VALUE_LIMIT),
        actual=known[-1].value if known else None,
        actual_on=known[-1].noted_on if known else None,
        pace=None,
        variance=None,
        forecast=None,
        low=None,
        high=None,
        reasons=(why,),
    )


def _is_reached(plan: _Plan, goal: Goal, value: Decimal) -> bool:
    return value >= goal.target if plan.span >= 0 else value <= goal.target


def signal_of(pace: Decimal | None) -> Status:
    """Reads the pace as it is shown, to four places: exactly 75% is at risk, whatever a division rounded far behind."""
    if pace is None:  # a level to be kept that is missed, where the minimum leaves no room below the target
        return Status.BAD
    if pace >= ON_TRACK:
        return Status.GOOD
    return Status.WARN if pace >= AT_RISK else Status.BAD


def shown(signal: Status, previous: Previous | None) -> Status:
    """Hysteresis: turning critical is immediate; otherwise a colour is left when two evaluations agree on another."""
    if previous is None or previous.status == Status.NONE:
        return signal
    if signal in (Status.BAD, Status.NONE) or signal == previous.signal:
        return signal
    return Status(previous.status)


def _why(goal: Goal, plan: _Plan, actual: Decimal, share: Decimal) -> Reason:
    if goal.kind == MAINTAIN:
        return Reason("level", {"actual": actual, "target": goal.target, "minimum": plan.base})
    if _is_reached(plan, goal, actual):
        return Reason("reached")
    way = _bounded((actual - plan.base) / plan.span, RATIO_LIMIT)
    return Reason("against_plan", {"actual": way, "expected": _bounded(share, RATIO_LIMIT)})


def rounded(ratio: Decimal) -> Decimal:
    """A ratio as it is kept: to four places, within what its column holds."""
    return _bounded(ratio, RATIO_LIMIT)


def _bounded(value: Decimal, limit: Decimal) -> Decimal:
    """Rounded to four places, within what a column holds: one absurd goal must not stop the review of others."""
    return value.quantize(PLACES) if -limit < value < limit else limit.copy_sign(value)


# --- The forecast -----------------------------------------------------------------------------------------------------


def _forecast(
    goal: Goal, plan: _Plan, share: Decimal, known: Sequence[Reading], on: date
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """The value when due if the pace stays, and if the rest goes at the slowest and at the fastest recent pace."""
    actual = known[-1].value
    if share <= 0:
        return None, None, None
    middle = plan.base + (actual - plan.base) / share
    pace = plan.pace(actual, share)
    rest = max(ZERO, ONE - _elapsed(goal, share, on)) * plan.span
    slowest, fastest = (ZERO, ZERO) if pace is None else _spread(plan, known, pace)
    low, high = sorted((middle + slowest * rest, middle + fastest * rest))
    return _bounded(middle, VALUE_LIMIT), _bounded(low, VALUE_LIMIT), _bounded(high, VALUE_LIMIT)


def _elapsed(goal: Goal, share: Decimal, on: date) -> Decimal:
    """How much is already certain: the share due or, of a level to be kept, the time gone by."""
    return _Plan(ZERO, ONE, _even(goal)).share(on) if goal.kind == MAINTAIN else share


def _spread(plan: _Plan, known: Sequence[Reading], pace: Decimal) -> tuple[Decimal, Decimal]:
    """How far the recent readings' pace lay below and above the pace now: at most -0.05, at least 0.05."""
    slowest, fastest = pace - LEAST_SPREAD, pace + LEAST_SPREAD
    for reading in known[:-1]:
        share = plan.share(reading.noted_on)
        then = plan.pace(reading.value, share) if share >= EARLY else None
        if then is not None:
            slowest, fastest = min(slowest, then), max(fastest, then)
    return slowest - pace, fastest - pace


# --- The words --------------------------------------------------------------------------------------------------------


def sentence(reason: Mapping[str, Any]) -> str:
    """A stored reason (`Reason.as_json`) in the active language. A code not known here stays a code."""
    code = str(reason["code"])
    return _SENTENCES[code](reason) if code in _SENTENCES else code


def _plain(value: Param) -> str | int:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _against_plan(reason: Mapping[str, Any]) -> str:
    values = {name: _in_percent(reason[name]) for name in ("actual", "expected")}
    return _("%(actual)s against %(expected)s expected") % values


def _in_percent(ratio: str) -> str:
    return percent((Decimal(ratio) * 100).quantize(Decimal("0.1")))


def _level(reason: Mapping[str, Any]) -> str:
    values = {name: number(Decimal(reason[name])) for name in ("actual", "target", "minimum")}
    return _("%(actual)s against %(target)s to keep; critical near %(minimum)s") % values


def _as_worst_part(reason: Mapping[str, Any]) -> str:
    others = int(reason["others"])
    if not others:
        return _("As its worst part: %(title)s") % {"title": reason["title"]}
    told = ngettext(
        "As its worst parts: %(title)s and %(n)d other", "As its worst parts: %(title)s and %(n)d others", others
    )
    return told % {"title": reason["title"], "n": others}


def _weighted_parts(reason: Mapping[str, Any]) -> str:
    told = {"pace": _in_percent(reason["pace"]), "known": reason["known"], "parts": reason["parts"]}
    return _("Weighted pace %(pace)s of its parts (%(known)s of %(parts)s known)") % told


def _parts_unknown(reason: Mapping[str, Any]) -> str:
    return _("Too little is known of its parts (%(known)s of %(parts)s)") % reason


def _stale(reason: Mapping[str, Any]) -> str:
    days, cadence = int(reason["days"]), int(reason["cadence_days"])
    last = ngettext("Last reading %(days)d day ago", "Last reading %(days)d days ago", days) % {"days": days}
    wanted = ngettext("cadence %(days)d day", "cadence %(days)d days", cadence) % {"days": cadence}
    return f"{last}; {wanted}"


def _not_started(reason: Mapping[str, Any]) -> str:
    return _("Starts on %(day)s") % {"day": date_short(date.fromisoformat(reason["starts_on"]))}


def _confirming(reason: Mapping[str, Any]) -> str:
    return _("%(status)s at one review; turns if the next agrees") % {"status": Status(reason["signal"]).label}


_SENTENCES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "against_plan": _against_plan,
    "level": _level,
    "as_worst_part": _as_worst_part,
    "weighted_parts": _weighted_parts,
    "parts_unknown": _parts_unknown,
    "reached": lambda reason: _("Target reached"),
    "not_started": _not_started,
    "no_reading": lambda reason: _("No reading yet"),
    "nothing_expected": lambda reason: _("Nothing is expected yet"),
    "stale": _stale,
    "confirming": _confirming,
}

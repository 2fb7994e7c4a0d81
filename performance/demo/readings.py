"""Objectives of the demo company and readings that follow the course its story tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import NamedTuple

from accounts.models import Client
from performance import pace
from performance.demo.story import SEASON, Goal
from performance.services.review import goal_of
from planning.models import Objective

STEPS = {"money": "0.01", "percent": "0.1", "count": "1", "score": "1", "days": "0.1", "hours": "1"}
LATE_GRACE = 5  # days a reading may be late before the goal counts as stale
NOISE = 0.012
THRESHOLDS = {"warn": pace.ON_TRACK, "bad": pace.AT_RISK}


class Reading(NamedTuple):
    noted_on: date
    value: Decimal


def month_start(today: date, months: int) -> date:
    """The first day of the month so many months from this one."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, 1)


def period_before(goal: Goal, target: int) -> Goal:
    """The same goal in the twelve months before, with another target."""
    first, _after = goal.months
    return replace(goal, target=target, months=(first - 12, first), minimum=None, stretch=None)


def objective_of(client: Client, goal: Goal, *, today: date) -> Objective:
    """Not saved yet."""
    first, after = goal.months
    return Objective(
        client=client,
        title=goal.title,
        process=goal.process,
        unit=goal.unit,
        currency="EUR" if goal.unit == "money" else "",
        kind=goal.kind,
        baseline=Decimal(goal.baseline),
        minimum=None if goal.minimum is None else Decimal(goal.minimum),
        target=Decimal(goal.target),
        stretch=None if goal.stretch is None else Decimal(goal.stretch),
        starts_on=month_start(today, first),
        due_on=month_start(today, after) - timedelta(days=1),
        curve=_curve(goal),
        monthly_shares=list(SEASON) if goal.seasonal else None,
        cadence_days=goal.every + LATE_GRACE,
        owner=client.owner,
    )


def _curve(goal: Goal) -> str:
    if goal.milestones:
        return Objective.Curve.MILESTONES
    return Objective.Curve.SEASONAL if goal.seasonal else Objective.Curve.LINEAR


def readings_of(objective: Objective, goal: Goal, *, today: date, rng: Random) -> list[Reading]:
    """The readings until today, oldest first; the objective stands at the last."""
    days = list(_days(objective.starts_on, today - timedelta(days=goal.quiet), goal.every))
    facts = goal_of(objective, _milestones(objective, goal))
    readings = []
    for day in days:
        point = _along(goal.course, (day - days[0]) / (days[-1] - days[0]) if len(days) > 1 else 1.0)
        readings.append(Reading(day, _value(facts, goal, point, rng.uniform(-NOISE, NOISE), day)))
    if goal.turns:
        readings[-1] = Reading(days[-1], _turning_value(facts, goal, today))
    return _stand_at_last(objective, readings)


def readings_of_year(objective: Objective, reached: float, *, rng: Random) -> list[Reading]:
    """A finished period, month by month, its plan attained to the part that was reached."""
    facts = goal_of(objective, ())
    days = [month_start(objective.starts_on, month) - timedelta(days=1) for month in range(1, 13)]
    noise = [rng.uniform(-0.03, 0.03) for _day in days[:-1]] + [0.0]
    span = objective.target - objective.baseline
    return _stand_at_last(
        objective,
        [
            Reading(
                day,
                _rounded(objective.baseline + span * pace.share(facts, day) * Decimal(str(reached + wobble)), "money"),
            )
            for day, wobble in zip(days, noise, strict=True)
        ],
    )


def _stand_at_last(objective: Objective, readings: list[Reading]) -> list[Reading]:
    objective.current, objective.current_on = readings[-1].value, readings[-1].noted_on
    return readings


def _days(starts_on: date, last: date, every: int) -> Iterator[date]:
    count = (last - starts_on).days // every
    yield from (last - timedelta(days=every * back) for back in range(count, -1, -1))


def _milestones(objective: Objective, goal: Goal) -> tuple[tuple[date, Decimal], ...]:
    return tuple((objective.starts_on + timedelta(days=days), Decimal(value)) for days, value in goal.milestones)


def _along(course: tuple[float, ...], part: float) -> float:
    """The course at a part (0 to 1) of the way, straight between its points."""
    place = part * (len(course) - 1)
    before = min(int(place), len(course) - 1)
    after = min(before + 1, len(course) - 1)
    return course[before] + (course[after] - course[before]) * (place - before)


def _value(facts: pace.Goal, goal: Goal, point: float, noise: float, day: date) -> Decimal:
    if goal.kind == "milestone":
        return Decimal(int(point + 0.5))
    if goal.kind == "maintain":
        return _rounded(Decimal(str(point + noise * float(facts.target - (facts.minimum or 0)))), goal.unit)
    due = pace.share(facts, day) * (facts.target - facts.baseline)
    return _rounded(facts.baseline + due * Decimal(str(point * (1 + noise))), goal.unit)


def _turning_value(facts: pace.Goal, goal: Goal, today: date) -> Decimal:
    """Between what would do on two days: enough for the first, no longer for the second.

    Turning critical shows at once: the days are yesterday and today. Turning at risk has to be confirmed: they are the
    day before yesterday and yesterday, so that yesterday's review is the first to see it and today's the one to turn.
    """
    second = today - timedelta(days=1 if goal.turns == "warn" else 0)
    share = (pace.share(facts, second) + pace.share(facts, second - timedelta(days=1))) / 2
    due = share * (facts.target - facts.baseline)
    return _rounded(facts.baseline + due * THRESHOLDS[goal.turns], goal.unit)


def _rounded(value: Decimal, unit: str) -> Decimal:
    return value.quantize(Decimal(STEPS[unit]), ROUND_HALF_UP)

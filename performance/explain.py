"""The "Why?" of a goal: the numbers, the rule, the readings and the reviews behind its status."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from kam.status import Status
from performance import pace, reasons
from performance.models import GoalReview
from performance.services.parts import parts_of
from performance.services.review import goal_of
from performance.wholes import roll_up
from planning.models import Objective, Progress
from planning.reviews import Judgement

STRIP_WEEKS = 12
CHART_POINTS = 24


def latest(objectives: Sequence[Objective], *, on: date) -> dict[int, Judgement]:
    wanted = Objective.objects.filter(pk__in=[objective.pk for objective in objectives])
    found = GoalReview.objects.latest_of(wanted, on=on)
    return {
        review.objective_id: Judgement(
            Status(review.status),
            reasons.of_goal(review.reasons),
            review.on,
            review.expected,
            review.pace,
            review.forecast,
        )
        for review in found
    }


def objective(objective: Objective, *, on: date) -> dict[str, Any]:
    """Everything the standing of one objective shows, judged live by the same rule as the nightly review."""
    milestones = tuple(objective.milestones.values_list("due_on", "value"))
    goal = goal_of(objective, milestones)
    readings = [
        pace.Reading(noted_on, value)
        for noted_on, value in Progress.objects.kept()
        .filter(objective=objective, noted_on__lte=on)
        .order_by("noted_on", "pk")
        .values_list("noted_on", "value")
    ]
    reviews = list(GoalReview.objects.filter(objective=objective, on__lte=on).order_by("-on")[: STRIP_WEEKS * 7])
    before = next((review for review in reviews if review.on < on), None)
    previous = pace.Previous(before.status, before.signal) if before else None
    own = pace.evaluate(goal, readings[-pace.RECENT_READINGS :], on=on, previous=previous)
    parts = parts_of([objective.pk], on=on).get(objective.pk, []) if objective.roll_up else []
    judged = roll_up(own, objective.roll_up, parts, previous=previous)
    return {
        "objective": objective,
        "judged": judged,
        "parts": parts,
        "why": [pace.sentence(reason.as_json()) for reason in judged.reasons],
        "reviewed": reviews[0] if reviews else None,
        "strip": _strip(reviews, on),
        "chart": _chart(goal, readings, judged, on),
        "on": on,
        "thresholds": (pace.ON_TRACK, pace.AT_RISK),
    }


def _strip(reviews: Sequence[GoalReview], on: date) -> list[tuple[date, Status]]:
    """One status per week for the last twelve: the newest review of each week."""
    by_day = {review.on: Status(review.status) for review in reviews}
    ends = [on - timedelta(weeks=week) for week in range(STRIP_WEEKS - 1, -1, -1)]
    return [(end, _in_week(by_day, end)) for end in ends]


def _in_week(by_day: dict[date, Status], end: date) -> Status:
    days = (end - timedelta(days=day) for day in range(7))
    return next((by_day[day] for day in days if day in by_day), Status.NONE)


def _chart(goal: pace.Goal, readings: Sequence[pace.Reading], judged: pace.Pace, on: date) -> dict[str, Any]:
    """Series for the course of a goal: what was read, what was expected, and where it is heading."""
    length = (goal.due_on - goal.starts_on).days
    days = [goal.starts_on + timedelta(days=length * step // CHART_POINTS) for step in range(CHART_POINTS + 1)]
    base = goal.minimum if goal.kind == pace.MAINTAIN and goal.minimum is not None else goal.baseline
    expected = [(day, base + pace.share(goal, day) * (goal.target - base)) for day in days]
    return {
        "actual": [(reading.noted_on, reading.value) for reading in readings if reading.noted_on >= goal.starts_on],
        "expected": expected,
        "forecast": (goal.due_on, judged.forecast, judged.low, judged.high) if judged.forecast is not None else None,
        "target": goal.target,
        "starts_on": goal.starts_on,
        "due_on": goal.due_on,
        "on": on,
    }

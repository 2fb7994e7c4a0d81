"""The nightly goal review: every running objective judged once per day, and what turned announced once.

Set-based and safe to repeat: objectives are read in chunks by key, judged by the pure `performance.pace.evaluate`,
written by COPY through a temporary table, and only rows that were not there yet (`RETURNING`) are announced. Each chunk
is its own transaction, so a killed run goes on where it stopped.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from kam import events
from kam.bulk import add_new
from kam.locks import only_one
from kam.models import Event, JobRun
from performance import pace
from performance.models import GoalReview
from performance.services.parts import levels_of_wholes, parts_of, wholes_above
from performance.services.standing import refresh_standings
from performance.wholes import Part, roll_up
from planning.models import Milestone, Objective, Progress

JOB = "performance.review_goals"
CHUNK = 5000
CAUGHT_UP_DAYS = 31
RECENT_READINGS = 6
NEVER = Value(date.min)

COLUMNS = (
    "objective_id", "on", "status", "signal", "previous_status", "pace", "share", "expected", "actual", "actual_on",
    "forecast", "low", "high", "reasons", "rule_version", "created_at",
)  # fmt: skip


class Fact(NamedTuple):
    """What a running objective is judged by: the columns that count, without the cost of a model instance each."""

    pk: int
    client_id: int
    title: str
    kind: str
    baseline: Decimal
    target: Decimal
    minimum: Decimal | None
    starts_on: date
    due_on: date
    curve: str
    monthly_shares: list[Decimal] | None
    cadence_days: int
    roll_up: str
    reading_dates: list[date]  # the latest few, newest first, as their values are
    reading_values: list[Decimal]
    status_before: str | None
    signal_before: str | None


def review_due(*, today: date) -> int:
    """Review every day that is due: today, and the nights missed since the last finished run (31 at most)."""
    last = JobRun.objects.filter(name=JOB, on__lte=today).values_list("on", flat=True).first()
    missed = max(last + timedelta(days=1), today - timedelta(days=CAUGHT_UP_DAYS)) if last else today
    first = min(missed, today)  # today is asked again and again, for what was set or started since
    return sum(review_goals(on=first + timedelta(days=day)) for day in range((today - first).days + 1))


def review_goals(*, on: date) -> int:
    """Review all running objectives as of a day; the number of new reviews. A second run finds none to do."""
    reviewed, after = 0, 0
    while True:
        with only_one(JOB) as mine:
            chunk = _facts(on, pk__gt=after, roll_up="", limit=CHUNK) if mine else []
            reviewed += _review(chunk, on=on)
        if len(chunk) < CHUNK:
            break
        after = chunk[-1].pk
    if mine:
        reviewed += _review_wholes(on)
        _finish(on, reviewed)
    return reviewed


def _review_wholes(on: date) -> int:
    """What is judged by its parts, after them: level by level, each level in a handful of statements."""
    reviewed = 0
    for level in levels_of_wholes():
        for first in range(0, len(level), CHUNK):
            with only_one(JOB) as mine:
                reviewed += _review(_facts(on, pk__in=level[first : first + CHUNK]), on=on) if mine else 0
    return reviewed


@transaction.atomic
def review_one(objective_id: int, *, on: date) -> int:
    """Judge one objective again, because a reading arrived: a day's review tells what is known at its end."""
    Objective.objects.select_for_update().get(pk=objective_id)  # two readings at once are judged one after the other
    told = dict(GoalReview.objects.filter(objective=objective_id, on=on).values_list("objective", "status"))
    GoalReview.objects.filter(objective=objective_id, on=on).delete()
    return _review(_facts(on, pk=objective_id), on=on, told=told)


@transaction.atomic
def judge_again(objective_id: int, *, client_id: int | None, on: date) -> None:
    """One goal and its client's summary, together: a summary must not stay behind with the judgement before."""
    review_one(objective_id, on=on)
    judge_wholes(objective_id, client_id=client_id, on=on)


@transaction.atomic
def judge_wholes(objective_id: int, *, client_id: int | None, on: date) -> None:
    """What hangs on a goal that turned, began or ended: the wholes above it and its client's summary."""
    for whole in wholes_above(objective_id):
        review_one(whole, on=on)
    if client_id is not None:
        refresh_standings(on=on, client_ids=[client_id])


@transaction.atomic
def review_these(objective_ids: Collection[int], *, on: date) -> int:
    """Review some objectives as of a past day, for a history written afterwards. The day's own run stays due."""
    reviewed = _review(_facts(on, pk__in=objective_ids, roll_up=""), on=on)
    return reviewed + sum(_review(_facts(on, pk__in=level), on=on) for level in levels_of_wholes(pk__in=objective_ids))


def _finish(on: date, reviewed: int) -> None:
    """Make the standings anew (time alone lets a contact go cold), then note the run, or it is done again."""
    if reviewed or not JobRun.objects.filter(name=JOB, on=on).exists():
        refresh_standings(on=timezone.localdate())
    JobRun.objects.get_or_create(name=JOB, on=on, defaults={"result": {"reviewed": reviewed}})


def _facts(on: date, *, limit: int | None = None, **which: Any) -> list[Fact]:
    """Of the running objectives not yet reviewed on a day, the first of those asked for."""
    readings = Progress.objects.kept().filter(objective=OuterRef("pk"), noted_on__lte=on)
    readings = readings.order_by("-noted_on", "-pk")[:RECENT_READINGS]
    reviews = GoalReview.objects.filter(objective=OuterRef("pk"), on__lte=on).order_by("-on")
    latest = reviews.values("on")[:1]
    before = reviews.filter(on__lt=on)[:1]
    due = (
        Objective.objects.running()
        .filter(**which)
        # One by one: a join would be planned for a day without reviews, not knowing what this run has written.
        .alias(reviewed_on=Coalesce(Subquery(latest), NEVER))
        .exclude(reviewed_on=on)
        .annotate(
            reading_dates=ArraySubquery(readings.values("noted_on")),
            reading_values=ArraySubquery(readings.values("value")),
            status_before=Subquery(before.values("status")),
            signal_before=Subquery(before.values("signal")),
        )
        .order_by("pk")
        .values_list(*Fact._fields)
    )
    return [Fact._make(row) for row in due[:limit]]


def _review(chunk: Iterable[Fact], *, on: date, told: Mapping[int, str] = MappingProxyType({})) -> int:
    """Judge, write and announce one chunk; the number of rows that were new. `told`: statuses already announced."""
    facts = {fact.pk: fact for fact in chunk}
    if not facts:
        return 0
    milestones = _milestones(facts)
    parts = parts_of([pk for pk, fact in facts.items() if fact.roll_up], on=on)
    judged = {pk: _judge(fact, milestones.get(pk, ()), parts.get(pk, ()), on=on) for pk, fact in facts.items()}
    now = timezone.now()
    written = _write(_row(pk, facts[pk].status_before, found, on, now) for pk, found in judged.items())
    shown = {pk: told.get(pk, facts[pk].status_before) for pk in written}
    turned = [(pk, before) for pk, before in shown.items() if before and before != judged[pk].status]
    events.record_many([_turned(facts[pk], before, judged[pk]) for pk, before in turned])
    return len(written)


def _milestones(objective_ids: Collection[int]) -> dict[int, tuple[tuple[date, Decimal], ...]]:
    """Of these objectives; pace looks at them where they count."""
    found: dict[int, tuple[tuple[date, Decimal], ...]] = {}
    rows = Milestone.objects.filter(objective__in=objective_ids).order_by("due_on")
    for objective_id, due_on, value in rows.values_list("objective_id", "due_on", "value"):
        found[objective_id] = (*found.get(objective_id, ()), (due_on, value))
    return found


def _judge(fact: Fact, milestones: tuple[tuple[date, Decimal], ...], parts: Sequence[Part], *, on: date) -> pace.Pace:
    latest = zip(fact.reading_dates, fact.reading_values, strict=True)
    readings = [pace.Reading(noted_on, value) for noted_on, value in latest][::-1]
    before = pace.Previous(fact.status_before, fact.signal_before or "") if fact.status_before else None
    own = pace.evaluate(goal_of(fact, milestones), readings, on=on, previous=before)
    return roll_up(own, fact.roll_up, parts, previous=before)


def _row(pk: int, before: str | None, found: pace.Pace, on: date, now: datetime) -> tuple[Any, ...]:
    return (
        pk, on, found.status, found.signal, before or "", found.pace, found.share, found.expected, found.actual,
        found.actual_on, found.forecast, found.low, found.high, json.dumps(_reasons(found)), found.rule_version, now,
    )  # fmt: skip


def _reasons(found: pace.Pace) -> list[dict[str, Any]]:
    return [reason.as_json() for reason in found.reasons]


def goal_of(objective: Objective | Fact, milestones: tuple[tuple[date, Decimal], ...]) -> pace.Goal:
    """The facts that pace judges, of one objective."""
    return pace.Goal(
        kind=objective.kind,
        baseline=objective.baseline,
        target=objective.target,
        minimum=objective.minimum,
        starts_on=objective.starts_on,
        due_on=objective.due_on,
        curve=objective.curve,
        monthly_shares=tuple(objective.monthly_shares) if objective.monthly_shares else None,
        milestones=milestones,
        cadence_days=objective.cadence_days,
    )


def _write(rows: Iterable[tuple[Any, ...]]) -> list[int]:
    """Write the rows that are not there yet; the objectives whose they are."""
    return add_new(GoalReview._meta.db_table, COLUMNS, rows, key=("objective_id", "on"))


def _turned(fact: Fact, before: str, found: pace.Pace) -> Event:
    """The announcement of an objective whose shown status changed."""
    return events.draft_for(
        "performance.goal_turned",
        Objective._meta.label_lower,
        fact.pk,
        name=fact.title,
        by=None,
        client_id=fact.client_id,
        payload={"before": before, "after": found.status, "reasons": _reasons(found)},
    )

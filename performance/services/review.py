"""The nightly goal review: every running objective judged once per day, and what turned announced once.

Set-based and safe to repeat: objectives are read in chunks by key, judged by the pure `performance.pace.evaluate`,
written by COPY through a temporary table, and only rows that were not there yet (`RETURNING`) are announced. Each chunk
is its own transaction, so a killed run goes on where it stopped.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from kam import events
from kam.bulk import copy_into
from kam.locks import only_one
from kam.models import Event, JobRun
from performance import pace
from performance.models import GoalReview
from performance.services.standing import refresh_standings
from planning.models import Milestone, Objective, Progress

JOB = "performance.review_goals"
CHUNK = 4000
CAUGHT_UP_DAYS = 31
RECENT_READINGS = 6

COLUMNS = (
    "objective_id", "on", "status", "signal", "previous_status", "pace", "share", "expected", "actual", "actual_on",
    "forecast", "low", "high", "reasons", "rule_version", "created_at",
)  # fmt: skip


_NAMES = ", ".join(f'"{column}"' for column in COLUMNS)
MAKE_ROOM = f"""
    CREATE TEMPORARY TABLE IF NOT EXISTS judged ON COMMIT DELETE ROWS
    AS SELECT {_NAMES} FROM performance_goalreview WITH NO DATA
"""  # noqa: S608 (names of our own)
KEEP_NEW = f"""
    INSERT INTO performance_goalreview ({_NAMES}) SELECT {_NAMES} FROM judged
    ON CONFLICT (objective_id, "on") DO NOTHING
    RETURNING objective_id, previous_status, status, reasons
"""  # noqa: S608 (names of our own)


class Turn(NamedTuple):
    """An objective whose shown status changed at a review."""

    objective_id: int
    before: str
    after: str
    reasons: list[dict[str, Any]]


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
            chunk = list(_facts(on).filter(pk__gt=after).order_by("pk")[:CHUNK]) if mine else []
            reviewed += _review(chunk, on=on)
        if len(chunk) < CHUNK:
            break
        after = chunk[-1].pk
    if mine:
        _finish(on, reviewed)
    return reviewed


@transaction.atomic
def review_one(objective_id: int, *, on: date) -> int:
    """Judge one objective again, because a reading arrived: a day's review tells what is known at its end."""
    told = dict(GoalReview.objects.filter(objective=objective_id, on=on).values_list("objective", "status"))
    GoalReview.objects.filter(objective=objective_id, on=on).delete()
    return _review(list(_facts(on).filter(pk=objective_id)), on=on, told=told)


@transaction.atomic
def review_these(objective_ids: Collection[int], *, on: date) -> int:
    """Review some objectives as of a past day, for a history written afterwards. The day's own run stays due."""
    return _review(list(_facts(on).filter(pk__in=objective_ids)), on=on)


def _finish(on: date, reviewed: int) -> None:
    """Note the run, and make the standings anew: time alone lets a contact go cold."""
    _run, is_first = JobRun.objects.get_or_create(name=JOB, on=on, defaults={"result": {"reviewed": reviewed}})
    if is_first or reviewed:
        refresh_standings(on=timezone.localdate())


def _facts(on: date) -> QuerySet[Objective]:
    """Running objectives not yet reviewed on a day, each with its latest readings and its review before."""
    readings = Progress.objects.filter(objective=OuterRef("pk"), removed_at=None, noted_on__lte=on)
    readings = readings.order_by("-noted_on", "-pk")[:RECENT_READINGS]
    before = GoalReview.objects.filter(objective=OuterRef("pk"), on__lt=on).order_by("-on")[:1]
    return (
        Objective.objects.running()
        .exclude(reviews__on=on)
        .annotate(
            reading_dates=ArraySubquery(readings.values("noted_on")),
            reading_values=ArraySubquery(readings.values("value")),
            status_before=Subquery(before.values("status")),
            signal_before=Subquery(before.values("signal")),
        )
    )


def _review(objectives: Sequence[Objective], *, on: date, told: Mapping[int, str] = MappingProxyType({})) -> int:
    """Judge, write and announce one chunk; the number of rows that were new. `told`: statuses already announced."""
    if not objectives:
        return 0
    milestones = _milestones(objectives)
    now = timezone.now()
    rows = [_row(objective, milestones.get(objective.pk, ()), on=on, now=now) for objective in objectives]
    written = [turn._replace(before=told.get(turn.objective_id, turn.before)) for turn in _write(rows)]
    _announce([turn for turn in written if turn.before and turn.before != turn.after], objectives)
    return len(written)


def _milestones(objectives: Iterable[Objective]) -> dict[int, tuple[tuple[date, Any], ...]]:
    wanted = [objective.pk for objective in objectives if objective.is_stepped]
    found: dict[int, tuple[tuple[date, Any], ...]] = {}
    if wanted:
        rows = (
            Milestone.objects.filter(objective__in=wanted)
            .order_by("due_on")
            .values_list("objective_id", "due_on", "value")
        )
        for objective_id, due_on, value in rows:
            found[objective_id] = (*found.get(objective_id, ()), (due_on, value))
    return found


def _row(objective: Any, milestones: tuple[tuple[date, Any], ...], *, on: date, now: Any) -> tuple[Any, ...]:
    judged = pace.evaluate(
        goal_of(objective, milestones),
        _readings(objective),
        on=on,
        previous=pace.Previous(objective.status_before, objective.signal_before) if objective.status_before else None,
    )
    return (
        objective.pk, on, judged.status, judged.signal, objective.status_before or "", judged.pace, judged.share,
        judged.expected, judged.actual, judged.actual_on, judged.forecast, judged.low, judged.high,
        json.dumps([reason.as_json() for reason in judged.reasons]), judged.rule_version, now,
    )  # fmt: skip


def _readings(objective: Any) -> list[pace.Reading]:
    """Oldest first, as pace wants them; the query gave the newest first to be able to stop after a few."""
    latest = zip(objective.reading_dates, objective.reading_values, strict=True)
    return [pace.Reading(noted_on, value) for noted_on, value in latest][::-1]


def goal_of(objective: Objective, milestones: tuple[tuple[date, Any], ...]) -> pace.Goal:
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


def _write(rows: Iterable[tuple[Any, ...]]) -> list[Turn]:
    """Write the rows that are not there yet and tell which they were."""
    with connection.cursor() as cursor:
        cursor.execute(MAKE_ROOM)
        copy_into("judged", COLUMNS, rows)
        cursor.execute(KEEP_NEW)
        written = [Turn(pk, before, after, _parsed(reasons)) for pk, before, after, reasons in cursor.fetchall()]
        cursor.execute("TRUNCATE judged")
    return written


def _parsed(reasons: Any) -> list[dict[str, Any]]:
    return list(json.loads(reasons) if isinstance(reasons, str) else reasons)


def _announce(turns: Sequence[Turn], objectives: Sequence[Objective]) -> None:
    by_id = {objective.pk: objective for objective in objectives}
    events.record_many([_turned(by_id[turn.objective_id], turn) for turn in turns])


def _turned(objective: Objective, turn: Turn) -> Event:
    return events.draft(
        "performance.goal_turned",
        objective,
        by=None,
        client_id=objective.client_id,
        before=turn.before,
        after=turn.after,
        reasons=turn.reasons,
    )

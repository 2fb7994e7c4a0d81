"""The nightly review against its floor, and the memory it takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from bench import floors
from bench.sampling import MEGABYTE, Cost, cost_of, typical, watched_memory
from kam.models import Event, JobRun
from performance import services, tasks
from performance.models import GoalReview
from planning.models import Objective

WEEKS = 12
TURNED = "performance.goal_turned"

UNATTENDED = "ALTER TABLE {} SET (autovacuum_enabled = false)"  # the rounds vacuum themselves, in between
COLUMNS = """
    status, signal, previous_status, pace, share, expected, actual, actual_on, forecast, low, high, reasons,
    rule_version, created_at
"""
PAST_WEEKS = f"""
    INSERT INTO performance_goalreview (objective_id, "on", {COLUMNS})
    SELECT objective_id, day, {COLUMNS} FROM unnest(%(weeks)s) AS day, performance_goalreview
    WHERE objective_id >= %(first)s AND "on" = %(yesterday)s AND day < "on" ORDER BY day, objective_id
"""  # noqa: S608 (names of our own)
SAME_PAST = f"""
    INSERT INTO floor_review (objective_id, "on", {COLUMNS})
    SELECT objective_id, "on", {COLUMNS} FROM performance_goalreview
    WHERE objective_id >= %(first)s ORDER BY "on", objective_id
"""  # noqa: S608 (names of our own)


@dataclass(frozen=True)
class Review:
    """What the rounds came to. `growth` is memory in MB; `written` and `announced` are of the second run of a day."""

    costs: dict[str, Cost]
    growth: float
    objectives: int
    turned: int
    written: int
    announced: int
    disagreements: int


class Company:
    """The reviews of the company that was seeded, as of today."""

    def __init__(self) -> None:
        self.today = timezone.localdate()
        _run(floors.TABLES)
        for table in ("performance_goalreview", "floor_review"):
            _run(UNATTENDED.format(table))

    def remember_the_past(self, *, first_goal: int) -> None:
        """Last night's review by the product itself; the earlier weeks of the trail are copies of it."""
        self._forget_today()
        yesterday = self.today - timedelta(days=1)
        services.review_goals(on=yesterday)
        _run(PAST_WEEKS, **self._days, yesterday=yesterday, first=first_goal)
        _run(SAME_PAST, first=first_goal)
        _run("VACUUM ANALYZE")

    def review(self, *, rounds: int) -> Review:
        """Floor and product by turns, each on a day not yet reviewed; the first time unmeasured, to warm up."""
        with watched_memory() as memory:
            tasks.review_goals()
        _run(floors.REVIEW, **self._days)
        _run(floors.STANDING, **self._days)
        taken = [self._round() for _ in range(rounds)]
        announced = Event.objects.filter(verb=TURNED).count()
        written = tasks.review_goals()
        return Review(
            costs={name: typical([costs[name] for costs in taken]) for name in taken[0]},
            growth=memory.peak / MEGABYTE,
            objectives=Objective.objects.running().count(),
            turned=announced,
            written=written,
            announced=Event.objects.filter(verb=TURNED).count() - announced,
            disagreements=_run(floors.DISAGREEMENTS, **self._days),
        )

    def _round(self) -> dict[str, Cost]:
        self._forget_today()
        return {
            "floor of reviews": cost_of(lambda: _run(floors.REVIEW, **self._days)),
            "floor of standings": cost_of(lambda: _run(floors.STANDING, **self._days)),
            "first run": cost_of(tasks.review_goals),
            "second run": cost_of(tasks.review_goals),
            "standings": cost_of(lambda: services.refresh_standings(on=self.today)),
        }

    def _forget_today(self) -> None:
        GoalReview.objects.filter(on=self.today).delete()
        JobRun.objects.filter(on=self.today).delete()
        Event.objects.filter(verb=TURNED).delete()
        _run('DELETE FROM floor_review WHERE "on" = %(on)s', **self._days)
        for table in ("performance_goalreview", "floor_review", "performance_clientstanding", "floor_standing"):
            _run(f"VACUUM {table}")

    @property
    def _days(self) -> dict[str, Any]:
        return {"on": self.today, "weeks": [self.today - timedelta(weeks=week) for week in range(WEEKS)]}


def _run(statement: str, **values: Any) -> Any:
    """The first value the statement answers with, if any."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchone()[0] if cursor.description else None

"""A worker is killed in the middle of the review: nothing is lost or doubled, and the next run finishes the work."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from celery import Celery

from accounts.models import Client
from kam.models import User
from performance import services
from performance.models import GoalReview
from planning.models import Objective, Progress
from tests import make
from tests.faults.conftest import kill, wait_until

GOALS = 9_000

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def goals(grupo: Client, alice: User) -> int:
    """Enough objectives for a review of several chunks, each with a reading."""
    start, due = make.days_ago(80), make.days_ago(-20)
    Objective.objects.bulk_create(
        Objective(client=grupo, owner=alice, title=f"Goal {n}", target=Decimal(100), starts_on=start, due_on=due)
        for n in range(GOALS)
    )
    Progress.objects.bulk_create(
        Progress(objective_id=pk, value=Decimal(pk % 100), noted_on=make.days_ago(1), by=alice)
        for pk in Objective.objects.values_list("pk", flat=True)
    )
    return GOALS


def reviews() -> list[tuple[Any, ...]]:
    fields = ("objective", "on", "status", "signal", "pace", "expected", "actual", "forecast", "low", "high", "reasons")
    return list(GoalReview.objects.order_by("objective").values_list(*fields))


def test_a_review_cut_off_by_a_kill_ends_as_if_it_had_run_through(
    goals: int, working_broker: str, start_worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    queue = Celery(broker=working_broker)
    worker = start_worker()
    queue.send_task("performance.review_goals")
    wait_until(GoalReview.objects.exists)
    kill(worker)
    done_before = GoalReview.objects.count()

    start_worker()
    queue.send_task("performance.review_goals")  # as the scheduler does an hour later
    wait_until(lambda: GoalReview.objects.count() == goals, each=0.1)
    after_the_kill = reviews()

    GoalReview.objects.all().delete()
    services.review_goals(on=make.today())
    assert 0 < done_before < goals
    assert after_the_kill == reviews()

"""A worker is killed in the middle of the review: nothing is lost or doubled, and the next run finishes the work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from celery import Celery
from django.conf import settings
from django.db import connection

from accounts.models import Client
from kam.models import User
from performance import services
from performance.models import GoalReview
from planning.models import Objective, Progress
from tests import make

GOALS = 9_000
PATIENCE = 60.0  # seconds

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


@pytest.fixture
def broker() -> str:
    """A part of the broker that no other test uses, empty."""
    address = settings.REDIS_URL.rsplit("/", 1)[0] + "/7"
    with Celery(broker=address).connection_for_write() as link:
        link.default_channel.client.flushdb()
    return address


@pytest.fixture
def start_worker(broker: str) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    running: list[subprocess.Popen[bytes]] = []
    database = connection.settings_dict
    where = f"postgres://{database['USER']}:{database['PASSWORD']}@/{database['NAME']}?host={database['HOST']}"
    where += f"&port={database['PORT']}" if database["PORT"] else ""
    environment = os.environ | {"DATABASE_URL": where, "REDIS_URL": broker, "SECRET_KEY": settings.SECRET_KEY}

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "celery", "-A", "kam.celery", "worker", "-c", "1", "--loglevel", "ERROR"]
        worker = subprocess.Popen(command, env=environment, start_new_session=True)
        running.append(worker)
        return worker

    yield start
    for worker in running:
        kill(worker)


def kill(worker: subprocess.Popen[bytes]) -> None:
    """The whole of it, at once, as when the machine loses power."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def wait_until(true: Callable[[], bool], *, each: float = 0.005) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(each)


def reviews() -> list[tuple[Any, ...]]:
    fields = ("objective", "on", "status", "signal", "pace", "expected", "actual", "forecast", "low", "high", "reasons")
    return list(GoalReview.objects.order_by("objective").values_list(*fields))


def test_a_review_cut_off_by_a_kill_ends_as_if_it_had_run_through(
    goals: int, broker: str, start_worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    queue = Celery(broker=broker)
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

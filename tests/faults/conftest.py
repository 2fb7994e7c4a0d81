"""The product's own processes, beside the test, at the test's database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Protocol

import pytest
from django.conf import settings
from django.db import connection
from redis import Redis

PATIENCE = 60.0  # seconds


class Start(Protocol):
    def __call__(self, *command: str, **environment: str) -> subprocess.Popen[bytes]: ...


@pytest.fixture
def start(transactional_db: None) -> Iterator[Start]:
    """Start `python -m command` with variables of the environment; whatever still runs in the end is killed."""
    running: list[subprocess.Popen[bytes]] = []
    surroundings = os.environ | {"DATABASE_URL": _database_url(), "SECRET_KEY": settings.SECRET_KEY}

    def run(*command: str, **environment: str) -> subprocess.Popen[bytes]:
        program = [sys.executable, "-m", *command]
        process = subprocess.Popen(program, env=surroundings | environment, start_new_session=True)
        running.append(process)
        return process

    yield run
    for process in running:
        kill(process)


@pytest.fixture
def working_broker() -> str:
    """A part of the broker that no other test uses at the same time, empty: counted from the last of its sixteen."""
    server, _, part = settings.REDIS_URL.rpartition("/")
    address = f"{server}/{15 - int(part)}"
    with Redis.from_url(address) as broker:
        broker.flushdb()
    return address


@pytest.fixture
def start_worker(start: Start, working_broker: str) -> Callable[[], subprocess.Popen[bytes]]:
    worker = ("celery", "-A", "kam.celery", "worker", "-c", "1", "--loglevel", "ERROR")
    return partial(start, *worker, REDIS_URL=working_broker)


def _database_url() -> str:
    database = connection.settings_dict
    where = f"postgres://{database['USER']}:{database['PASSWORD']}@/{database['NAME']}?host={database['HOST']}"
    return where + (f"&port={database['PORT']}" if database["PORT"] else "")


def kill(process: subprocess.Popen[bytes]) -> None:
    """The whole of it, at once, as when the machine loses power."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(true: Callable[[], bool], *, each: float = 0.005) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(each)

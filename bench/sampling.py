"""What a piece of work costs: time on the clock, CPU of Python and of the database, statements, memory."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median
from threading import Event, Thread
from typing import Any

import psutil
from django.db import connection

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """Of doing something once. Milliseconds; `database` is the CPU of our PostgreSQL process, `sql` statements."""

    wall: float
    python: float
    database: float
    sql: float
    waiting: float  # for answers to statements

    @property
    def cpu(self) -> float:
        return self.python + self.database


class Statements:
    """Counts what goes to the database (COPY aside, which Django hands to the driver unseen)."""

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            self.count += 1
            self.seconds += time.perf_counter() - began


def cost_of(work: Callable[[], object], *, times: int = 1) -> Cost:
    """The mean over a few repetitions, the garbage of whatever ran before collected first."""
    gc.collect()
    statements, server = Statements(), _server_cpu()
    with connection.execute_wrapper(statements):
        wall, python = time.perf_counter(), time.process_time()
        for _ in range(times):
            work()
        wall, python = time.perf_counter() - wall, time.process_time() - python
    to_each = 1000 / times
    return Cost(
        wall=wall * to_each,
        python=python * to_each,
        database=(_server_cpu() - server) * to_each,
        sql=statements.count / times,
        waiting=statements.seconds * to_each,
    )


def typical(costs: list[Cost]) -> Cost:
    """The median of each figure."""
    return Cost(*(median(getattr(cost, name) for cost in costs) for name in Cost.__slots__))


def _server_cpu() -> float:
    """Seconds the process serving our connection has run: known on Linux, for a server on this machine; else 0."""
    account = _account_of(connection.connection)
    return int(account.read_text().split()[0]) / 1e9 if account else 0.0


@cache
def _account_of(link: Any) -> Path | None:
    """Where Linux keeps the processor time of the server process of a connection, in nanoseconds."""
    account = Path(f"/proc/{link.info.backend_pid}/schedstat")
    is_ours = account.exists() and psutil.Process(link.info.backend_pid).name() == "postgres"
    return account if is_ours else None


class Memory:
    """How far this process grew, at most, beyond what it held at the start."""

    def __init__(self) -> None:
        self.peak = 0


@contextmanager
def watched_memory() -> Iterator[Memory]:
    gc.collect()
    process, memory, is_over = psutil.Process(), Memory(), Event()
    start = process.memory_info().rss

    def watch() -> None:
        while not is_over.wait(0.02):
            memory.peak = max(memory.peak, process.memory_info().rss - start)

    watcher = Thread(target=watch)
    watcher.start()
    try:
        yield memory
    finally:
        is_over.set()
        watcher.join()

"""`python -m bench [smoke|full]`: measure in a database of its own, print the table, fail if a ratio is broken."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from bench import budgets, clocks, gauge, jobs, mails, pages, report, saft, seed
from kam.memory import settle

DATABASE = "kam_bench"
SIZES = {"smoke": (200, 2_000), "full": (200, 2_000, 20_000)}  # clients, each step ten times the one before
ISSUES = {"smoke": (20_000, 2_000), "full": (200_000, 20_000)}  # open, and how many with something to tell
INVOICES = {"smoke": 5_000, "full": 50_000}  # in one SAF-T file
MAILS = {"smoke": 500, "full": 5_000}
INTERACTIONS = 250  # of each client
ROUNDS = 5


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m bench", description="Measure KAM against floors of one run.")
    arguments.add_argument("size", nargs="?", choices=SIZES, default="smoke")
    size = arguments.parse_args().size
    settle()  # as the processes do that serve
    with _own_database(), _muffled_log():
        stages = list(_stages(SIZES[size]))
        with _step(f"the realism gauge of {gauge.OBJECTIVES} objectives"):
            gauged = gauge.measure()
        with _step(f"{MAILS[size]:,} mails taken in"):
            imported = mails.measure(MAILS[size])
        with _step(f"the clocks of {ISSUES[size][0]:,} issues"):
            minded = clocks.measure(ISSUES[size][0], due=ISSUES[size][1])
        with _step(f"SAF-T of {INVOICES[size]:,} invoices"):
            brought = saft.measure(INVOICES[size])
        checks = [
            *budgets.checks(stages),
            *budgets.of_gauge(gauged),
            *budgets.of_mails(imported),
            *budgets.of_clocks(minded),
            *budgets.of_saft(brought),
        ]
        print(report.table(stages, checks))
        print(f"\nWritten to {report.write(size, stages, checks)}")
    broken = [check for check in checks if check.is_broken]
    print(f"{len(broken)} of {len(checks)} budgets are broken.")
    return 1 if broken else 0


def _stages(sizes: tuple[int, ...]) -> Iterator[budgets.Stage]:
    company = jobs.Company()
    for since, to in zip((0, *sizes), sizes, strict=False):
        with _step(f"{to:,} clients: seeding"):
            seed.grow(since=since, to=to, interactions=INTERACTIONS)
        with _step(f"{to:,} clients: the reviews of the past"):
            company.remember_the_past(first_goal=since * seed.GOALS + 1)
        with _step(f"{to:,} clients: the review of today"):
            review = company.review(rounds=ROUNDS)
        with _step(f"{to:,} clients: pages"):
            opened = pages.measure(rounds=ROUNDS)
        yield budgets.Stage(to, review, opened)


@contextmanager
def _own_database() -> Iterator[None]:
    """Made anew on the server that the environment names, and dropped at the end."""
    served = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = DATABASE
    with _step(f"database {DATABASE}"):
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(served, verbosity=0)


@contextmanager
def _muffled_log() -> Iterator[None]:
    """Every request is logged, which is part of its cost; only nobody is to read it."""
    with open(os.devnull, "w") as nowhere:
        for handler in logging.getLogger().handlers:
            if isinstance(handler, logging.StreamHandler):
                handler.setStream(nowhere)
        yield


@contextmanager
def _step(what: str) -> Iterator[None]:
    began = time.monotonic()
    print(f"  {what} ... ", end="", flush=True)
    yield
    print(f"{time.monotonic() - began:.1f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())

"""The figures as a table for people and as JSON for comparing runs."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import django
from django.db import connection

from bench.budgets import HELLO, Check, Stage
from bench.sampling import Cost

RESULTS = Path(__file__).parent / "results"


def table(stages: Sequence[Stage], checks: Sequence[Check]) -> str:
    return "\n".join([*_costs(stages), "", *_verdicts(checks)])


def _costs(stages: Sequence[Stage]) -> Iterator[str]:
    for stage in stages:
        yield f"\n{stage.clients:,} clients, {stage.review.objectives:,} running goals"
        yield f"{'':<38}{'wall ms':>10}{'Python':>10}{'database':>10}{'SQL':>7}{'x hello':>9}"
        for name, cost in stage.review.costs.items():
            yield _line(f"goal review: {name}", cost)
        hello = stage.pages[HELLO].cost
        for name, page in stage.pages.items():
            yield f"{_line(name, page.cost)}{page.cost.python / hello.python:>9.1f}"


def _line(name: str, cost: Cost) -> str:
    return f"{name:<38}{cost.wall:>10.2f}{cost.python:>10.2f}{cost.database:>10.2f}{cost.sql:>7.0f}"


def _verdicts(checks: Sequence[Check]) -> Iterator[str]:
    yield f"{'':<38}{'budget':<42}{'at most':>9}{'found':>9}"
    for check in checks:
        yield f"{check.row:<38}{check.what:<42}{check.limit:>9.4g}{check.found:>9.3g}  {check.verdict}"


def write(size: str, stages: Sequence[Stage], checks: Sequence[Check]) -> Path:
    now = datetime.now(UTC)
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{now:%Y-%m-%dT%H%M%SZ}-{size}.json"
    content = {
        "at": now.isoformat(timespec="seconds"),
        "size": size,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "django": django.get_version(),
        "postgresql": connection.pg_version,  # type: ignore[attr-defined]
        "stages": [asdict(stage) for stage in stages],
        "checks": [asdict(check) | {"verdict": check.verdict} for check in checks],
    }
    path.write_text(json.dumps(content, indent=2))
    return path

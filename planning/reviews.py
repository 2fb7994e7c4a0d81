"""Objectives together with how the app above judged them last, for lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kam import slots
from kam.status import Status
from planning.models import Objective


@dataclass(frozen=True, slots=True)
class Judgement:
    """The latest judgement of an objective; values are in its unit, `pace` is a ratio."""

    status: Status = Status.NONE
    why: str = ""
    on: date | None = None
    expected: Decimal | None = None
    pace: Decimal | None = None
    forecast: Decimal | None = None


def judged(objectives: Sequence[Objective], *, on: date | None = None) -> list[tuple[Objective, Judgement]]:
    """Each objective with its latest judgement (by a day, unless that is today), or one that knows nothing."""
    found: dict[int, Judgement] = {}
    for judgements in slots.collect("objectives.judgements", objectives, on=on):
        found |= judgements
    return [(objective, found.get(objective.pk, Judgement())) for objective in objectives]

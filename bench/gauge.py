"""The realism gauge against the plainest loop that draws as often: both without numpy, in the same run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from bench.sampling import cost_of
from planning import realism

OBJECTIVES, MONTHS = 200, 36


@dataclass(frozen=True)
class Gauged:
    """`ratio`: wall time over that of the floor. `rate`: objectives a second, of 5,000 draws each."""

    ratio: float
    rate: float


def measure() -> Gauged:
    questions = [_question(number) for number in range(OBJECTIVES)]
    floor = cost_of(lambda: [_floor(question) for question in questions])
    gauged = cost_of(lambda: [realism.gauge(question) for question in questions])
    return Gauged(gauged.wall / floor.wall, OBJECTIVES / (gauged.wall / 1000))


def _question(seed: int) -> realism.Question:
    rng = Random(seed)  # noqa: S311 - chances, not secrets
    months = [date(2024 + place // 12, place % 12 + 1, 1) for place in range(MONTHS)]
    return realism.Question(
        history=tuple((month, rng.uniform(50, 150)) for month in months),
        is_flow=True,
        kind="increase",
        baseline=0.0,
        target=1300.0,
        floor=None,
        achieved=0.0,
        since=date(2026, 12, 31),
        starts_on=date(2026, 12, 31),
        due_on=date(2027, 12, 31),
        seed=seed,
    )


def _floor(question: realism.Question) -> float:
    """Twelve values of the past drawn for each end and added up; how many ends reach the target."""
    rng, values = Random(question.seed), [value for _month, value in question.history]  # noqa: S311
    reached = sum(sum(rng.choices(values, k=12)) >= question.target for _ in range(question.draws))
    return reached / question.draws

"""The words in which the demo company is told: who, with whom, towards what, and what happened.

Times are days before today (negative: ahead), so that the story is always as old as it should be.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kam.processes import Process

Colleague = Literal["ana", "joao", "marta", "rui", "sofia", "tiago", "carlos", "admin"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the client."""

    name: str
    job_title: str
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    ago: int
    kind: Literal["meeting", "call", "email", "visit", "note"]
    text: str
    people: tuple[int, ...] = (0,)
    by: Colleague | None = None
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """An action. `done` is how many days ago it was done, `planned` how many days ago it was planned."""

    title: str
    due: int
    goal: str = ""
    by: Colleague | None = None
    done: int | None = None
    planned: int | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """An objective and how it has gone.

    `course` tells how it went from its start until today, at even distances: the pace against plan (1 is on plan) or,
    of a level to keep and of milestones, the values themselves. With `turns`, the last reading is such that the first
    review of today turns the goal to this status. A reading `every` so many days, the last one `quiet` days ago.
    """

    title: str
    process: Process
    unit: Literal["money", "count", "percent", "score", "days", "hours"]
    baseline: int
    target: int
    course: tuple[float, ...]
    kind: Literal["increase", "decrease", "maintain", "milestone"] = "increase"
    minimum: int | None = None
    stretch: int | None = None
    seasonal: bool = False
    milestones: tuple[tuple[int, int], ...] = ()
    """(days after the start, value due by then)"""
    every: int = 30
    quiet: int = 4
    turns: Literal["", "warn", "bad"] = ""
    months: tuple[int, int] = (-8, 4)
    """First month and the month after the last, counted from this one."""


@dataclass(frozen=True, slots=True)
class Company:
    name: str
    owner: Colleague
    tier: Literal["A", "B", "C"]
    segment: str
    city: str
    domain: str
    employees: int | None = None
    annual_revenue: int | None = None
    parent: str = ""
    since: int = 680
    people: tuple[Person, ...] = ()
    goals: tuple[Goal, ...] = ()
    talks: tuple[Talk, ...] = ()
    deeds: tuple[Deed, ...] = ()
    team: tuple[tuple[Colleague, Literal["edit", "look"], str], ...] = ()
    contact_every: int | None = None
    rhythm: int = 0
    """Days between the everyday conversations before those told here; none when 0."""
    last_year: tuple[int, float] | None = None
    """Revenue agreed for the twelve months before, and the part of it that was reached."""


SEASON = tuple(
    Decimal(share) / 1000 for share in (74, 70, 78, 80, 82, 86, 92, 94, 82, 80, 84, 98)
)  # food: summer and Christmas

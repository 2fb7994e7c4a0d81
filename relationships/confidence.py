"""How sure we may still be of what a client wants. Facts in, a number and its reasons out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import pow

STARTS_AT = {"confirmed": 100.0, "assumed": 50.0, "refuted": 0.0}  # per cent
HALVINGS_AT_MOST = 60.0  # less than any number of places shows; more would run below what the database can hold


@dataclass(frozen=True, slots=True)
class Confidence:
    """What a confidence is made of: `starts_at` and `value` in per cent, `days` since it was last known."""

    status: str
    since: date
    every: int
    on: date

    @property
    def starts_at(self) -> float:
        return STARTS_AT[self.status]

    @property
    def days(self) -> int:
        return max((self.on - self.since).days, 0)

    @property
    def value(self) -> float:
        """starts_at × ½ ^ (days ÷ every), in per cent from 0 to 100.

        A confirmed need is 100 % sure on the day it was assessed and loses half with every cadence that passes; an
        assumed one starts at 50 %; a refuted one is at 0. One that was never assessed counts from the day it was
        stated, or else noted. A day before `since` counts as that day. The rule is our own: no study says at which
        rate what a client said stops being true, so the pace is the one that its cadence calls for.
        """
        return self.starts_at * pow(0.5, min(self.days / self.every, HALVINGS_AT_MOST))

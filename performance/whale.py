"""The whale curve as geometry, and the sums under the table of effort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from performance.effort import ZERO, Served, Step, hours_of

BESIDE = 5  # parts of the height left free above and below


@dataclass(frozen=True, slots=True)
class Totals:
    """Of what is known; `unknown`: how many clients have no contribution that could be added."""

    minutes: int
    cost: Decimal
    revenue: Decimal
    margin: Decimal
    contribution: Decimal
    unknown: int

    @property
    def hours(self) -> Decimal:
        return hours_of(self.minutes)


@dataclass(frozen=True, slots=True)
class Curve:
    """A path 100 wide and 100 high, where zero and the end lie, and the finding in figures."""

    path: str
    zero: str
    end: str
    steps: list[Step]
    peak: Decimal
    total: Decimal
    at_peak: int

    @property
    def lost(self) -> Decimal:
        """What the clients after the peak cost more than they bring."""
        return self.peak - self.total


def totals(rows: Sequence[Served]) -> Totals:
    known = [row for row in rows if row.contribution is not None]
    return Totals(
        minutes=sum(row.minutes for row in rows),
        cost=sum((row.cost for row in rows if row.cost is not None), ZERO),
        revenue=sum((row.revenue for row in rows), ZERO),
        margin=sum((row.margin for row in rows if row.margin is not None), ZERO),
        contribution=sum((row.contribution for row in known if row.contribution is not None), ZERO),
        unknown=len(rows) - len(known),
    )


def curve(steps: list[Step]) -> Curve | None:
    """Nothing for fewer than two clients: that is no curve."""
    if len(steps) < 2:
        return None
    heights = [ZERO, *(step.cumulated for step in steps)]
    low, high = min(heights), max(heights)
    spread = (high - low) or Decimal(1)

    def y(value: Decimal) -> float:
        return round(100 - BESIDE - float((value - low) / spread) * (100 - 2 * BESIDE), 2)

    width = 100 / (len(heights) - 1)
    points = (f"{'L' if place else 'M'}{place * width:.2f} {y(value)}" for place, value in enumerate(heights))
    peak = max(heights)
    return Curve("".join(points), f"{y(ZERO)}%", f"{y(heights[-1])}%", steps, peak, heights[-1], heights.index(peak))

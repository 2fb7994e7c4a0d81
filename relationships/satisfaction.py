"""The statistics of surveys: pure functions from counts of answers to a score, its interval and what stands beside it.

A score is never told without the number of answers it rests on. Shapes: `counts` maps an answer (0-10, 1-5 or 1-7) to
how often it was given; shares are parts of 1; scores are whole numbers, NPS from -100 to 100, the others per cent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from kam.numbers import number, percent
from relationships.models import Survey

FEW = 5
"""Below so many answers a score is marked: one more answer could turn it round."""

Z95 = 1.959964
"""The two-sided 95 % quantile of the normal distribution."""

Counts = Mapping[int, int]


class Band(models.TextChoices):
    LOW = "low", _("low")
    MIDDLE = "middle", _("middle")
    HIGH = "high", _("high")


_NPS = (_("Detractors (0–6)"), _("Passives (7–8)"), _("Promoters (9–10)"))
_CSAT = (_("Dissatisfied (1–2)"), _("Neutral (3)"), _("Satisfied (4–5)"))
_CES = (_("Hard (1–3)"), _("Neither (4)"), _("Easy (5–7)"))
WORDS: dict[str, dict[Band, object]] = {
    Survey.Kind.NPS: dict(zip(Band, _NPS, strict=True)),
    Survey.Kind.CSAT: dict(zip(Band, _CSAT, strict=True)),
    Survey.Kind.CES: dict(zip(Band, _CES, strict=True)),
}


def band_of(kind: str, score: int) -> Band:
    low, high = Survey.BANDS[kind]
    return Band.LOW if score <= low else Band.HIGH if score >= high else Band.MIDDLE


def is_unhappy(kind: str, score: int) -> bool:
    """Whether somebody should call: a detractor, or what corresponds to one."""
    return band_of(kind, score) == Band.LOW


class Interval(NamedTuple):
    """From where to where the score lies with a confidence of 95 %, in the score's own unit."""

    low: float
    high: float


def nps(low: int, middle: int, high: int) -> float:
    """Per cent of promoters minus per cent of detractors, from -100 to 100."""
    return (high - low) / (low + middle + high) * 100


def nps_interval(low: int, middle: int, high: int, *, z: float = Z95) -> Interval:
    """Adjusted Wald with three trials more, 3/4 of them detractors and 3/4 promoters.

    Rocks, B. (2016): Interval estimation for the "Net Promoter Score", The American Statistician 70(4), 365-372, which
    found variations of the adjusted Wald to hold their level where the plain Wald does not. A test checks it here.
    Where everybody answers alike, it would leave out the score itself, so it is widened to hold it.
    """
    n = low + middle + high + 3
    against, for_us = (low + 0.75) / n, (high + 0.75) / n
    centre = for_us - against
    reach = z * sqrt((for_us + against - centre**2) / n)
    score = nps(low, middle, high)
    return Interval(min(max(centre - reach, -1) * 100, score), max(min(centre + reach, 1) * 100, score))


def wilson(part: int, n: int, *, z: float = Z95) -> Interval:
    """The score interval of a share, in per cent: Wilson, E. B. (1927), JASA 22, 209-212."""
    share = part / n
    spread = 1 + z**2 / n
    centre = (share + z**2 / (2 * n)) / spread
    reach = z / spread * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return Interval(max(centre - reach, 0) * 100, min(centre + reach, 1) * 100)


@dataclass(frozen=True, slots=True)
class Slice:
    """One band of the answers. `x` and `width` place it on a bar 200 wide whose middle is that of the middle band."""

    band: Band
    label: object
    n: int
    share: float
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Result:
    """What `asked` people answered to one kind of question."""

    kind: str
    counts: Counts
    asked: int

    @property
    def n(self) -> int:
        return sum(self.counts.values())

    @property
    def rate(self) -> float | None:
        """Answers per person asked, as a part of 1; None where nobody was asked."""
        return self.n / self.asked if self.asked else None

    @property
    def is_low(self) -> bool:
        return 0 < self.n < FEW

    @property
    def bands(self) -> tuple[int, int, int]:
        found = dict.fromkeys(Band, 0)
        for score, n in self.counts.items():
            found[band_of(self.kind, score)] += n
        return found[Band.LOW], found[Band.MIDDLE], found[Band.HIGH]

    @property
    def value(self) -> int | None:
        """The score as it is told, a whole number; None where nobody answered."""
        low, middle, high = self.bands
        if not self.n:
            return None
        return round(nps(low, middle, high) if self.kind == Survey.Kind.NPS else high / self.n * 100)

    @property
    def interval(self) -> Interval | None:
        low, middle, high = self.bands
        if not self.n:
            return None
        found = nps_interval(low, middle, high) if self.kind == Survey.Kind.NPS else wilson(high, self.n)
        return Interval(round(found.low), round(found.high))

    @property
    def told(self) -> str:
        """The score in words: 33, -20, or 78%; a dash where there is none."""
        return self._told(self.value)

    @property
    def told_interval(self) -> str:
        found = self.interval
        return (
            _("%(low)s to %(high)s") % {"low": self._told(found.low), "high": self._told(found.high)} if found else ""
        )

    @property
    def slices(self) -> list[Slice]:
        """The diverging bar: unhappy to the left of the middle band, happy to the right of it."""
        low, middle, high = (n / self.n * 100 if self.n else 0.0 for n in self.bands)
        starts = {Band.LOW: 100 - middle / 2 - low, Band.MIDDLE: 100 - middle / 2, Band.HIGH: 100 + middle / 2}
        widths = dict(zip(Band, (low, middle, high), strict=True))
        return [
            Slice(band, WORDS[self.kind][band], n, widths[band] / 100, f"{starts[band]:.2f}", f"{widths[band]:.2f}")
            for band, n in zip(Band, self.bands, strict=True)
        ]

    @property
    def answers(self) -> list[tuple[int, int]]:
        """Each possible answer, the lowest first, with how often it was given."""
        lowest, highest = Survey.SCALES[self.kind]
        return [(score, self.counts.get(score, 0)) for score in range(lowest, highest + 1)]

    def _told(self, value: float | None) -> str:
        if value is None:
            return "–"
        return number(value, 0) if self.kind == Survey.Kind.NPS else percent(value, 0)

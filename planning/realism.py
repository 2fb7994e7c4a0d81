"""How likely is a target to be reached, judged by what was reached before? A pure function: no database, no clock.

The gauge draws thousands of possible ends of the period from the client's own past and counts how many reach the
target. It computes in floats, because it deals in chances; money is rounded where it leaves. The same question gives
the same answer: the seed is part of it.

Terms. A *flow* is what adds up over a period (revenue, shops opened): month by month its values are increments. A
*level* is what stands at a value (a score, a percentage, days): its values are where it stood at the end of each month.

A flow is drawn as

    end = baseline + achieved + sum over the months left of rate * season * growth ^ years * chance  (+ deals won)

where *rate* is the mean of the last twelve months, *season* what a calendar month makes of it (the mean is 1), *growth*
a mean of year-over-year ratios drawn anew for each end, and *chance* a residual of the past drawn anew for each month.
With fewer than 24 months there is no year to compare with: growth is then drawn from the residuals alone, and the
season of the single year is trusted by half, because one year cannot tell season from accident. A level is drawn as its
last value plus as many monthly changes of the past as there are months left.

What it does not know: anything that is not in the readings (a lost contract, a new plant, a price rise). It says how
the target compares with the past, not what the future brings. Below twelve months of values it says only that.

Source: bootstrap of the seasonal run rate, after Efron and Tibshirani, An Introduction to the Bootstrap (1993), ch. 8;
the bands (0.9, 0.5, 0.1) are ours.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from operator import mul
from random import Random
from statistics import fmean, quantiles

MONTHS_NEEDED, TWO_YEARS, MONTHS_USED = 12, 24, 36
DRAWS = 5000
CONSERVATIVE, REALISTIC, STRETCH = 0.9, 0.5, 0.1
TRUST_IN_ONE_YEAR = 0.5
WILDEST = 5.0
"""No ratio of the past is taken for more than fivefold, nor for less than a fifth: beyond, it is a change of scale."""

Months = Sequence[tuple[date, float]]


@dataclass(frozen=True, slots=True)
class Deal:
    """Business that comes or does not come within the period: a renewal, an opportunity. Value in the goal's unit."""

    label: str
    value: float
    probability: float


@dataclass(frozen=True, slots=True)
class Question:
    """A target and the past. Values are in the goal's unit; months are known by their first day, the newest last.

    `achieved`: of a flow, what the period has brought so far, by `since`; of a level it is not looked at.
    `floor`: of a level to be kept, the value that must not be passed. `most`: what no value exceeds (100 for percent).
    """

    history: tuple[tuple[date, float], ...]
    is_flow: bool
    kind: str
    baseline: float
    target: float
    floor: float | None
    achieved: float
    since: date
    starts_on: date
    due_on: date
    deals: tuple[Deal, ...] = ()
    most: float | None = None
    seed: int = 0
    draws: int = DRAWS


@dataclass(frozen=True, slots=True)
class Answer:
    """`probability` 0 to 1; `low`, `middle`, `high`: what 10%, 50%, 90% of the draws end below, in the goal's unit.

    `required` and `best` are growth ratios (0.31 is 31%) against the same months a year before; `best` needs 24 months.
    `rate` is a month's value, `season` twelve factors from January on. All None or empty while `band` is unknown.
    """

    band: str
    months: int
    probability: float | None = None
    low: float | None = None
    middle: float | None = None
    high: float | None = None
    required: float | None = None
    best: float | None = None
    rate: float | None = None
    season: tuple[float, ...] = ()


def gauge(question: Question) -> Answer:
    """Draw the ends of the period and count. Raises nothing; a period that is over is judged by what was achieved."""
    history = question.history[-MONTHS_USED:]
    if len(history) < MONTHS_NEEDED:
        return Answer("unknown", len(history))
    season = _season(history) if question.is_flow else ()
    ends = _flow_ends(question, history, season) if question.is_flow else _level_ends(question, history)
    probability = sum(_reaches(question, end) for end in ends) / len(ends)
    tenths = quantiles(ends, n=10, method="inclusive")
    return Answer(
        band=band_of(probability),
        months=len(history),
        probability=probability,
        low=tenths[0],
        middle=tenths[4],
        high=tenths[8],
        required=_required(question, history, season),
        best=_best(history, is_flow=question.is_flow),
        rate=_rate(history) if question.is_flow else history[-1][1],
        season=tuple(season),
    )


def band_of(probability: float) -> str:
    """conservative from 0.9, realistic from 0.5, stretch from 0.1, unrealistic below."""
    if probability >= CONSERVATIVE:
        return "conservative"
    if probability >= REALISTIC:
        return "realistic"
    return "stretch" if probability >= STRETCH else "unrealistic"


def _reaches(question: Question, end: float) -> bool:
    if question.kind == "decrease":
        return end <= question.target
    if question.kind != "maintain" or question.floor is None:
        return end >= question.target
    return end > question.floor if question.floor < question.target else end < question.floor


# --- Flows ------------------------------------------------------------------------------------------------------------


def _flow_ends(question: Question, history: Months, season: Sequence[float]) -> list[float]:
    rng = Random(question.seed)  # noqa: S311 - chances, not secrets
    residuals, growths = _residuals(history, season), _growths(history)
    left = _months_left(question.since, question.due_on)
    rate = _rate(history)
    expected = [rate * season[month.month - 1] * part for month, part in left]
    ages = [_years_after(history[-1][0], month) for month, _part in left]
    sample = growths or residuals
    start = question.baseline + question.achieved
    ends = []
    for _ in range(question.draws):
        growth = fmean(rng.choices(sample, k=len(sample)))
        months = map(mul, expected, (growth**age for age in ages))
        flow = sum(map(mul, months, rng.choices(residuals, k=len(expected))))
        ends.append(start + flow + _won(question.deals, rng))
    return ends


def _won(deals: Sequence[Deal], rng: Random) -> float:
    return sum(deal.value for deal in deals if rng.random() < deal.probability)


def _rate(history: Months) -> float:
    return fmean(value for _month, value in history[-12:])


def _season(history: Months) -> list[float]:
    """A factor for each calendar month, from each month's ratio to the mean of the year around it; their mean is 1."""
    trust = 1.0 if len(history) >= TWO_YEARS else TRUST_IN_ONE_YEAR
    found: list[list[float]] = [[] for _ in range(12)]
    for place, (month, value) in enumerate(history):
        around = _year_around(history, place)
        if around > 0:
            found[month.month - 1].append(value / around)
    raw = [1 + trust * (fmean(ratios) - 1) if ratios else 1.0 for ratios in found]
    mean = fmean(raw)
    return [factor / mean for factor in raw] if mean > 0 else [1.0] * 12


def _year_around(history: Months, place: int) -> float:
    """The mean of twelve months of which this is one, as near its middle as the history allows."""
    start = min(max(place - 6, 0), len(history) - 12)
    return fmean(value for _month, value in history[start : start + 12])


def _residuals(history: Months, season: Sequence[float]) -> list[float]:
    """What chance made of each month: its value over what rate and season let expect; their mean is 1."""
    found = []
    for place, (month, value) in enumerate(history):
        expected = _year_around(history, place) * season[month.month - 1]
        found.append(_tamed(value / expected) if expected > 0 else 1.0)
    mean = fmean(found)
    return [ratio / mean for ratio in found] if mean > 0 else [1.0] * len(found)


def _growths(history: Months) -> list[float]:
    """Each month over the same month of the year before, where both are known; none below 24 months."""
    if len(history) < TWO_YEARS:
        return []
    known = dict(history)
    pairs = ((known.get(_year_before(month), 0.0), value) for month, value in history)
    return [_tamed(after / before) for before, after in pairs if before > 0]


def _tamed(ratio: float) -> float:
    return min(max(ratio, 1 / WILDEST), WILDEST)


# --- Levels -----------------------------------------------------------------------------------------------------------


def _level_ends(question: Question, history: Months) -> list[float]:
    rng = Random(question.seed)  # noqa: S311 - chances, not secrets
    changes = _changes(history)
    last, months = history[-1][1], round(sum(part for _month, part in _months_left(question.since, question.due_on)))
    ends = (last + sum(rng.choices(changes, k=months)) for _ in range(question.draws))
    return [min(end, question.most) if question.most is not None else end for end in ends]


def _changes(history: Months) -> list[float]:
    """The change of each month; where months are missing between two values, it is spread evenly over them."""
    found: list[float] = []
    for (before, low), (after, high) in pairwise(history):
        months = _months_between(before, after)
        found += [(high - low) / months] * months
    return found


# --- Growth and time --------------------------------------------------------------------------------------------------


def _required(question: Question, history: Months, season: Sequence[float]) -> float | None:
    """What the target asks for against the same months a year before (of a level: against where it stands)."""
    if not question.is_flow:
        last = history[-1][1]
        return question.target / last - 1 if last else None
    known, rate = dict(history), _rate(history)
    months = _months_left(question.starts_on, question.due_on)
    before = sum(known.get(_year_before(month), rate * season[month.month - 1]) * part for month, part in months)
    return (question.target - question.baseline) / before - 1 if before > 0 else None


def _best(history: Months, *, is_flow: bool) -> float | None:
    """The best growth of any twelve months on end over the twelve before them; of a level, over a year."""
    if len(history) < TWO_YEARS:
        return None
    known = dict(history)
    if is_flow:
        pairs = [(_year_to(known, _year_before(month)), _year_to(known, month)) for month, _value in history]
    else:
        pairs = [(known.get(_year_before(month)), value) for month, value in history]
    return max(
        (after / before - 1 for before, after in pairs if before and before > 0 and after is not None), default=None
    )


def _year_to(known: Mapping[date, float], last: date) -> float | None:
    """What the twelve months up to this one brought; None where one of them is not known."""
    months = [date(last.year - (last.month <= back), (last.month - back - 1) % 12 + 1, 1) for back in range(12)]
    return sum(known[month] for month in months) if all(month in known for month in months) else None


def _months_left(since: date, due_on: date) -> list[tuple[date, float]]:
    """The months after a day up to the due date, the first and the last by the part of them that counts."""
    found, day = [], since + timedelta(days=1)
    while day <= due_on:
        first, length = day.replace(day=1), monthrange(day.year, day.month)[1]
        end = min(first + timedelta(days=length - 1), due_on)
        found.append((first, ((end - day).days + 1) / length))
        day = first + timedelta(days=length)
    return found


def _years_after(last: date, month: date) -> float:
    """From the middle of the twelve months that the rate is the mean of, to the middle of a month."""
    return (_months_between(last, month) + 5.5) / 12


def _months_between(before: date, after: date) -> int:
    return (after.year - before.year) * 12 + after.month - before.month


def _year_before(month: date) -> date:
    return month.replace(year=month.year - 1)

"""How realistic a target is, from what was reached before: gathering the past, asking the gauge, keeping its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise
from typing import Any

from django.db import transaction

from kam import slots
from planning import realism
from planning import terms as wording
from planning.models import Objective, Progress, RealismCheck

UNREALISTIC = Decimal("0.1")
HOPS = 5
AIMS = ("target", "minimum", "stretch", "milestones")
PLACES = Decimal("0.0001")
GROWTH_LIMIT = Decimal("9999.9999")
Unit, Kind = Objective.Unit, Objective.Kind


@transaction.atomic
def gauge(objective: Objective, *, terms: Mapping[str, Any] | None = None, on: date) -> RealismCheck:
    """The check of these terms (by default those in force) as of a day, kept. Nothing new known, the one before."""
    check = reckon(objective, terms=terms, on=on)
    if check.pk is None:
        check.save()
    return check


def reckon(objective: Objective, *, terms: Mapping[str, Any] | None = None, on: date) -> RealismCheck:
    """The latest check, if it knew all that is known now; else a new one, not kept: for pages and "what if"."""
    asked = terms or wording.terms_of(objective)
    digest = wording.digest_of(asked)
    question = _question(objective, asked, on=on, seed=_seed(asked, objective.pk))
    kept = RealismCheck.objects.filter(objective=objective, digest=digest, on=on).first()
    if kept and kept.inputs.get("asked") == _asked(question):
        return kept
    found = realism.gauge(question)
    return RealismCheck(
        objective=objective,
        digest=digest,
        band=found.band,
        probability=_rounded(found.probability),
        low=_rounded(found.low),
        middle=_rounded(found.middle),
        high=_rounded(found.high),
        required_growth=_growth(found.required),
        best_growth=_growth(found.best),
        seed=question.seed,
        draws=question.draws,
        inputs=_inputs(question, found),
        on=on,
    )


def gauge_again(objective_id: int, *, on: date) -> RealismCheck | None:
    """The check of what was last written, if there is not one of the day; nothing for an objective that is over."""
    objective = Objective.objects.filter(pk=objective_id).first()
    if objective is None or objective.is_over:
        return None
    return gauge(objective, terms=wording.drafted(objective), on=on)


def gauge_drafts(*, on: date) -> int:
    """Have a check of the day for every target not yet agreed, so that whoever proposes it finds one; how many."""
    drafts = Objective.objects.filter(status__in=(Objective.Status.DRAFT, Objective.Status.PROPOSED))
    found = list(drafts.order_by("pk"))
    for objective in found:
        gauge(objective, terms=wording.drafted(objective), on=on)
    return len(found)


def needs_reason(check: RealismCheck) -> bool:
    """Whether the target would be reached less than once in ten times."""
    return check.probability is not None and check.probability < UNREALISTIC


def monthly_actuals(objective: Objective) -> list[tuple[date, Decimal]]:
    """The past month by month, oldest first, from this objective's readings and those of the periods it follows.

    A flow: what each whole month added; months without a reading share evenly what came between two readings. A level:
    the last reading of each month; months without one are missing.
    """
    chain = _chain(objective)
    readings: dict[int, list[tuple[date, Decimal]]] = {one.pk: [] for one in chain}
    rows = Progress.objects.kept().filter(objective__in=readings).order_by("noted_on", "pk")
    for pk, noted_on, value in rows.values_list("objective", "noted_on", "value"):
        readings[pk].append((noted_on, value))
    found: dict[date, Decimal] = {}
    for one in reversed(chain):
        found |= dict(_increments(one, readings[one.pk]) if is_flow(one) else _levels(readings[one.pk]))
    return sorted(found.items())


def is_flow(objective: Objective) -> bool:
    """Whether its value adds up over the period, as revenue does."""
    return objective.unit in (Unit.MONEY, Unit.COUNT) and objective.kind in (Kind.INCREASE, Kind.MILESTONE)


def _chain(objective: Objective) -> list[Objective]:
    """The objective and those whose measure it carries on, newest first, of the same unit."""
    chain = [objective]
    while len(chain) <= HOPS and (before := chain[-1].follows):
        if before in chain or (before.unit, before.currency) != (objective.unit, objective.currency):
            break
        chain.append(before)
    return chain


def _increments(objective: Objective, readings: Sequence[tuple[date, Decimal]]) -> Iterable[tuple[date, Decimal]]:
    """What each whole month between the start and the last reading added."""
    points = [(objective.starts_on - timedelta(days=1), objective.baseline)]
    points += [point for point in readings if point[0] >= objective.starts_on]
    first = _next_month(points[0][0])
    while len(points) > 1 and (end := _next_month(first) - timedelta(days=1)) <= points[-1][0]:
        yield first, _at(points, end) - _at(points, first - timedelta(days=1))
        first = _next_month(first)


def _at(points: Sequence[tuple[date, Decimal]], day: date) -> Decimal:
    """The value on a day, on the straight line between the readings around it."""
    for (before, low), (after, high) in pairwise(points):
        if before <= day <= after and after > before:
            return low + (high - low) * (day - before).days / (after - before).days
    return points[-1][1]


def _levels(readings: Sequence[tuple[date, Decimal]]) -> Iterable[tuple[date, Decimal]]:
    return {day.replace(day=1): value for day, value in readings}.items()


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _question(objective: Objective, terms: Mapping[str, Any], *, on: date, seed: int) -> realism.Question:
    asked = Objective(client_id=objective.client_id)
    wording.apply(asked, terms)
    flow = is_flow(asked)
    stands = objective.current is not None and objective.current_on is not None
    begun = stands and asked.starts_on <= (objective.current_on or on)
    return realism.Question(
        history=tuple((month, float(value)) for month, value in monthly_actuals(objective)),
        is_flow=flow,
        kind=asked.kind,
        baseline=float(asked.baseline),
        target=float(asked.target),
        floor=None if asked.minimum is None else float(asked.minimum),
        achieved=float((objective.current or 0) - asked.baseline) if begun and flow else 0.0,
        since=(objective.current_on or on) if begun else asked.starts_on - timedelta(days=1),
        starts_on=asked.starts_on - timedelta(days=1),
        due_on=asked.due_on,
        deals=tuple(_deals(objective)),
        most=100.0 if asked.unit == Unit.PERCENT else None,
        seed=seed,
    )


def _deals(objective: Objective) -> Iterable[realism.Deal]:
    """Renewals and pipeline, from the apps above that know of them: items of (label, value, probability)."""
    for items in slots.collect("objective.pipeline", objective):
        for label, value, probability in items:
            yield realism.Deal(str(label), float(value), float(probability))


def _seed(terms: Mapping[str, Any], pk: int) -> int:
    """The same for every target of an objective: of two targets, the higher never looks more likely by chance."""
    without = {name: value for name, value in terms.items() if name not in AIMS}
    return int(wording.digest_of(without)[:12], 16) ^ pk


def _rounded(value: float | None) -> Decimal | None:
    return None if value is None else round(Decimal(value), 4)


def _growth(value: float | None) -> Decimal | None:
    return None if value is None else min(max(round(Decimal(value), 4), -GROWTH_LIMIT), GROWTH_LIMIT)


def _asked(question: realism.Question) -> str:
    """Everything the answer depends on, to tell whether anything has become known since."""
    return sha256(repr(question).encode()).hexdigest()


def _inputs(question: realism.Question, found: realism.Answer) -> dict[str, Any]:
    """All that the answer was computed from, for "Why?"."""
    return {
        "asked": _asked(question),
        "history": [[month.isoformat(), round(value, 2)] for month, value in question.history[-realism.MONTHS_USED :]],
        "is_flow": question.is_flow,
        "achieved": round(question.achieved, 4),
        "since": question.since.isoformat(),
        "rate": None if found.rate is None else round(found.rate, 2),
        "season": [round(factor, 4) for factor in found.season],
        "deals": [[deal.label, deal.value, deal.probability] for deal in question.deals],
        "months": found.months,
        "target": question.target,
    }

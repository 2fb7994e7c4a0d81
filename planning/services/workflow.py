"""The life of an objective from draft to its outcome. It is separate from whether the objective is on track."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kam import events
from kam.models import User
from planning.models import Objective

Status, Outcome = Objective.Status, Objective.Outcome

PARTLY_FROM = Decimal("0.5")
"""The part of the way from baseline to target from which on a target that was not reached was reached partly."""


def start_objective(objective: Objective, *, by: User) -> Objective:
    """From draft or agreed to active: from now on it takes readings and is reviewed."""
    return _move(objective, Status.ACTIVE, "planning.objective_started", by=by, starts=True)


def close_objective(objective: Objective, *, by: User, outcome: str = "", note: str = "") -> Objective:
    """It is over. `outcome`: achieved, partly or missed; what the last reading suggests when none is named."""
    outcome = outcome or suggest_outcome(objective)
    if outcome not in Outcome.values:
        raise ValidationError({"outcome": _("An outcome is achieved, partly achieved or missed.")})
    told = {"outcome": outcome, "note": note}
    return _move(objective, Status.CLOSED, "planning.objective_closed", by=by, outcome=outcome, told=told)


def cancel_objective(objective: Objective, *, by: User) -> Objective:
    """It is no longer wanted; whether it was reached is not asked."""
    return _move(objective, Status.CANCELLED, "planning.objective_cancelled", by=by)


def reopen_objective(objective: Objective, *, by: User, to: str = Status.ACTIVE, outcome: str = "") -> Objective:
    """Active again or, to undo, as it was before."""
    return _move(objective, to, "planning.objective_reopened", by=by, outcome=outcome)


@transaction.atomic
def start_due(*, today: date) -> int:
    """Start what was agreed and whose first day has come; how many. A second run finds none to start."""
    due = Objective.objects.select_for_update(skip_locked=True).filter(status=Status.AGREED, starts_on__lte=today)
    started = list(due.order_by("pk"))
    Objective.objects.filter(pk__in=[objective.pk for objective in started]).update(
        status=Status.ACTIVE, updated_at=timezone.now()
    )
    verb = "planning.objective_started"
    events.record_many([events.draft(verb, objective, by=None, client_id=objective.client_id) for objective in started])
    return len(started)


def suggest_outcome(objective: Objective) -> str:
    """What the latest reading says of the end: the target reached, the minimum or half of the way, or less."""
    if objective.current is None:
        return Outcome.MISSED
    falls = objective.target < _base(objective)
    if _has_reached(objective.current, objective.target, falls=falls):
        return Outcome.ACHIEVED
    if objective.minimum is not None and _has_reached(objective.current, objective.minimum, falls=falls):
        return Outcome.PARTLY
    return Outcome.PARTLY if _way(objective, objective.current) >= PARTLY_FROM else Outcome.MISSED


def _base(objective: Objective) -> Decimal:
    """Where the way starts: the baseline or, of a level to be kept, the least that is accepted."""
    if objective.kind == Objective.Kind.MAINTAIN and objective.minimum is not None:
        return objective.minimum
    return objective.baseline


def _has_reached(value: Decimal, wanted: Decimal, *, falls: bool) -> bool:
    return value <= wanted if falls else value >= wanted


def _way(objective: Objective, value: Decimal) -> Decimal:
    base = _base(objective)
    length = objective.target - base
    return (value - base) / length if length else Decimal(0)


@transaction.atomic
def _move(
    objective: Objective,
    to: str,
    verb: str,
    *,
    by: User,
    starts: bool = False,
    outcome: str = "",
    told: dict[str, Any] | None = None,
) -> Objective:
    """Once: an objective that stands there already stays as it is, and nobody is told again."""
    objective = Objective.objects.select_for_update().get(pk=objective.pk)
    if objective.status == to:
        return objective
    if starts and not objective.may_start:
        raise ValidationError(_("Only a draft or an agreed objective can be started."))
    objective.status, objective.outcome = to, outcome
    objective.save(update_fields=["status", "outcome", "updated_at"])
    events.record(verb, objective, by=by, client_id=objective.client_id, **(told or {}))
    return objective

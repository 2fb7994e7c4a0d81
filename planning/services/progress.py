from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kam import events
from kam.models import User
from planning.models import Objective, Progress


@transaction.atomic
def record_progress(objective: Objective, *, value: Decimal, noted_on: date, by: User, note: str = "") -> Progress:
    """Note a reading. The objective stands at its latest reading, whichever order they arrive in."""
    objective = _running(objective)
    progress = Progress(objective=objective, value=value, noted_on=noted_on, note=note, by=by)
    progress.full_clean()
    progress.refuse_the_future(today=timezone.localdate())
    if value < 0 and objective.unit != Objective.Unit.SCORE:
        raise ValidationError({"value": _("This cannot be negative.")})
    progress.save()
    _stand_at_latest(objective)
    _announce("planning.progress_recorded", progress, by=by)
    return progress


@transaction.atomic
def withdraw_progress(progress: Progress, *, by: User) -> Progress:
    """Take a reading back; `restore_progress` brings it back."""
    return _set_removed(progress, timezone.now(), "planning.progress_withdrawn", by=by)


@transaction.atomic
def restore_progress(progress: Progress, *, by: User) -> Progress:
    return _set_removed(progress, None, "planning.progress_restored", by=by)


def _set_removed(progress: Progress, at: datetime | None, verb: str, *, by: User) -> Progress:
    objective = _running(progress.objective)
    progress.removed_at = at
    progress.save(update_fields=["removed_at"])
    _stand_at_latest(objective)
    _announce(verb, progress, by=by)
    return progress


def _running(objective: Objective) -> Objective:
    objective = Objective.objects.select_for_update().get(pk=objective.pk)
    if not objective.is_running:
        raise ValidationError(_("Progress is recorded on active objectives only."))
    return objective


def _stand_at_latest(objective: Objective) -> None:
    latest = objective.progress.kept().first()
    objective.current = latest.value if latest else None
    objective.current_on = latest.noted_on if latest else None
    objective.save(update_fields=["current", "current_on", "updated_at"])


def _announce(verb: str, progress: Progress, *, by: User) -> None:
    objective = progress.objective
    events.record(
        verb,
        objective,
        by=by,
        client_id=objective.client_id,
        value=str(progress.value),
        unit=objective.unit,
        currency=objective.currency,
        noted_on=progress.noted_on.isoformat(),
    )

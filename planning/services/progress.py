from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from kam import drafts, events
from kam.drafts import Draft
from kam.models import Event, User
from planning.models import Objective, Progress


@transaction.atomic
def record_progress(objective: Objective, *, value: Decimal, noted_on: date, by: User, note: str = "") -> Progress:
    """Note a reading. The objective stands at its latest reading, whichever order they arrive in."""
    objective = _running(objective)
    progress = Progress(objective=objective, value=value, noted_on=noted_on, note=note, by=by)
    progress.full_clean()
    progress.refuse_the_future(today=timezone.localdate())
    _refuse_negative(progress)
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
    progress.refresh_from_db(fields=["removed_at"])
    if (progress.removed_at is None) == (at is None):
        return progress
    progress.removed_at = at
    progress.save(update_fields=["removed_at"])
    _stand_at_latest(objective)
    _announce(verb, progress, by=by)
    return progress


@transaction.atomic
def import_progress(readings: Sequence[Draft[Progress]], *, by: User | None) -> None:
    """Many readings at once, under the rules of `record_progress`."""
    wanted = {draft.values["objective"].pk for draft in readings if draft.values.get("objective")}
    objectives = Objective.objects.select_for_update().in_bulk(wanted)
    today = timezone.localdate()
    for draft in readings:
        if draft.values.get("objective"):
            draft.values["objective"] = objectives[draft.values["objective"].pk]
        if draft.known is None:
            draft.values["by"] = by

    def rule(draft: Draft[Progress]) -> None:
        _refuse_unless_running(draft.record.objective)
        draft.record.refuse_the_future(today=today)
        _refuse_negative(draft.record)

    def tell(draft: Draft[Progress]) -> Event:
        objective = draft.record.objective
        return events.draft(
            "planning.progress_recorded", objective, by=by, client_id=objective.client_id, **_told(draft.record)
        )

    drafts.write(Progress, readings, rule=rule, tell=tell)
    _stand_all_at_latest({draft.record.objective_id for draft in readings if draft.is_written})


def _running(objective: Objective) -> Objective:
    objective = Objective.objects.select_for_update().get(pk=objective.pk)
    _refuse_unless_running(objective)
    return objective


def _refuse_unless_running(objective: Objective) -> None:
    if not objective.is_running:
        raise ValidationError(_("Progress is recorded on active objectives only."))


def _refuse_negative(progress: Progress) -> None:
    if progress.value < 0 and progress.objective.unit != Objective.Unit.SCORE:
        raise ValidationError({"value": _("This cannot be negative.")})


def _stand_at_latest(objective: Objective) -> None:
    latest = objective.progress.kept().first()
    objective.current = latest.value if latest else None
    objective.current_on = latest.noted_on if latest else None
    objective.save(update_fields=["current", "current_on", "updated_at"])


def _stand_all_at_latest(objective_ids: Iterable[int]) -> None:
    latest = Progress.objects.kept().filter(objective=OuterRef("pk")).order_by("-noted_on", "-pk")
    Objective.objects.filter(pk__in=objective_ids).update(
        current=Subquery(latest.values("value")[:1]),
        current_on=Subquery(latest.values("noted_on")[:1]),
        updated_at=timezone.now(),
    )


def _announce(verb: str, progress: Progress, *, by: User) -> None:
    objective = progress.objective
    events.record(verb, objective, by=by, client_id=objective.client_id, **_told(progress))


def _told(progress: Progress) -> dict[str, Any]:
    return {
        "value": str(progress.value),
        "unit": progress.objective.unit,
        "currency": progress.objective.currency,
        "noted_on": progress.noted_on.isoformat(),
    }

"""Writes on what the house has settled about asking for money: the rungs of the ladder, the rates of interest."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.ladder import ladder
from accounts.models import LateRate, ReminderStep
from kam import events
from kam.models import User
from kam.records import keep


@transaction.atomic
def write_step(step: ReminderStep | None, *, by: User, **fields: Any) -> ReminderStep:
    """A rung of the ladder. The first one of our own takes over the shipped ladder, to be changed from there."""
    if step is None:
        _take_over(except_for=fields["days"])
    step = step or ReminderStep()
    for field, value in fields.items():
        setattr(step, field, value)
    keep(step)
    events.record("accounts.reminder_step_set", step, by=by, client_id=None)
    return step


def _take_over(*, except_for: int) -> None:
    if not ReminderStep.objects.exists():
        ReminderStep.objects.bulk_create(
            ReminderStep(days=rung.days, tone=rung.tone, asks_approval=rung.asks_approval)
            for rung in ladder()
            if rung.days != except_for
        )


@transaction.atomic
def remove_step(step: ReminderStep, *, by: User) -> None:
    """Without any rung of our own, the shipped ladder holds again."""
    events.record("accounts.reminder_step_removed", step, by=by, client_id=None)
    step.delete()


@transaction.atomic
def note_late_rate(rate: LateRate | None = None, *, by: User, **fields: Any) -> LateRate:
    rate = rate or LateRate()
    for field, value in fields.items():
        setattr(rate, field, value)
    keep(rate)
    events.record("accounts.late_rate_noted", rate, by=by, client_id=None)
    return rate

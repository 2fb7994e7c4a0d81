"""Writes on when somebody is there, what is agreed, and who hears when it is not kept. For administrators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import EscalationStep, Holiday, SlaPolicy, WorkCalendar, WorkHours
from accounts.working_time import Week, countries
from kam import events
from kam.locks import held
from kam.models import User
from kam.records import keep


@transaction.atomic
def set_calendar(
    calendar: WorkCalendar | None, *, by: User, week: Week, own_holidays: Sequence[tuple[date, str]], **fields: Any
) -> WorkCalendar:
    """A calendar with all its hours and days off. The clocks of open issues that go by it are reckoned anew."""
    held("accounts.calendars")
    calendar = WorkCalendar.objects.get(pk=calendar.pk) if calendar else WorkCalendar()
    for field, value in fields.items():
        setattr(calendar, field, value)
    calendar.holidays_of = calendar.holidays_of.upper()
    if calendar.holidays_of and calendar.holidays_of not in countries():
        raise ValidationError({"holidays_of": _("The holidays of this country are not known.")})
    if calendar.is_default:
        WorkCalendar.objects.exclude(pk=calendar.pk).filter(is_default=True).update(is_default=False)
    keep(calendar)
    calendar.hours.all().delete()
    calendar.own_holidays.all().delete()
    WorkHours.objects.bulk_create(_hours(calendar, week))
    Holiday.objects.bulk_create([Holiday(calendar=calendar, on=on, name=name) for on, name in own_holidays])
    events.record("accounts.calendar_set", calendar, by=by, client_id=None)
    return calendar


def _hours(calendar: WorkCalendar, week: Week) -> Iterable[WorkHours]:
    for weekday, stretches in enumerate(week):
        for opens_at, closes_at in stretches:
            hours = WorkHours(calendar=calendar, weekday=weekday, opens_at=opens_at, closes_at=closes_at)
            hours.clean()
            yield hours


@transaction.atomic
def set_service_level(policy: SlaPolicy | None, *, by: User, **fields: Any) -> SlaPolicy:
    """The times for a severity. Issues already open keep those agreed when they were opened."""
    policy = SlaPolicy.objects.select_for_update().get(pk=policy.pk) if policy else SlaPolicy()
    for field, value in fields.items():
        setattr(policy, field, value)
    keep(policy)
    events.record("accounts.service_level_set", policy, by=by, client_id=None)
    return policy


@transaction.atomic
def remove_service_level(policy: SlaPolicy, *, by: User) -> dict[str, Any]:
    """Back to the times of all tiers, or as shipped; what `set_service_level` takes to bring it back."""
    fields = ("tier", "severity", "response_minutes", "resolution_minutes", "calendar_id")
    kept = {field: getattr(policy, field) for field in fields}
    events.record("accounts.service_level_removed", policy, by=by, client_id=None)
    policy.delete()
    return kept


@transaction.atomic
def set_ladder(*, by: User, **percents: Sequence[int]) -> None:
    """At which per cent each is told, by whom (owner, client_owner, manager, above). Nobody at all: as shipped."""
    held("accounts.escalation")
    EscalationStep.objects.all().delete()
    steps = [EscalationStep(tells=who, at_percent=at) for who, ats in percents.items() for at in sorted(set(ats))]
    for step in steps:
        keep(step)
    subject = steps[0] if steps else EscalationStep(pk=0, at_percent=100, tells=EscalationStep.Tells.OWNER)
    events.record("accounts.escalation_set", subject, by=by, client_id=None)

"""What of planning stands in a person's calendar: what they have to do by a day, and when plans are looked through."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from kam.calendars import Entry
from kam.models import User
from planning.models import Action, Objective, Plan

Days = tuple[datetime, datetime]


def entries(user: User, start: datetime, end: datetime) -> list[Entry]:
    """Of records the person sees today and answers for."""
    days = (start, end)
    return [*_actions(user, days), *_objectives(user, days), *_plans(user, days)]


def _actions(user: User, days: Days) -> Iterator[Entry]:
    mine = Action.objects.visible_to(user).of_user(user).open().select_related("client")
    for action in mine.filter(due_on__range=_dates(days)):
        yield Entry("action", action, _("Due: %s") % _of(action), action.due_on)


def _objectives(user: User, days: Days) -> Iterator[Entry]:
    mine = Objective.objects.visible_to(user).running().filter(owner=user).select_related("client")
    for objective in mine.filter(due_on__range=_dates(days)):
        yield Entry("objective", objective, _("Objective ends: %s") % _of(objective), objective.due_on)


def _plans(user: User, days: Days) -> Iterator[Entry]:
    """The review with the client, and the day by which the plan is to be looked through again."""
    first, last = _dates(days)
    mine = Plan.objects.visible_to(user).kept().filter(author=user, ends_on__gte=timezone.localdate())
    for plan in mine.select_related("client"):
        if plan.meets_on and first <= plan.meets_on <= last:
            yield Entry("review-of-plan", plan, _("Review with the client: %s") % _of(plan), plan.meets_on)
        if first <= plan.review_due_on <= last:
            yield Entry("plan", plan, _("Look through the plan: %s") % _of(plan), plan.review_due_on)


def _of(record: Action | Objective | Plan) -> str:
    return f"{record} · {record.client.name}"


def _dates(days: Days) -> tuple[date, date]:
    start, end = (timezone.localdate(moment) for moment in days)
    return start, end

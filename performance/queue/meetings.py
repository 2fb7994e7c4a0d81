"""Meetings nobody prepared, and those nobody logged.

Meetings that were to be are looked for as far back as two weeks: what is older nobody will remember.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from kam.models import User
from kam.numbers import date_short
from kam.status import Status
from performance.agenda import A_DAY, midnight
from performance.queue.item import Item, Rule
from relationships.models import Meeting
from relationships.models.meeting import MeetingQuerySet

LOOK_BACK = timedelta(days=14)


def to_prepare(user: User, on: date, limit: int) -> Iterator[Item]:
    """Those of today and tomorrow."""
    near = _planned(user).filter(prepared_at__isnull=True, starts_at__gt=timezone.now())
    for meeting in near.filter(starts_at__lt=midnight(on + 2 * A_DAY))[:limit]:
        at = timezone.localtime(meeting.starts_at)
        today = at.date() == on
        told = _("Today at %s") if today else _("Tomorrow at %s")
        yield _item(Rule.PREPARE, meeting, Status.WARN if today else Status.NONE, told % f"{at:%H:%M}")


def to_log(user: User, on: date, limit: int) -> Iterator[Item]:
    over = _planned(user).filter(ends_at__lte=timezone.now(), ends_at__gte=midnight(on - LOOK_BACK))
    for meeting in over[:limit]:
        yield _item(Rule.UNLOGGED, meeting, Status.WARN, _("It was on %s") % date_short(_day(meeting)))


def _planned(user: User) -> MeetingQuerySet:
    mine = Meeting.objects.visible_to(user).of_user(user).planned()
    return mine.select_related("client").order_by("starts_at", "pk")


def _item(rule: Rule, meeting: Meeting, status: Status, why: str) -> Item:
    return Item(
        rule=rule,
        status=status,
        client=meeting.client,
        what=meeting.title,
        why=why,
        url=meeting.get_absolute_url(),
        subject_id=meeting.pk,
        due_on=_day(meeting),
        weight=meeting.starts_at.timestamp(),
    )


def _day(meeting: Meeting) -> date:
    return timezone.localdate(meeting.starts_at)

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

LOOK_BACK = timedelta(days=14)


def to_prepare_or_log(user: User, on: date, limit: int) -> Iterator[Item]:
    """Those of today and tomorrow nobody prepared, and those that are over."""
    now = timezone.now()
    mine = Meeting.objects.visible_to(user).of_user(user).planned().select_related("client")
    near = mine.filter(starts_at__lt=midnight(on + 2 * A_DAY), ends_at__gte=midnight(on - LOOK_BACK))
    for meeting in near.order_by("-starts_at", "-pk")[: 2 * limit]:
        if meeting.ends_at <= now:
            yield _item(Rule.UNLOGGED, meeting, Status.WARN, _("It was on %s") % date_short(_day(meeting)))
        elif meeting.prepared_at is None and meeting.starts_at > now:
            yield _to_prepare(meeting, on)


def _to_prepare(meeting: Meeting, on: date) -> Item:
    at = timezone.localtime(meeting.starts_at)
    today = at.date() == on
    told = _("Today at %s") if today else _("Tomorrow at %s")
    return _item(Rule.PREPARE, meeting, Status.WARN if today else Status.NONE, told % f"{at:%H:%M}")


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

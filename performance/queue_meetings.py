"""Meetings in My day: those nobody prepared, and those nobody logged. Each row is a rule's name and what an item holds.

Meetings that were to be are looked for as far back as two weeks: what is older nobody will remember.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kam.models import User
from kam.numbers import date_short
from kam.status import Status
from performance.agenda import A_DAY, midnight
from relationships.models import Meeting

Row = tuple[str, dict[str, Any]]
LOOK_BACK = timedelta(days=14)


def rows(user: User, on: date, limit: int) -> Iterator[Row]:
    now = timezone.now()
    mine = Meeting.objects.visible_to(user).of_user(user).planned().select_related("client")
    to_prepare = mine.filter(prepared_at__isnull=True, starts_at__gt=now, starts_at__lt=midnight(on + 2 * A_DAY))
    for meeting in to_prepare.order_by("starts_at", "pk")[:limit]:
        yield "prepare", _prepare(meeting, on)
    to_log = mine.filter(ends_at__lte=now, ends_at__gte=midnight(on - LOOK_BACK))
    for meeting in to_log.order_by("starts_at", "pk")[:limit]:
        why = _("It was on %s") % date_short(_day(meeting))
        yield "unlogged", _row(meeting, Status.WARN, why)


def _prepare(meeting: Meeting, on: date) -> dict[str, Any]:
    at = timezone.localtime(meeting.starts_at)
    today = at.date() == on
    told = _("Today at %s") if today else _("Tomorrow at %s")
    status = Status.WARN if today else Status.NONE
    return _row(meeting, status, told % f"{at:%H:%M}")


def _row(meeting: Meeting, status: Status, why: str) -> dict[str, Any]:
    return {
        "status": status,
        "client": meeting.client,
        "what": meeting.title,
        "why": why,
        "url": meeting.get_absolute_url(),
        "subject_id": meeting.pk,
        "due_on": _day(meeting),
        "weight": meeting.starts_at.timestamp(),
    }


def _day(meeting: Meeting) -> date:
    return timezone.localdate(meeting.starts_at)

"""Today's and tomorrow's meetings of a person, as My day shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from kam.models import User
from relationships import diary
from relationships.diary import Slot
from relationships.models import Meeting

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """One day's meetings; one that began the day before and goes on is among them."""

    on: date
    name: str
    slots: list[Slot]


def of(user: User, *, now: datetime) -> list[Day]:
    """Today, and tomorrow: what is planned or was held, not what was called off. In the reader's time zone."""
    today = timezone.localdate(now)
    start, end = midnight(today), midnight(today + 2 * A_DAY)
    mine = Meeting.objects.visible_to(user).of_user(user).exclude(status=Meeting.Status.CANCELLED)
    found = mine.filter(starts_at__lt=end, ends_at__gte=start).order_by("starts_at", "pk")
    slots = diary.slots(list(found.select_related("client").prefetch_related("people")), now=now)
    days = ((today, _("Today")), (today + A_DAY, _("Tomorrow")))
    return [Day(on, name, [slot for slot in slots if _is_on(slot.meeting, on)]) for on, name in days]


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _is_on(meeting: Meeting, day: date) -> bool:
    first, after = midnight(day), midnight(day + A_DAY)
    return meeting.starts_at < after and (meeting.ends_at > first or meeting.starts_at >= first)

"""Meetings as pages and calendars show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from kam.calendars import Entry
from kam.models import User
from relationships.models import Meeting

Status = Meeting.Status


@dataclass(frozen=True, slots=True)
class Slot:
    """A meeting at a moment: what can be done with it now, and whether it collides with another."""

    meeting: Meeting
    has_begun: bool
    is_over: bool
    overlaps: bool

    @property
    def is_planned(self) -> bool:
        return self.meeting.status == Status.PLANNED

    @property
    def needs_log(self) -> bool:
        """It took place, as far as anybody said, and nobody told what happened."""
        return self.is_planned and self.is_over

    @property
    def needs_preparation(self) -> bool:
        return self.is_planned and not self.has_begun and self.meeting.prepared_at is None

    @property
    def fills_days(self) -> bool:
        """Whether it is of whole days where the reader is, so that no hours are told."""
        starts, ends = timezone.localtime(self.meeting.starts_at), timezone.localtime(self.meeting.ends_at)
        return starts.time() == ends.time() == time.min and ends > starts

    @property
    def last_day(self) -> datetime:
        return timezone.localtime(self.meeting.ends_at) - timedelta(days=1 if self.fills_days else 0)

    @property
    def is_of_one_day(self) -> bool:
        return timezone.localdate(self.meeting.starts_at) == self.last_day.date()


def slots(meetings: Sequence[Meeting], *, now: datetime) -> list[Slot]:
    """In the order given. Of one person's planned meetings, those that share a moment collide."""
    return [_slot(meeting, meetings, now) for meeting in meetings]


def slot(meeting: Meeting, *, now: datetime) -> Slot:
    return _slot(meeting, [], now)


def _slot(meeting: Meeting, others: Sequence[Meeting], now: datetime) -> Slot:
    return Slot(
        meeting=meeting,
        has_begun=meeting.starts_at <= now,
        is_over=meeting.ends_at <= now and meeting.starts_at < now,
        overlaps=any(_collide(meeting, other) for other in others),
    )


def _collide(meeting: Meeting, other: Meeting) -> bool:
    planned = meeting.status == other.status == Status.PLANNED
    theirs = meeting.pk != other.pk and meeting.owner_id == other.owner_id
    return planned and theirs and meeting.starts_at < other.ends_at and other.starts_at < meeting.ends_at


def entry(meeting: Meeting) -> Entry:
    """For other programs: with whom, and what is wanted. Nothing that is thought of anybody."""
    people = ", ".join(person.name for person in meeting.people.all())
    lines = [meeting.client.name, _("With: %s") % people if people else "", meeting.agenda]
    shown = slot(meeting, now=meeting.starts_at)
    starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    return Entry(
        kind="meeting",
        record=meeting,
        uid=meeting.uid,
        title=f"{meeting.title} · {meeting.client.name}",
        starts=starts.date() if shown.fills_days else starts,
        ends=ends.date() if shown.fills_days else ends,
        place=meeting.place,
        text="\n".join(line for line in lines if line),
        is_cancelled=meeting.status == Status.CANCELLED,
    )


def entries(user: User, start: datetime, end: datetime) -> list[Entry]:
    """A person's own meetings with the clients they see today."""
    mine = Meeting.objects.visible_to(user).of_user(user).exclude(status=Status.CANCELLED).between(start, end)
    return [entry(meeting) for meeting in mine.select_related("client").prefetch_related("people")]

"""Writes on meetings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Client, Contact
from kam import events
from kam.models import User
from kam.records import keep
from relationships.models import Interaction, Meeting
from relationships.services.interaction import log_interaction

A_DAY, FIVE_YEARS = timedelta(days=1), timedelta(days=5 * 366)
FIRST_YEAR = 1900
Status = Meeting.Status


@transaction.atomic
def plan_meeting(
    client: Client,
    *,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    people: Iterable[Contact] = (),
    **fields: Any,
) -> Meeting:
    """Put a meeting with people of a client into the calendar of whoever holds it: `owner`, or who plans it."""
    fields["owner"] = fields.get("owner") or by
    meeting = Meeting(client=client, title=title, starts_at=starts_at, ends_at=ends_at, created_by=by, **fields)
    _keep(meeting, people)
    _announce("relationships.meeting_planned", meeting, by=by)
    return meeting


@transaction.atomic
def change_meeting(meeting: Meeting, *, by: User, people: Iterable[Contact] | None = None, **changes: Any) -> Meeting:
    """Another time, place or company. What was held or called off stays as it was."""
    meeting = _locked(meeting)
    if meeting.status != Status.PLANNED:
        raise ValidationError(_("Only a planned meeting can be changed: this one was held or cancelled."))
    changed = sorted(field for field, value in changes.items() if getattr(meeting, field) != value)
    for field, value in changes.items():
        setattr(meeting, field, value)
    _keep(meeting, people)
    _announce("relationships.meeting_changed", meeting, by=by, fields=changed)
    return meeting


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: User) -> Meeting:
    """Call it off; `restore_meeting` puts it back."""
    meeting = _locked(meeting)
    if meeting.status == Status.HELD:
        raise ValidationError(_("This meeting was held: it can no longer be cancelled."))
    return _move(meeting, Status.CANCELLED, "relationships.meeting_cancelled", by=by)


@transaction.atomic
def restore_meeting(meeting: Meeting, *, by: User) -> Meeting:
    """Put a cancelled meeting back into the calendar."""
    meeting = _locked(meeting)
    if meeting.status == Status.HELD:
        return meeting
    return _move(meeting, Status.PLANNED, "relationships.meeting_restored", by=by)


@transaction.atomic
def mark_prepared(meeting: Meeting, *, by: User) -> Meeting:
    """Say that one is ready for it; `mark_unprepared` takes that back."""
    meeting = _locked(meeting)
    if meeting.status != Status.PLANNED:
        raise ValidationError(_("Only a planned meeting is prepared: this one was held or cancelled."))
    return _set_prepared(meeting, timezone.now(), "relationships.meeting_prepared", by=by)


@transaction.atomic
def mark_unprepared(meeting: Meeting, *, by: User) -> Meeting:
    return _set_prepared(_locked(meeting), None, "relationships.meeting_unprepared", by=by)


@transaction.atomic
def hold_meeting(
    meeting: Meeting,
    *,
    summary: str,
    by: User,
    people: Iterable[Contact] | None = None,
    sentiment: int | None = None,
    **told: Any,
) -> Interaction:
    """Log what happened in it, once: the conversation takes the meeting's people, beginning and length.

    `people` when others came than were expected. `told` goes into the event, such as the next step.
    """
    meeting = _locked(meeting)
    if meeting.interaction and meeting.interaction.removed_at is None:
        return meeting.interaction
    _refuse_holding(meeting, now=timezone.now())
    came = list(meeting.people.all() if people is None else people)
    spoken: dict[str, Any] = {"summary": summary, "happened_at": meeting.starts_at, "people": came}
    interaction = log_interaction(meeting.client, kind=Interaction.Kind.MEETING, by=by, **spoken, **told)
    interaction.minutes, interaction.sentiment = minutes_of(meeting), sentiment
    keep(interaction, update_fields=["minutes", "sentiment", "updated_at"])
    meeting.interaction, meeting.status = interaction, Status.HELD
    meeting.save(update_fields=["interaction", "status", "updated_at"])
    _announce("relationships.meeting_held", meeting, by=by)
    return interaction


def minutes_of(meeting: Meeting) -> int | None:
    """Its length in whole minutes; none for one without an end of its own, or that fills whole days."""
    length = meeting.ends_at - meeting.starts_at
    return int(length.total_seconds() // 60) or None if length < A_DAY - timedelta(hours=1) else None


def _refuse_holding(meeting: Meeting, *, now: datetime) -> None:
    if meeting.status == Status.CANCELLED:
        raise ValidationError(_("This meeting is cancelled: put it back first."))
    if meeting.starts_at > now:
        raise ValidationError(_("This meeting has not begun yet: log it once it has."))


def _locked(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update(of=("self",)).select_related("client", "interaction").get(pk=meeting.pk)


def _keep(meeting: Meeting, people: Iterable[Contact] | None) -> None:
    meeting.title, meeting.place, meeting.agenda = (
        text.strip() for text in (meeting.title, meeting.place, meeting.agenda)
    )
    company = None if people is None else list(people)
    if company and any(person.client_id != meeting.client_id for person in company):
        raise ValidationError({"people": _("Choose people of this client.")})
    if not Client.objects.visible_to(meeting.owner).filter(pk=meeting.client_id).exists():
        raise ValidationError({"owner": _("Choose somebody who may see this client.")})
    _refuse_far_away(meeting, now=timezone.now())
    keep(meeting)
    if company is not None:
        meeting.people.set(company)


def _refuse_far_away(meeting: Meeting, *, now: datetime) -> None:
    """At the ends of the calendar there are times that a reader of another zone cannot be told."""
    if meeting.starts_at > now + FIVE_YEARS:
        raise ValidationError({"starts_at": _("It begins more than five years from now.")})
    if meeting.starts_at.year < FIRST_YEAR:
        raise ValidationError({"starts_at": _("Its times cannot be read.")})
    if meeting.ends_at > now + 2 * FIVE_YEARS:
        raise ValidationError({"ends_at": _("Its times cannot be read.")})


def _move(meeting: Meeting, status: str, verb: str, *, by: User) -> Meeting:
    if meeting.status == status:
        return meeting
    meeting.status = status
    meeting.save(update_fields=["status", "updated_at"])
    _announce(verb, meeting, by=by)
    return meeting


def _set_prepared(meeting: Meeting, at: datetime | None, verb: str, *, by: User) -> Meeting:
    if (meeting.prepared_at is None) == (at is None):
        return meeting
    meeting.prepared_at = at
    meeting.save(update_fields=["prepared_at", "updated_at"])
    _announce(verb, meeting, by=by)
    return meeting


def _announce(verb: str, meeting: Meeting, *, by: User, **told: Any) -> None:
    on = timezone.localdate(meeting.starts_at).isoformat()
    events.record(verb, meeting, by=by, client_id=meeting.client_id, on=on, **told)

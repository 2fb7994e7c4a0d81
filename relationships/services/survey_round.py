"""The rounds of surveys: asking on the day, reminding, closing after the last day, and the next wave.

Each step claims rows in the transaction that records their events; the mail follows from the event, with a Message-ID
of its own for each round. A worker killed anywhere leaves a step undone or done, never half, and running it again finds
nothing left to do. What is due is asked of the database and not of the clock, so a missed hour is made up for.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from datetime import MAXYEAR, date, datetime
from functools import partial

import structlog
from django.db import transaction
from django.utils import timezone

from accounts.models import Contact
from kam import events
from kam.actor import Source, acting
from kam.models import Event
from relationships import asking
from relationships.models import Invitation, Survey
from relationships.models.survey import InvitationQuerySet, SurveyQuerySet
from relationships.services.survey_token import knows_token, make_token, new_invitation

log = structlog.get_logger(__name__)

Status = Survey.Status
BATCH = 200
CLAIMED = ("sent_at", "skipped", "reminded_at", "reminded", "nonce", "digest")


def mind_surveys(*, at: datetime) -> int:
    """Everything that is due by now; how many people were asked or reminded and surveys closed or begun anew."""
    on = timezone.localdate(at)
    with acting(Source.JOB, "relationships.mind_surveys"):
        ended = _each(partial(_close_over, on=on), _ids(Survey.objects.over(on=on)))
        begun = _each(partial(_start_next, on=on), _ids(Survey.objects.to_repeat()))
        running = _ids(Survey.objects.open(on=on).filter(opens_on__lte=on))
        told = _each(partial(_ask_all, at=at), running) + _each(partial(_remind, at=at), running)
    return ended + begun + told


def _each(step: Callable[[int], int], surveys: Iterable[int]) -> int:
    """A survey at which the step fails does not hold up the others: that is logged, and tried again an hour later."""
    done = 0
    for pk in surveys:
        try:
            done += step(pk)
        except Exception:
            log.exception("a survey could not be minded", survey=pk)
    return done


@transaction.atomic
def ask_waiting(survey: Survey, *, at: datetime) -> int:
    """Ask everybody who waits, if its day has come; how many were looked at. `survey` is locked by the caller."""
    if not survey.takes_answers(on=timezone.localdate(at)) or survey.opens_on > timezone.localdate(at):
        return 0
    looked_at = 0
    while waiting := _claimed(survey.invitations.waiting()):
        _lock_people(waiting)
        found = asking.verdicts(survey, waiting, at=at)
        for invitation in waiting:
            _settle(invitation, found[invitation.pk], at=at)
        Invitation.objects.bulk_update(waiting, CLAIMED)
        events.record_many([_told("relationships.survey_sent", one, number=0) for one in waiting if one.sent_at])
        looked_at += len(waiting)
    return looked_at


def _settle(invitation: Invitation, reason: asking.Skip | None, *, at: datetime) -> None:
    if reason:
        invitation.skipped = reason
        return
    invitation.sent_at = at
    _renew(invitation)


def _lock_people(invitations: Sequence[Invitation]) -> None:
    """Two surveys that go out at once must not both ask somebody: the second waits here and then sees the first."""
    same = asking.same_people(invitation.contact for invitation in invitations)
    everybody = {pk for found in same.values() for pk in found}
    list(Contact.objects.filter(pk__in=everybody).order_by("pk").select_for_update(no_key=True).values_list("pk"))


@transaction.atomic
def _ask_all(pk: int, *, at: datetime) -> int:
    return ask_waiting(_locked(pk), at=at)


@transaction.atomic
def _remind(pk: int, *, at: datetime) -> int:
    """One reminder for each who is due, however many were missed."""
    survey = _locked(pk)
    if not survey.takes_answers(on=timezone.localdate(at)):
        return 0
    due = _claimed(Invitation.objects.to_remind(survey, at=at), most=None)
    for invitation in due:
        invitation.reminded_at, invitation.reminded = at, invitation.reminded + 1
        _renew(invitation)
    Invitation.objects.bulk_update(due, CLAIMED, batch_size=BATCH)
    events.record_many([_told("relationships.survey_reminded", one, number=one.reminded) for one in due])
    return len(due)


@transaction.atomic
def _close_over(pk: int, *, on: date) -> bool:
    survey = _locked(pk)
    if survey.status != Status.RUNNING or survey.closes_on >= on:
        return False
    survey.status = Status.CLOSED
    survey.save(update_fields=["status", "updated_at"])
    events.record("relationships.survey_closed", survey, by=None, client_id=None)
    return True


@transaction.atomic
def _start_next(pk: int, *, on: date) -> bool:
    """The wave after this one, on its day: the same question to those of the same people who can still be asked."""
    last = _locked(pk)
    day = next_wave_on(last)
    if day is None or day > on or Survey.objects.filter(follows=last).exists():
        return False
    same = last.invitations.select_related("contact").filter(contact__in=asking.choosable(last.created_by, last))
    people = [(invitation.contact, invitation.language) for invitation in same]
    if not people:
        return False
    wave = _copy(last, opens_on=on)
    wave.save()
    Invitation.objects.bulk_create([new_invitation(wave, person, language=spoken) for person, spoken in people])
    told = {"kind": wave.kind, "opens_on": wave.opens_on.isoformat(), "follows": last.pk}
    events.record("relationships.survey_started", wave, by=None, client_id=None, **told)
    return True


def next_wave_on(survey: Survey) -> date | None:
    """The day on which the next wave is due; None for a survey that asks once, or after the end of all calendars."""
    if not survey.repeat_months:
        return None
    months = survey.opens_on.year * 12 + survey.opens_on.month - 1 + survey.repeat_months
    year, month = divmod(months, 12)
    if year > MAXYEAR:
        return None
    return date(year, month + 1, min(survey.opens_on.day, monthrange(year, month + 1)[1]))


def _copy(last: Survey, *, opens_on: date) -> Survey:
    wave = Survey(follows=last, status=Status.RUNNING, created_by=last.created_by, is_demo=last.is_demo)
    for field in ("name", "kind", "about", "repeat_months", "remind_after", "reminders", "fatigue_days"):
        setattr(wave, field, getattr(last, field))
    wave.opens_on, wave.closes_on = opens_on, opens_on + min(last.closes_on - last.opens_on, date.max - opens_on)
    return wave


def _renew(invitation: Invitation) -> None:
    """After the key of the installation was changed, the link in the mail must be one that can be made out."""
    if not knows_token(invitation):
        make_token(invitation)


def _told(verb: str, invitation: Invitation, *, number: int) -> Event:
    told = {"survey": invitation.survey_id, "contact": invitation.contact_id, "number": number}
    return events.draft(verb, invitation, by=None, client_id=invitation.client_id, **told)


def _claimed(invitations: InvitationQuerySet, *, most: int | None = BATCH) -> list[Invitation]:
    found = invitations.select_related("survey", "contact").select_for_update(of=("self",))
    return list(found.order_by("pk")[:most])


def _locked(pk: int) -> Survey:
    return Survey.objects.select_for_update(of=("self",)).select_related("created_by").get(pk=pk)


def _ids(surveys: SurveyQuerySet) -> list[int]:
    return list(surveys.order_by("pk").values_list("pk", flat=True))

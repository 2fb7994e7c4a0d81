"""Making a survey, choosing whom it asks, and starting and ending it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Contact
from kam import events
from kam.access import scope_of
from kam.models import User
from kam.records import keep
from relationships import asking
from relationships.models import Invitation, Survey
from relationships.services.survey_round import ask_waiting
from relationships.services.survey_token import new_invitation

Status = Survey.Status
DAYS_OF_A_MONTH = 28  # the shortest
SETTLED = ("kind", "about", "opens_on", "fatigue_days")  # once it went out, what people were asked stays


@transaction.atomic
def create_survey(*, by: User, **fields: Any) -> Survey:
    """A draft: nobody is asked yet."""
    if not scope_of(by).works:
        raise ValidationError(_("Your role looks at clients and does not ask them."))
    survey = Survey(created_by=by, **fields)
    _keep(survey)
    events.record("relationships.survey_created", survey, by=by, client_id=None, kind=survey.kind)
    return survey


@transaction.atomic
def change_survey(survey: Survey, *, by: User, **changes: Any) -> Survey:
    """Everything of a draft; of one that went out no longer what was asked, and of a closed one only what follows."""
    survey = locked(survey)
    changed = sorted(field for field, value in changes.items() if getattr(survey, field) != value)
    _refuse_settled(survey, changed)
    for field, value in changes.items():
        setattr(survey, field, value)
    _keep(survey)
    if changed:
        events.record("relationships.survey_changed", survey, by=by, client_id=None, fields=changed)
    return survey


@transaction.atomic
def remove_survey(survey: Survey, *, by: User) -> None:
    """Throw a draft away. What went out stays."""
    survey = locked(survey)
    _only(survey, Status.DRAFT, _("Only a draft can be thrown away; close a survey that runs."))
    events.record("relationships.survey_removed", survey, by=by, client_id=None)
    survey.delete()


@transaction.atomic
def choose_people(survey: Survey, *, people: Iterable[Contact], by: User) -> Survey:
    """Add people to a draft, each in their own language. Who is on it already stays as they are."""
    survey = locked(survey)
    _only(survey, Status.DRAFT, _("This survey is out already: add people by asking them."))
    _add(survey, people, by=by)
    return survey


@transaction.atomic
def ask_more(survey: Survey, *, people: Iterable[Contact], by: User, at: datetime | None = None) -> Survey:
    """Ask further people while the survey runs. Who was left out before is looked at anew."""
    survey, at = locked(survey), at or timezone.now()
    if not survey.takes_answers(on=timezone.localdate(at)):
        raise ValidationError(_("This survey does not run any more."))
    _add(survey, people, by=by)
    events.record("relationships.survey_widened", survey, by=by, client_id=None)
    ask_waiting(survey, at=at)
    return survey


@transaction.atomic
def set_language(invitation: Invitation, *, language: str, by: User) -> Invitation:
    """In which language somebody will be asked."""
    invitation = _draft_invitation(invitation)
    if language not in dict(settings.LANGUAGES):
        raise ValidationError({"language": _("Choose one of the languages offered.")})
    invitation.language = language
    invitation.save(update_fields=["language"])
    return invitation


@transaction.atomic
def remove_person(invitation: Invitation, *, by: User) -> None:
    """Take somebody off a draft."""
    _draft_invitation(invitation).delete()


@transaction.atomic
def start_survey(survey: Survey, *, by: User, at: datetime | None = None) -> Survey:
    """Let it go out: at once, or on its day by the hourly job. From here on people are asked."""
    survey, at = locked(survey), at or timezone.now()
    _only(survey, Status.DRAFT, _("This survey was started already."))
    _check_start(survey, at=at)
    survey.opens_on = max(survey.opens_on, timezone.localdate(at))
    survey.status = Status.RUNNING
    survey.save()
    told = {"kind": survey.kind, "opens_on": survey.opens_on.isoformat()}
    events.record("relationships.survey_started", survey, by=by, client_id=None, **told)
    ask_waiting(survey, at=at)
    return survey


@transaction.atomic
def close_survey(survey: Survey, *, by: User) -> Survey:
    """End it before its day. A second time changes nothing."""
    survey = locked(survey)
    if survey.status == Status.DRAFT:
        raise ValidationError(_("This survey was not started yet."))
    return _move(survey, Status.CLOSED, "relationships.survey_closed", by=by)


@transaction.atomic
def reopen_survey(survey: Survey, *, by: User, on: date | None = None) -> Survey:
    """Take answers again until its last day, as long as that is still to come."""
    survey = locked(survey)
    if survey.closes_on < (on or timezone.localdate()):
        raise ValidationError(_("Its last day is over."))
    if survey.status == Status.DRAFT or hasattr(survey, "followed_by"):
        raise ValidationError(_("This survey cannot be opened again."))
    return _move(survey, Status.RUNNING, "relationships.survey_reopened", by=by)


def locked(survey: Survey) -> Survey:
    return Survey.objects.select_for_update(of=("self",)).select_related("created_by").get(pk=survey.pk)


def _move(survey: Survey, status: str, verb: str, *, by: User) -> Survey:
    if survey.status != status:
        survey.status = status
        survey.save(update_fields=["status", "updated_at"])
        events.record(verb, survey, by=by, client_id=None)
    return survey


def _only(survey: Survey, status: str, refusal: str) -> None:
    if survey.status != status:
        raise ValidationError(refusal)


def _refuse_settled(survey: Survey, changed: Iterable[str]) -> None:
    settled = {Status.DRAFT: (), Status.RUNNING: SETTLED}.get(
        Status(survey.status), (*SETTLED, "closes_on", "remind_after", "reminders")
    )
    refused = {field: _("This can no longer be changed: the survey went out.") for field in changed if field in settled}
    if refused:
        raise ValidationError(refused)


def _keep(survey: Survey) -> None:
    survey.name, survey.about = survey.name.strip(), survey.about.strip()
    if survey.repeat_months and survey.fatigue_days and survey.fatigue_days > survey.repeat_months * DAYS_OF_A_MONTH:
        message = _("Repeated so often it would ask nobody: nobody is asked twice within %d days.")
        raise ValidationError({"repeat_months": message % survey.fatigue_days})
    keep(survey)


def _add(survey: Survey, people: Iterable[Contact], *, by: User) -> None:
    wanted = {person.pk: person for person in people}
    allowed = set(asking.choosable(by, survey).filter(pk__in=wanted).values_list("pk", flat=True))
    if refused := [person.name for pk, person in wanted.items() if pk not in allowed]:
        raise ValidationError({"people": _("These people cannot be asked: %s.") % ", ".join(refused)})
    survey.invitations.filter(contact__in=wanted, sent_at__isnull=True).update(skipped="")
    known = set(survey.invitations.filter(contact__in=wanted).values_list("contact", flat=True))
    new = [new_invitation(survey, person) for pk, person in wanted.items() if pk not in known]
    Invitation.objects.bulk_create(new, ignore_conflicts=True)


def _draft_invitation(invitation: Invitation) -> Invitation:
    found = Invitation.objects.select_for_update(of=("self",)).select_related("survey").get(pk=invitation.pk)
    _only(found.survey, Status.DRAFT, _("This survey is out already."))
    return found


def _check_start(survey: Survey, *, at: datetime) -> None:
    if survey.closes_on < timezone.localdate(at):
        raise ValidationError({"closes_on": _("Its last day is over: choose another one.")})
    waiting = list(survey.invitations.waiting().select_related("contact"))
    if not waiting:
        raise ValidationError(_("Choose somebody to ask first."))
    if all(asking.verdicts(survey, waiting, at=asking.judged_at(survey, at=at)).values()):
        raise ValidationError(_("None of the people chosen can be asked."))

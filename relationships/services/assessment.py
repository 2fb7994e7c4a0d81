"""Assessing needs: dated scores, and the need that stands at its latest."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Contact
from kam import events
from kam.models import User
from kam.numbers import date_short
from kam.records import keep
from relationships.models import Assessment, AssessmentRound, Need


@transaction.atomic
def assess_need(
    need: Need,
    *,
    importance: int,
    fit: int,
    status: str,
    by: User,
    note: str = "",
    asked: Contact | None = None,
    assessed_on: date | None = None,
    in_round: AssessmentRound | None = None,
) -> Assessment:
    """Write down what a need was found to be on a day, today unless told.

    The need stands at its latest assessment, whichever order they arrive in, and is due again a cadence after it.
    """
    need = Need.objects.select_for_update().get(pk=need.pk)
    found = {"importance": importance, "fit": fit, "status": status, "note": note.strip(), "asked": asked}
    on = assessed_on or timezone.localdate()
    assessment = Assessment(need=need, assessed_on=on, round=in_round, by=by, **found)
    _refuse(assessment)
    keep(assessment)
    _stand(need)
    _tell("relationships.need_assessed", assessment, by=by)
    return assessment


@transaction.atomic
def withdraw_assessment(assessment: Assessment, *, by: User) -> Need:
    """Take an assessment back: the need stands at the one before, or as it was noted at first."""
    need = Need.objects.select_for_update().get(pk=assessment.need_id)
    if found := need.assessments.filter(pk=assessment.pk).first():
        _tell("relationships.assessment_withdrawn", found, by=by)
        found.delete()
        _stand(need)
    return need


@transaction.atomic
def restore_assessment(need: Need, *, by: User, **written: Any) -> Need:
    """Put an assessment back that was withdrawn, with all that stood in it (by column), its number too.

    Whoever was asked and is not among the client's people any more is left out.
    """
    need = Need.objects.select_for_update().get(pk=need.pk)
    written["asked"] = Contact.objects.filter(client=need.client_id, pk=written.pop("asked_id")).first()
    if not need.assessments.filter(pk=written["id"]).exists():
        assessment = Assessment(need=need, **written)
        assessment.full_clean()
        assessment.save(force_insert=True)
        _stand(need)
        _tell("relationships.assessment_restored", assessment, by=by)
    return need


def _refuse(assessment: Assessment) -> None:
    need = assessment.need
    if need.removed_at:
        raise ValidationError(_("This need was removed. Restore it first."))
    if assessment.assessed_on > timezone.localdate():
        raise ValidationError({"assessed_on": _("It was assessed today or earlier, not in the future.")})
    if need.stated_on and assessment.assessed_on < need.stated_on:
        refusal = _("The need was stated on %s: assess it on that day or later.") % date_short(need.stated_on)
        raise ValidationError({"assessed_on": refusal})
    if assessment.asked and assessment.asked.client_id != need.client_id:
        raise ValidationError({"asked": _("Choose a person of this client.")})
    if assessment.round:
        _refuse_twice(assessment, assessment.round)


def _refuse_twice(assessment: Assessment, in_round: AssessmentRound) -> None:
    if in_round.client_id != assessment.need.client_id:
        raise ValidationError(_("This round is of another client."))
    earlier = assessment.need.assessments.filter(round=in_round).select_related("by").first()
    if earlier:
        raise ValidationError(_("%s has assessed it in this round already.") % earlier.by)


def _stand(need: Need) -> None:
    """Give the need the scores of its latest assessment; without any, those it was noted with."""
    latest = need.assessments.first()
    told: Any = latest or need.events.filter(assessed_on=None).order_by("-pgh_id").first()  # type: ignore[attr-defined]
    if told:
        need.importance, need.fit, need.status = told.importance, told.fit, told.status
    need.assessed_on = latest.assessed_on if latest else None
    need.next_assessment_on = need.due_for_assessment(noted_on=need.noted_on)
    keep(need, update_fields=["importance", "fit", "status", "assessed_on", "next_assessment_on", "updated_at"])


def _tell(verb: str, assessment: Assessment, *, by: User) -> None:
    need = assessment.need
    told = {
        "assessment": assessment.pk,
        "assessed_on": assessment.assessed_on.isoformat(),
        "importance": assessment.importance,
        "fit": assessment.fit,
        "status": assessment.status,
        "round": assessment.round_id,
    }
    events.record(verb, need, by=by, client_id=need.client_id, **told)

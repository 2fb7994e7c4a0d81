"""The mails of surveys: each in the language of whoever is asked, each with the same Message-ID however often tried."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone, translation

from kam import mail
from relationships import asking, services
from relationships.models import Invitation, Response, Survey


def send_invitation(pk: int, *, number: int) -> None:
    """The question and the link. `number`: 0 for the first mail, then that of the reminder. Nothing once it is moot."""
    invitation = Invitation.objects.select_related("survey__created_by", "contact").filter(pk=pk).first()
    if invitation is None or _is_moot(invitation, on=timezone.localdate()):
        return
    mail.send(
        "survey",
        to=(invitation.contact.name, invitation.contact.email),
        language=invitation.language,
        context=told(invitation, url=services.address_of_survey(invitation), number=number),
        message_id=f"survey-{invitation.pk}-{number}",
    )


def told(invitation: Invitation, *, url: str, number: int) -> dict[str, Any]:
    """What the templates emails/survey.* show, in the invitation's language; a preview shows the same."""
    survey = invitation.survey
    with translation.override(invitation.language):
        lowest, highest = asking.ends_of(survey)
        return {
            "contact": invitation.contact,
            "survey": survey,
            "question": asking.question_of(survey),
            "lowest": lowest,
            "highest": highest,
            "answers": asking.answers_of(survey),
            "url": url,
            "is_reminder": number > 0,
            "sender": survey.created_by,
        }


def example(survey: Survey, invitation: Invitation | None, *, language: str) -> Invitation:
    """An invitation to preview with: that of somebody chosen or, before anybody was, of nobody in particular."""
    found = invitation or Invitation(survey=survey)
    found.survey, found.language = survey, language
    return found


def _is_moot(invitation: Invitation, *, on: date) -> bool:
    """Between deciding to write and writing, they may have answered, left or refused, or the survey been closed."""
    contact = invitation.contact
    is_gone = bool(contact.left_on or contact.erased_at or contact.merged_into_id or contact.surveys_refused_on)
    is_answered = Response.objects.filter(invitation=invitation).exists()
    return is_gone or is_answered or not contact.email or not invitation.survey.takes_answers(on=on)

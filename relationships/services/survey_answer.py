"""What people answer, that we followed it up, and that somebody wants no more surveys."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import services as accounts
from kam import events
from kam.actor import Source, acting
from kam.models import User
from relationships.models import Invitation, Response


@transaction.atomic
def answer_survey(invitation: Invitation, *, score: int, comment: str = "", at: datetime) -> Response:
    """Take an answer, or the revision of one. Sent twice, it is one answer."""
    invitation = _locked(invitation)
    if not is_open(invitation, at=at):
        raise ValidationError(_("This survey no longer takes answers."))
    known = Response.objects.select_related("invitation__survey").filter(invitation=invitation).first()
    with acting(Source.PORTAL, invitation.contact.name, contact=invitation.contact_id):
        if known is None:
            return _first(invitation, score, comment.strip(), at=at)
        return _revised(known, score, comment.strip(), at=at)


def is_open(invitation: Invitation, *, at: datetime) -> bool:
    """Whether this link takes an answer now. Who has left the company has no say for it any more."""
    return invitation.contact.left_on is None and invitation.survey.takes_answers(on=timezone.localdate(at))


@transaction.atomic
def follow_up(response: Response, *, by: User, at: datetime | None = None) -> Response:
    """Somebody talked with them about it. A second time changes nothing."""
    response = _response(response)
    if response.followed_up_at is None:
        response.followed_up_at, response.followed_up_by = at or timezone.now(), by
        response.save(update_fields=["followed_up_at", "followed_up_by", "updated_at"])
        _announce("relationships.survey_followed_up", response, by=by)
    return response


@transaction.atomic
def take_back_follow_up(response: Response, *, by: User) -> Response:
    response = _response(response)
    if response.followed_up_at is not None:
        response.followed_up_at = response.followed_up_by = None
        response.save(update_fields=["followed_up_at", "followed_up_by", "updated_at"])
        _announce("relationships.survey_follow_up_undone", response, by=by)
    return response


@transaction.atomic
def refuse_surveys(invitation: Invitation, *, at: datetime) -> None:
    """From now on they are asked nothing, by no survey; what they answered already stays."""
    contact = invitation.contact
    with acting(Source.PORTAL, contact.name, contact=contact.pk):
        accounts.refuse_surveys(contact, on=timezone.localdate(at))


@transaction.atomic
def allow_surveys(invitation: Invitation) -> None:
    """They changed their mind."""
    contact = invitation.contact
    with acting(Source.PORTAL, contact.name, contact=contact.pk):
        accounts.refuse_surveys(contact, on=None)


def _first(invitation: Invitation, score: int, comment: str, *, at: datetime) -> Response:
    response = Response(invitation=invitation, score=score, comment=comment, answered_at=at)
    response.full_clean(exclude=["revised_at"])
    response.save()
    _announce("relationships.survey_answered", response, by=None)
    return response


def _revised(response: Response, score: int, comment: str, *, at: datetime) -> Response:
    was = response.score
    if (was, response.comment) == (score, comment):
        return response
    response.score, response.comment, response.revised_at = score, comment, at
    response.full_clean(exclude=["revised_at"])
    response.save()
    _announce("relationships.survey_answer_revised", response, by=None, was=was)
    return response


def _announce(verb: str, response: Response, *, by: User | None, **told: object) -> None:
    """The comment is not told: it is read where it is kept."""
    invitation = response.invitation
    told |= {"survey": invitation.survey_id, "contact": invitation.contact_id, "who": invitation.contact.name}
    told |= {"kind": invitation.survey.kind, "score": response.score, "asked": invitation.survey.name}
    events.record(verb, response, by=by, client_id=invitation.client_id, **told)


def _locked(invitation: Invitation) -> Invitation:
    found = Invitation.objects.select_for_update(of=("self",)).select_related("survey", "contact")
    return found.get(pk=invitation.pk)


def _response(response: Response) -> Response:
    found = Response.objects.select_for_update(of=("self",)).select_related("invitation__survey", "invitation__contact")
    return found.get(pk=response.pk)

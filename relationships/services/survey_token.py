"""The links of surveys, made like those of the portal: what is kept opens nothing. See accounts.services.portal."""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from accounts.models import Contact
from relationships import asking
from relationships.models import Invitation, Survey

SALT = "relationships.survey"


def new_invitation(survey: Survey, contact: Contact, *, language: str = "") -> Invitation:
    """Not yet written, with a token of its own."""
    found = Invitation(survey=survey, client_id=contact.client_id, contact=contact)
    found.language = language or asking.language_for(contact)
    make_token(found)
    return found


def make_token(invitation: Invitation) -> None:
    """A new token; the old one, if there was one, then opens nothing."""
    invitation.nonce = secrets.token_urlsafe(32)
    invitation.digest = _digest(_token(invitation.nonce))


def knows_token(invitation: Invitation) -> bool:
    """Whether the token can be made out: not after the key of the installation was changed."""
    return constant_time_compare(_digest(_token(invitation.nonce)), invitation.digest)


def survey_token(invitation: Invitation) -> str:
    if not knows_token(invitation):
        raise ValidationError(_("The key of the installation was changed since."))
    return _token(invitation.nonce)


def address_of_survey(invitation: Invitation) -> str:
    site: str = settings.SITE_URL
    return site + reverse("relationships:answer-survey", args=[survey_token(invitation)])


def find_invitation(token: str) -> Invitation | None:
    """By the digest, so that how long it takes tells nothing of how much of a token was right."""
    sent = Invitation.objects.asked().select_related("survey__created_by", "contact", "client__owner")
    return sent.filter(digest=_digest(token), contact__erased_at__isnull=True).first()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _token(nonce: str) -> str:
    return urlsafe_b64encode(salted_hmac(SALT, nonce, algorithm="sha256").digest()).decode().rstrip("=")

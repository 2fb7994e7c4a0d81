"""Links by which people at a client see what is shared with them: making, finding, ending and asking for them anew.

The token is not kept. It is HMAC-SHA256 of a random nonce under a key derived from the installation's own, so that it
can be made out again for a mail; what is kept of it is the SHA-256 by which it is found. Neither the database alone nor
a log opens a portal.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from accounts.models import Contact, PortalAccess
from kam import events
from kam.models import User
from kam.records import keep

SALT = "accounts.portal"
DAYS, DAYS_AT_MOST = 60, 366
USE_NOTED_EVERY = timedelta(minutes=1)
ASKED_AGAIN_EVERY = timedelta(days=1)


@transaction.atomic
def open_portal(
    contact: Contact, *, by: User, expires_on: date | None = None, days: int = DAYS, asks_code: bool = False
) -> PortalAccess:
    """A link for this person that works to the end of `expires_on`, or for so many days."""
    expires_on = expires_on or timezone.localdate() + timedelta(days=days)
    _check(contact, expires_on, asks_code=asks_code)
    nonce = secrets.token_urlsafe(32)
    access = PortalAccess(
        client=contact.client,
        contact=contact,
        nonce=nonce,
        digest=digest_of(_token(nonce)),
        expires_at=_end_of(expires_on),
        asks_code=asks_code,
        created_by=by,
    )
    keep(access)
    events.record(
        "accounts.portal_opened", access, by=by, client_id=contact.client_id, expires_on=expires_on.isoformat()
    )
    return access


@transaction.atomic
def access_for(contact: Contact, *, by: User, until: date) -> PortalAccess:
    """The link this person has, if it works to the end of that day; otherwise a new one that does."""
    usable = PortalAccess.objects.filter(contact=contact, expires_at__gte=_end_of(until))
    known = [access for access in usable.usable(at=timezone.now()) if knows_token(access)]
    return known[0] if known else open_portal(contact, by=by, expires_on=max(until, _usual_end()))


def renew_portal(access: PortalAccess, *, by: User, days: int = DAYS) -> PortalAccess:
    """A new link for the same person. The old one keeps its own day, unless it is revoked."""
    return open_portal(access.contact, by=by, days=days, asks_code=access.asks_code)


@transaction.atomic
def revoke_portal(access: PortalAccess, *, by: User) -> PortalAccess:
    """From now on the link opens nothing; a second time changes nothing."""
    access = _locked(access)
    if access.revoked_at is None:
        access.revoked_at = timezone.now()
        access.save(update_fields=["revoked_at"])
        events.record("accounts.portal_revoked", access, by=by, client_id=access.client_id)
    return access


@transaction.atomic
def ask_again(access: PortalAccess, *, at: datetime) -> None:
    """The client asks for a new link. Asking more than once a day tells nobody again."""
    access = _locked(access)
    if access.asked_again_at is None or at - access.asked_again_at >= ASKED_AGAIN_EVERY:
        access.asked_again_at = at
        access.save(update_fields=["asked_again_at"])
        events.record("accounts.portal_asked_again", access, by=None, client_id=access.client_id)


def find_access(token: str) -> PortalAccess | None:
    """By the digest, so that how long it takes tells nothing of how much of a token was right."""
    found = PortalAccess.objects.select_related("contact", "client__owner", "created_by")
    return found.filter(digest=digest_of(token)).first()


def note_use(access: PortalAccess, *, at: datetime) -> None:
    """Remember when a link was last used, to the minute."""
    if access.last_used_at is None or at - access.last_used_at >= USE_NOTED_EVERY:
        PortalAccess.objects.filter(pk=access.pk).update(last_used_at=at)


def knows_token(access: PortalAccess) -> bool:
    """Whether the token can be made out: not after the key of the installation was changed."""
    return constant_time_compare(digest_of(_token(access.nonce)), access.digest)


def token_of(access: PortalAccess) -> str:
    if not knows_token(access):
        raise ValidationError(_("The key of the installation was changed since: open a new link."))
    return _token(access.nonce)


def address_of_portal(access: PortalAccess) -> str:
    site: str = settings.SITE_URL
    return site + reverse("accounts:portal-home", args=[token_of(access)])


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _token(nonce: str) -> str:
    return urlsafe_b64encode(salted_hmac(SALT, nonce, algorithm="sha256").digest()).decode().rstrip("=")


def _check(contact: Contact, expires_on: date, *, asks_code: bool) -> None:
    today = timezone.localdate()
    if contact.is_placeholder:
        raise ValidationError({"contact": _("Find out first who %s is.") % contact.name})
    if not contact.is_kept:
        raise ValidationError({"contact": _("This record was merged into another one, or erased.")})
    if contact.left_on:
        raise ValidationError({"contact": _("%s has left the company.") % contact.name})
    if asks_code and not contact.email:
        raise ValidationError({"asks_code": _("Add an e-mail address to this person first: the code is sent there.")})
    if not today < expires_on <= today + timedelta(days=DAYS_AT_MOST):
        raise ValidationError({"days": _("A link works between 1 and %d days.") % DAYS_AT_MOST})


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)), timezone.get_default_timezone())


def _usual_end() -> date:
    return timezone.localdate() + timedelta(days=DAYS)


def _locked(access: PortalAccess) -> PortalAccess:
    return PortalAccess.objects.select_for_update(of=("self",)).select_related("contact").get(pk=access.pk)

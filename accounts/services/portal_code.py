"""The code that some links ask for beside the token: six digits by e-mail, for one use within minutes."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from accounts.models import PortalAccess
from accounts.models.portal import CODE_LIVES
from kam import mail

AGAIN_AFTER = timedelta(minutes=1)


def send_code(access: PortalAccess, *, at: datetime) -> None:
    """Mail a new code, which ends the one before. Raises ValidationError within a minute of the last one."""
    code = f"{secrets.randbelow(1_000_000):06}"
    _keep_code(access, code, at=at)
    minutes = int(CODE_LIVES.total_seconds() // 60)
    try:
        mail.send(
            "portal_code",
            to=(access.contact.name, access.contact.email),
            language=access.contact.language,
            context={"contact": access.contact, "code": code, "minutes": minutes},
            message_id=f"portal-code-{access.pk}-{int(at.timestamp())}",
        )
    except (OSError, SMTPException) as failure:
        PortalAccess.objects.filter(pk=access.pk).update(code_digest="", code_sent_at=None)
        raise ValidationError(_("The code could not be sent just now: try again in a few minutes.")) from failure


@transaction.atomic
def check_code(access: PortalAccess, *, code: str, at: datetime) -> bool:
    """Whether this is the code that was sent. It works once; a wrong one is counted, and five end it."""
    access = PortalAccess.objects.select_for_update().get(pk=access.pk)
    if not access.code_is_open(at=at):
        return False
    right = constant_time_compare(_digest(access, code), access.code_digest)
    if right:
        access.code_digest = ""
    else:
        access.code_failures += 1
    access.save(update_fields=["code_digest", "code_failures"])
    return right


@transaction.atomic
def _keep_code(access: PortalAccess, code: str, *, at: datetime) -> None:
    locked = PortalAccess.objects.select_for_update().get(pk=access.pk)
    if locked.code_sent_at and at - locked.code_sent_at < AGAIN_AFTER:
        raise ValidationError(_("A code was sent a moment ago: look at your mail, or wait a minute for another."))
    locked.code_digest, locked.code_sent_at, locked.code_failures = _digest(locked, code), at, 0
    locked.save(update_fields=["code_digest", "code_sent_at", "code_failures"])


def _digest(access: PortalAccess, code: str) -> str:
    return salted_hmac("accounts.portal.code", f"{access.pk}:{code}", algorithm="sha256").hexdigest()

"""The link by which somebody at a client sees what is shared with them, without an account."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.client import Client
from accounts.models.contact import Contact
from accounts.models.of_client import OfClient
from kam.addresses import address_of

CODE_ATTEMPTS = 5
CODE_LIVES = timedelta(minutes=15)


class PortalAccessQuerySet(OfClient["PortalAccess"]):
    def usable(self, *, at: datetime) -> Self:
        return self.filter(revoked_at__isnull=True, expires_at__gt=at)


# Neither uses nor codes are history: only what people decided about the link is.
@pghistory.track(exclude=["last_used_at", "code_digest", "code_sent_at", "code_failures"])
class PortalAccess(models.Model):
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="portal_accesses")
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="portal_accesses", verbose_name=_("person")
    )
    nonce = models.CharField(max_length=43, help_text="Random; with the key of the installation it makes the token.")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the whole token, in hexadecimal.")
    expires_at = models.DateTimeField(_("works until"))
    asks_code = models.BooleanField(
        _("ask for a code by e-mail"),
        default=False,
        help_text=_("On opening the link, the person is sent a code by e-mail that works once."),
    )
    code_digest = models.CharField(max_length=64, blank=True, editable=False)
    code_sent_at = models.DateTimeField(null=True, editable=False)
    code_failures = models.PositiveSmallIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="portal_accesses", verbose_name=_("sent by")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    asked_again_at = models.DateTimeField(null=True, editable=False, help_text="When a new link was asked for.")

    objects: ClassVar[PortalAccessQuerySet] = PortalAccessQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name_plural = _("portal accesses")

    def __str__(self) -> str:
        return str(self.contact)

    def get_absolute_url(self) -> str:
        return address_of("accounts:portal", self.client_id)

    @property
    def expires_on(self) -> date:
        """The last day on which it works."""
        return timezone.localtime(self.expires_at, timezone.get_default_timezone()).date()

    def is_usable(self, *, at: datetime) -> bool:
        return self.revoked_at is None and self.expires_at > at

    def code_is_open(self, *, at: datetime) -> bool:
        """Whether a code was sent that may still be typed."""
        lives = self.code_sent_at is not None and at - self.code_sent_at < CODE_LIVES
        return lives and bool(self.code_digest) and self.code_failures < CODE_ATTEMPTS

"""Mail between us and clients' people, as it came in: by upload, by the API, or in copy to the installation's mailbox.

A mail that was matched to a client stands in its timeline as an interaction; one that was not waits here for whoever
sent it. A mail is known by its Message-ID and a digest of what it says, so that the same mail coming twice is one, and
one that only claims to be the same is not lost.
"""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from accounts.models.client import grip, reach
from kam.access import Scoped, scope_of
from kam.addresses import address_of
from kam.models import User
from relationships.mailing import REASONS
from relationships.models.interaction import Interaction


class MailQuerySet(Scoped["Mail"]):
    def visible_to(self, user: User) -> Self:
        """Filed mail goes with its client; mail that waits is only for whoever it belongs to, and administrators."""
        filed = models.Q(client__isnull=False) & reach(user, "client__")
        return self.filter(filed | self._waiting_for(user))

    def editable_by(self, user: User) -> Self:
        filed = models.Q(client__isnull=False) & grip(user, "client__")
        return self.filter(filed | self._waiting_for(user))

    def waiting(self) -> Self:
        return self.filter(status=Mail.Status.WAITING)

    def _waiting_for(self, user: User) -> models.Q:
        unfiled = models.Q(client__isnull=True)
        return unfiled if scope_of(user).edits_all else unfiled & models.Q(owner=user)


class Mail(models.Model):
    class Status(models.TextChoices):
        FILED = "filed", _("Filed")
        WAITING = "waiting", _("Waiting")
        DISMISSED = "dismissed", _("Dismissed")

    class Route(models.TextChoices):
        UPLOAD = "upload", _("Uploaded")
        MAILBOX = "mailbox", _("Mailbox")
        API = "api", _("API")

    message_id = models.CharField(max_length=255, help_text="Without angle brackets; made up when the mail had none.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of sender, date, subject and text, in hexadecimal.")
    thread = models.CharField(max_length=255, help_text="Message-ID of the first mail of the conversation.")
    route = models.CharField(max_length=8, choices=Route.choices)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.WAITING)
    sender = models.CharField(_("from"), max_length=254, blank=True, help_text="The address, lower case.")
    sender_name = models.CharField(max_length=200, blank=True)
    recipients = models.JSONField(_("to"), default=list, help_text="Addresses, lower case: To and Cc.")
    subject = models.CharField(_("subject"), max_length=500, blank=True)
    text = models.TextField(_("text"), blank=True)
    sent_at = models.DateTimeField(_("sent"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="mails",
        verbose_name=_("belongs to"),
    )
    client = models.ForeignKey(Client, on_delete=models.CASCADE, null=True, related_name="mails")
    interaction = models.OneToOneField(Interaction, on_delete=models.SET_NULL, null=True, related_name="mail")
    reason = models.CharField(max_length=40, blank=True, help_text="Why it waits: a key of relationships.mailing.")
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[MailQuerySet] = MailQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-sent_at", "-pk")
        constraints = (models.UniqueConstraint(fields=["message_id", "digest"], name="one_mail"),)
        indexes = (
            models.Index(fields=["thread", "sent_at"], name="mail_thread"),
            models.Index(fields=["owner", "-sent_at"], name="mail_waiting", condition=models.Q(status="waiting")),
            models.Index(fields=["client", "-sent_at"], name="mail_client"),
        )

    def __str__(self) -> str:
        return self.subject or str(_("(no subject)"))

    def get_absolute_url(self) -> str:
        return address_of("relationships:show-mail", self.pk)

    @property
    def why(self) -> str:
        """Why it waits, in words."""
        return str(REASONS.get(self.reason, ""))

    @property
    def sent_by(self) -> str:
        return self.sender_name or self.sender or str(_("Unknown sender"))

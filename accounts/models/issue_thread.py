"""What was said on an issue, how its status went, what was told of its clocks, and which invoices it holds up."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.contact import Contact
from accounts.models.invoice import Invoice
from accounts.models.issue import Issue, Status
from accounts.models.of_client import OfClient
from accounts.models.service_level import Severity


class IssueMessageQuerySet(OfClient["IssueMessage"]):
    client_path = "issue__client"


@pghistory.track()
class IssueMessage(models.Model):
    """A note among us, or what we and the client wrote each other; `by` one of us, `contact` one of theirs."""

    class Audience(models.TextChoices):
        INTERNAL = "internal", _("Among us")
        CLIENT = "client", _("With the client")

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="messages")
    audience = models.CharField(_("for"), max_length=8, choices=Audience.choices, default=Audience.INTERNAL)
    body = models.TextField(_("message"), max_length=20_000)
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="issue_messages",
        verbose_name=_("by"),
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="issue_messages", verbose_name=_("from")
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes spent"),
        null=True,
        blank=True,
        validators=[
            MinValueValidator(1, _("At least one minute, or leave it empty.")),
            MaxValueValidator(1440, _("At most a day: 1440 minutes.")),
        ],
    )
    message_id = models.CharField(
        max_length=255, blank=True, editable=False, help_text="Of the mail it came by: taken in once."
    )
    sent_at = models.DateTimeField(null=True, editable=False, help_text="When it was mailed to the client.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[IssueMessageQuerySet] = IssueMessageQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["message_id"], condition=~models.Q(message_id=""), name="one_issue_message_per_mail"
            ),
        )
        indexes = (models.Index(fields=["issue", "at", "id"], name="issue_thread"),)

    def __str__(self) -> str:
        return self.body.strip().split("\n", 1)[0][:140]

    @property
    def is_internal(self) -> bool:
        return self.audience == self.Audience.INTERNAL


class IssueStatusChangeQuerySet(OfClient["IssueStatusChange"]):
    client_path = "issue__client"


class IssueStatusChange(models.Model):
    """The log the clocks are computed from: what an issue was from a moment on. Written once, never changed."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    status = models.CharField(_("status"), max_length=8, choices=Status.choices)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("why"), max_length=300, blank=True)

    objects: ClassVar[IssueStatusChangeQuerySet] = IssueStatusChangeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("at", "pk")
        indexes = (models.Index(fields=["issue", "at", "id"], name="issue_status_log"),)

    def __str__(self) -> str:
        return f"{self.get_status_display()}, {self.at:%Y-%m-%d %H:%M}"


class IssueAlertQuerySet(OfClient["IssueAlert"]):
    client_path = "issue__client"


class IssueAlert(models.Model):
    """What was told of a clock, once for each rung: `due_at` is when it was due, whenever it was told."""

    class Clock(models.TextChoices):
        RESPONSE = "response", _("First response")
        RESOLUTION = "resolution", _("Solution")

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="alerts")
    clock = models.CharField(max_length=10, choices=Clock.choices)
    percent = models.PositiveSmallIntegerField(help_text="Of the agreed time; 100 is the breach.")
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[IssueAlertQuerySet] = IssueAlertQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("due_at", "pk")
        constraints = (models.UniqueConstraint(fields=["issue", "clock", "percent"], name="one_alert_per_rung"),)

    def __str__(self) -> str:
        return f"{self.get_clock_display()} {self.percent}%"


class IssueInvoiceQuerySet(OfClient["IssueInvoice"]):
    client_path = "issue__client"


class IssueInvoice(models.Model):
    """That an issue has to do with an invoice; `holds_up`: the invoice is not paid because of the issue."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="invoice_links")
    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="issue_links")
    holds_up = models.BooleanField(_("not paid because of it"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[IssueInvoiceQuerySet] = IssueInvoiceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["issue", "invoice"],
                name="one_link_of_issue_and_invoice",
                violation_error_message=_("This issue and this invoice are linked already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.issue} – {self.invoice}"

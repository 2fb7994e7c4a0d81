"""What happens to an invoice: money comes in, is set off, is disputed, is promised, is asked for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.client import Client
from accounts.models.contact import Contact
from accounts.models.invoice import NOT_BELOW_ZERO, Invoice
from accounts.models.issue import Issue
from accounts.models.of_client import OfClient
from accounts.models.of_house import OfHouse
from kam.addresses import address_of
from kam.models import Import

ABOVE_ZERO = MinValueValidator(Decimal("0.01"), _("This is more than nothing."))


class PaymentQuerySet(OfClient["Payment"]):
    def counted(self) -> Self:
        return self.filter(cancelled_at__isnull=True)


@pghistory.track()
class Payment(models.Model):
    """Money received. `open_amount` is what was not yet set off against invoices."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="payments", verbose_name=_("client"))
    source = models.CharField(_("source"), max_length=40, default="manual")
    number = models.CharField(_("number"), max_length=80, help_text=_("Of the receipt or the transfer."))
    received_on = models.DateField(_("received"))
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, validators=[ABOVE_ZERO])
    currency = models.CharField(_("currency"), max_length=3, default=settings.DEFAULT_CURRENCY)
    open_amount = models.DecimalField(
        _("not yet set off"), max_digits=18, decimal_places=2, editable=False, validators=[NOT_BELOW_ZERO]
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    cancelled_at = models.DateTimeField(_("annulled"), null=True, editable=False)
    came_by = models.ForeignKey(Import, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="payments_noted", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[PaymentQuerySet] = PaymentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-received_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["source", "number"],
                name="one_payment_per_number",
                violation_error_message=_("There is a payment of this number from this source already."),
            ),
            models.CheckConstraint(
                condition=models.Q(open_amount__gte=0) & models.Q(open_amount__lte=models.F("amount")),
                name="open_within_payment",
                violation_error_message=_("More would be set off than was paid."),
            ),
        )
        indexes = (models.Index(fields=["client", "-received_on", "-id"], name="payment_client"),)

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return address_of("accounts:client-accounts", self.client_id)


class AllocationQuerySet(OfClient["Allocation"]):
    client_path = "invoice__client"


@pghistory.track()
class Allocation(models.Model):
    """So much of a payment or of a credit note is set off against an invoice, from a day on."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="allocations")
    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, null=True, blank=True, related_name="allocations")
    credit_note = models.ForeignKey(
        Invoice, on_delete=models.CASCADE, null=True, blank=True, related_name="set_off_against"
    )
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, validators=[ABOVE_ZERO])
    on = models.DateField(_("on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[AllocationQuerySet] = AllocationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(payment__isnull=False) ^ models.Q(credit_note__isnull=False),
                name="allocation_of_payment_or_credit",
                violation_error_message=_("Either a payment or a credit note is set off."),
            ),
            models.UniqueConstraint(
                fields=["invoice", "payment"],
                condition=models.Q(payment__isnull=False),
                name="one_allocation_per_payment",
            ),
            models.UniqueConstraint(
                fields=["invoice", "credit_note"],
                condition=models.Q(credit_note__isnull=False),
                name="one_allocation_per_credit_note",
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="allocation_above_zero"),
        )
        indexes = (models.Index(fields=["invoice", "on"], include=["amount"], name="allocation_invoice"),)

    def __str__(self) -> str:
        return f"{self.amount} → {self.invoice}"


class DisputeQuerySet(OfClient["Dispute"]):
    client_path = "invoice__client"

    def open(self) -> Self:
        return self.filter(resolved_on__isnull=True)


@pghistory.track()
class Dispute(models.Model):
    """The client does not accept an invoice, or part of it. While it is open nobody is reminded of the invoice."""

    class Reason(models.TextChoices):
        GOODS = "goods", _("Goods or service not as ordered")
        PRICE = "price", _("Price or discount")
        QUANTITY = "quantity", _("Quantity")
        NOT_RECEIVED = "not_received", _("Invoice not received")
        PAID = "paid", _("Says it is paid")
        OTHER = "other", _("Something else")

    class Outcome(models.TextChoices):
        CREDITED = "credited", _("We agreed: credited")
        UPHELD = "upheld", _("The invoice stands")
        PARTLY = "partly", _("Partly credited")

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="disputes")
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices)
    told = models.TextField(_("what the client says"), max_length=2000, blank=True)
    amount = models.DecimalField(_("disputed amount"), max_digits=18, decimal_places=2, validators=[ABOVE_ZERO])
    raised_on = models.DateField(_("since"))
    raised_by = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="disputes", verbose_name=_("raised by")
    )
    issue = models.ForeignKey(
        Issue, on_delete=models.SET_NULL, null=True, blank=True, related_name="disputes", verbose_name=_("issue")
    )
    resolved_on = models.DateField(_("resolved"), null=True, editable=False)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[DisputeQuerySet] = DisputeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-raised_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["invoice"],
                condition=models.Q(resolved_on__isnull=True),
                name="one_open_dispute",
                violation_error_message=_("This invoice is disputed already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.invoice}: {self.get_reason_display()}"

    def get_absolute_url(self) -> str:
        return self.invoice.get_absolute_url()


class PromiseQuerySet(OfClient["Promise"]):
    client_path = "invoice__client"

    def standing(self) -> Self:
        return self.filter(state=Promise.State.OPEN)


@pghistory.track()
class Promise(models.Model):
    """That somebody at the client said they would pay so much by a day."""

    class State(models.TextChoices):
        OPEN = "open", _("Awaited")
        KEPT = "kept", _("Kept")
        BROKEN = "broken", _("Broken")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="promises")
    amount = models.DecimalField(_("promised amount"), max_digits=18, decimal_places=2, validators=[ABOVE_ZERO])
    promised_for = models.DateField(_("to be paid by"))
    made_on = models.DateField(_("promised on"))
    made_by = models.ForeignKey(
        Contact,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="promises",
        verbose_name=_("promised by"),
    )
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN, editable=False)
    settled_on = models.DateField(null=True, editable=False, help_text="When it was kept, broken or withdrawn.")
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[PromiseQuerySet] = PromiseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-made_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["invoice"],
                condition=models.Q(state="open"),
                name="one_open_promise",
                violation_error_message=_("There is a promise for this invoice already: withdraw it first."),
            ),
        )
        indexes = (models.Index(fields=["promised_for", "id"], name="promise_due", condition=models.Q(state="open")),)

    def __str__(self) -> str:
        return f"{self.invoice}, {self.promised_for}"

    def get_absolute_url(self) -> str:
        return self.invoice.get_absolute_url()

    def days_overdue(self, on: date) -> int:
        return max((on - self.promised_for).days, 0)


class ReminderStepQuerySet(OfHouse["ReminderStep"]):
    pass


@pghistory.track()
class ReminderStep(models.Model):
    """One rung of the ladder: how many days from the due date, in which tone, and whether somebody approves."""

    class Tone(models.TextChoices):
        AHEAD = "ahead", _("Before it is due")
        FRIENDLY = "friendly", _("Friendly")
        FIRM = "firm", _("Firm")
        FINAL = "final", _("With interest and costs")

    days = models.SmallIntegerField(
        _("days after the due date"), unique=True, help_text=_("Before it with a minus, such as -3.")
    )
    tone = models.CharField(_("tone"), max_length=8, choices=Tone.choices)
    asks_approval = models.BooleanField(
        _("sent once somebody approves"), default=True, help_text=_("Otherwise it goes out by itself.")
    )

    objects: ClassVar[ReminderStepQuerySet] = ReminderStepQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("days",)

    def __str__(self) -> str:
        return f"{self.days:+d} · {self.get_tone_display()}"

    @property
    def days_ahead(self) -> int:
        return max(-self.days, 0)


class ReminderQuerySet(OfClient["Reminder"]):
    def waiting(self) -> Self:
        """For somebody's approval."""
        return self.filter(state=Reminder.State.PROPOSED)


@pghistory.track()
class Reminder(models.Model):
    """One mail to one person about invoices of one client, all on the same rung."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("To be approved")
        APPROVED = "approved", _("To be sent")
        SENT = "sent", _("Sent")
        STOPPED = "stopped", _("Not sent")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="reminders")
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, related_name="reminders", verbose_name=_("to")
    )
    days = models.SmallIntegerField(help_text="Of the rung, as it was when this was decided.")
    tone = models.CharField(_("tone"), max_length=8, choices=ReminderStep.Tone.choices)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PROPOSED)
    proposed_on = models.DateField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True, help_text="Somebody is sending it until then.")
    sent_at = models.DateTimeField(_("sent"), null=True)
    stopped_because = models.CharField(_("why it was not sent"), max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[ReminderQuerySet] = ReminderQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-proposed_on", "-pk")
        indexes = (
            models.Index(
                fields=["state", "id"], name="reminder_state", condition=models.Q(state__in=["proposed", "approved"])
            ),
            models.Index(fields=["client", "-id"], name="reminder_client"),
        )

    def __str__(self) -> str:
        return f"{self.client}, {self.proposed_on}"

    def get_absolute_url(self) -> str:
        return address_of("accounts:show-reminder", self.pk)


class ReminderLineQuerySet(OfClient["ReminderLine"]):
    client_path = "reminder__client"


class ReminderLine(models.Model):
    """An invoice in a reminder, once on each rung. `dropped_because`: why it was left out of the mail."""

    reminder = models.ForeignKey(Reminder, on_delete=models.CASCADE, related_name="lines")
    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="reminder_lines")
    days = models.SmallIntegerField(help_text="Of the rung.")
    open_amount = models.DecimalField(max_digits=18, decimal_places=2)
    dropped_because = models.CharField(max_length=20, blank=True)

    objects: ClassVar[ReminderLineQuerySet] = ReminderLineQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["invoice", "days"],
                condition=models.Q(dropped_because=""),
                name="one_reminder_per_invoice_and_rung",
            ),
        )

    def __str__(self) -> str:
        return f"{self.invoice}, {self.days:+d}"

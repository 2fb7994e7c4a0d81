"""Invoices as other systems issued them: followed here until they are paid, never issued or altered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.client import Client
from accounts.models.contact import Contact
from accounts.models.of_client import OfClient
from accounts.models.of_house import OfHouse
from kam.addresses import address_of
from kam.models import Import

NOT_BELOW_ZERO = MinValueValidator(Decimal(0), _("This cannot be negative."))


class PaymentTermsQuerySet(OfClient["PaymentTerms"]):
    pass


@pghistory.track()
class PaymentTerms(models.Model):
    """What was agreed on paying. DL 62/2013: 30 days unless agreed, 60 at most unless expressly agreed."""

    client = models.OneToOneField(Client, on_delete=models.CASCADE, related_name="payment_terms")
    days = models.PositiveSmallIntegerField(
        _("days to pay"),
        default=30,
        validators=[MinValueValidator(0)],
        help_text=_("From the invoice's date; the term that was negotiated."),
    )
    is_expressly_agreed = models.BooleanField(
        _("more than 60 days were expressly agreed"), default=False, help_text=_("DL 62/2013, article 4.")
    )
    is_public_body = models.BooleanField(_("is a public body"), default=False, help_text=_("DL 62/2013, article 5."))
    bills_to = models.ForeignKey(
        Contact,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="bills",
        verbose_name=_("invoices are talked about with"),
        help_text=_("Reminders go to this person."),
    )
    no_reminders = models.BooleanField(_("send no reminders"), default=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[PaymentTermsQuerySet] = PaymentTermsQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("client",)
        verbose_name_plural = _("payment terms")

    def __str__(self) -> str:
        return f"{self.client}: {self.days}"

    def clean(self) -> None:
        longest = 60 if self.is_public_body or not self.is_expressly_agreed else 366
        if self.days > longest:
            raise ValidationError(
                {"days": _("More than %d days need an express agreement; for public bodies there is none.") % longest}
            )


class LateRateQuerySet(OfHouse["LateRate"]):
    pass


@pghistory.track()
class LateRate(models.Model):
    """A rate of interest on late payment from a day on, beside those published until this release."""

    since = models.DateField(_("from"), unique=True)
    percent = models.DecimalField(_("per cent a year"), max_digits=6, decimal_places=3, validators=[NOT_BELOW_ZERO])
    source = models.CharField(_("published in"), max_length=200)

    objects: ClassVar[LateRateQuerySet] = LateRateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-since",)

    def __str__(self) -> str:
        return f"{self.since}: {self.percent}%"


class InvoiceQuerySet(OfClient["Invoice"]):
    def counted(self) -> Self:
        """All but what was annulled."""
        return self.filter(cancelled_at__isnull=True)

    def invoices(self) -> Self:
        return self.counted().filter(kind=Invoice.Kind.INVOICE)

    def credit_notes(self) -> Self:
        return self.counted().filter(kind=Invoice.Kind.CREDIT_NOTE)

    def unpaid(self) -> Self:
        """Invoices of which something is open today."""
        return self.invoices().filter(open_amount__gt=0)

    def overdue(self, *, on: date) -> Self:
        """Unpaid and due before this day: on its due date an invoice is not overdue."""
        return self.unpaid().filter(due_on__lt=on)


@pghistory.track()
class Invoice(models.Model):
    """An invoice or a credit note. Amounts are in `currency`, never negative: a credit note takes away by its kind."""

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("Invoice")
        CREDIT_NOTE = "credit_note", _("Credit note")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="invoices", verbose_name=_("client"))
    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices, default=Kind.INVOICE)
    source = models.CharField(
        _("source"), max_length=40, default="manual", help_text=_("The system that issued it, such as erp.")
    )
    number = models.CharField(_("number"), max_length=80)
    issued_on = models.DateField(_("issued"))
    due_on = models.DateField(_("due"))
    is_due_by_terms = models.BooleanField(
        default=False, editable=False, help_text="The document named no due date: it follows from the payment terms."
    )
    currency = models.CharField(_("currency"), max_length=3, default=settings.DEFAULT_CURRENCY)
    net_amount = models.DecimalField(_("net"), max_digits=18, decimal_places=2, validators=[NOT_BELOW_ZERO])
    tax_amount = models.DecimalField(_("VAT"), max_digits=18, decimal_places=2, default=0, validators=[NOT_BELOW_ZERO])
    gross_amount = models.DecimalField(_("total"), max_digits=18, decimal_places=2, validators=[NOT_BELOW_ZERO])
    open_amount = models.DecimalField(
        _("open"),
        max_digits=18,
        decimal_places=2,
        editable=False,
        help_text="Of an invoice what is still to be paid, of a credit note what is still to be set off.",
    )
    settled_on = models.DateField(_("settled"), null=True, editable=False, help_text="When nothing was open any more.")
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("corrects")
    )
    reference = models.CharField(_("the client's reference"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    cancelled_at = models.DateTimeField(_("annulled"), null=True, editable=False)
    came_by = models.ForeignKey(Import, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="invoices_noted", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[InvoiceQuerySet] = InvoiceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-issued_on", "-pk")
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        constraints = (
            models.UniqueConstraint(
                fields=["source", "number"],
                name="one_invoice_per_number",
                violation_error_message=_("There is a document of this number from this source already."),
            ),
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("issued_on")),
                name="due_after_issue",
                violation_error_message=_("An invoice is not due before it is issued."),
            ),
            models.CheckConstraint(
                condition=models.Q(gross_amount=models.F("net_amount") + models.F("tax_amount")),
                name="gross_is_net_and_tax",
                violation_error_message=_("The total is the net amount and the VAT."),
            ),
            models.CheckConstraint(
                condition=models.Q(open_amount__gte=0) & models.Q(open_amount__lte=models.F("gross_amount")),
                name="open_within_gross",
                violation_error_message=_("More would be settled than is open."),
            ),
        )
        indexes = (
            models.Index(
                fields=["client", "due_on"],
                include=["open_amount", "currency"],
                name="invoice_unpaid",
                condition=models.Q(open_amount__gt=0, cancelled_at__isnull=True, kind="invoice"),
            ),
            models.Index(fields=["client", "-issued_on", "-id"], name="invoice_client"),
            models.Index(fields=["-issued_on", "-id"], name="invoice_recent"),
            models.Index(fields=["due_on", "id"], name="invoice_due"),
        )

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return address_of("accounts:show-invoice", self.pk)

    @property
    def is_credit(self) -> bool:
        return self.kind == self.Kind.CREDIT_NOTE

    @property
    def is_unpaid(self) -> bool:
        return not self.is_credit and self.cancelled_at is None and self.open_amount > 0

    def days_late(self, on: date) -> int:
        """Days past the due date, as of a day; settled ones stop at the day they were settled."""
        end = min(self.settled_on or on, on)
        return max((end - self.due_on).days, 0)

    def is_overdue(self, on: date) -> bool:
        return self.is_unpaid and self.due_on < on

"""Forms of invoices, payments and what is agreed on paying."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import receivables
from accounts.models import Client, Invoice, Payment, PaymentTerms
from accounts.models.invoice import InvoiceQuerySet
from kam.fields import BIGGEST_ID
from kam.forms import DateInput, FilterForm, RecordForm
from kam.numbers import LocalDecimalField, date_short, money

STATES = {
    "": _("Unpaid"),
    "overdue": _("Overdue"),
    "settled": _("Settled"),
    "annulled": _("Annulled"),
    "all": _("All"),
}


class InvoiceForm(RecordForm[Invoice]):
    due_on = forms.DateField(
        label=_("due"), required=False, widget=DateInput(), help_text=_("Empty: by the payment terms of the client.")
    )
    net_amount = LocalDecimalField(label=_("net"), max_digits=18, decimal_places=2)
    tax_amount = LocalDecimalField(label=_("VAT"), max_digits=18, decimal_places=2)

    class Meta:
        model = Invoice
        fields = ("kind", "number", "currency", "issued_on", "due_on", "net_amount", "tax_amount", "reference", "note")
        widgets = {"issued_on": DateInput(), "currency": forms.TextInput({"maxlength": 3})}

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if "net_amount" in found and "tax_amount" in found:
            found["gross_amount"] = found["net_amount"] + found["tax_amount"]
        return found


class ChangedInvoiceForm(InvoiceForm):
    """What may be corrected: all but what identifies the document."""

    due_on = forms.DateField(label=_("due"), widget=DateInput())

    class Meta(InvoiceForm.Meta):
        fields = ("issued_on", "due_on", "net_amount", "tax_amount", "reference", "note")  # type: ignore[assignment]


class PaymentForm(RecordForm[Payment]):
    amount = LocalDecimalField(label=_("amount"), max_digits=18, decimal_places=2)

    class Meta:
        model = Payment
        fields = ("number", "received_on", "amount", "currency", "note")
        widgets = {"received_on": DateInput(), "currency": forms.TextInput({"maxlength": 3})}

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()


class ChangedPaymentForm(PaymentForm):
    """What may be corrected: all but what identifies it."""

    class Meta(PaymentForm.Meta):
        fields = ("received_on", "amount", "note")  # type: ignore[assignment]


class Owed(forms.ModelChoiceField[Any]):
    """An invoice or payment, told with what is open of it."""

    def label_from_instance(self, obj: Any) -> str:
        day = obj.received_on if isinstance(obj, Payment) else obj.issued_on
        return f"{obj.number} · {date_short(day)} · {money(obj.open_amount, obj.currency)}"


class SetOffForm(forms.Form):
    """Which money or credit note settles an invoice, and how much of it."""

    payment = Owed(Payment.objects.none(), label=_("payment"), required=False, empty_label="–")
    credit_note = Owed(Invoice.objects.none(), label=_("credit note"), required=False, empty_label="–")
    amount = LocalDecimalField(label=_("amount"), max_digits=18, decimal_places=2)

    def __init__(self, *args: Any, invoice: Invoice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usable = {"open_amount__gt": 0, "currency": invoice.currency}
        payments = Payment.objects.of(invoice.client).counted().filter(**usable)
        notes = Invoice.objects.of(invoice.client).credit_notes().filter(**usable)
        self.fields["payment"].queryset = payments  # type: ignore[attr-defined]
        self.fields["credit_note"].queryset = notes  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        payment, note = found.pop("payment", None), found.pop("credit_note", None)
        if (payment is None) == (note is None):
            raise forms.ValidationError(_("Choose either a payment or a credit note."))
        return found | {"source": payment or note}


class PaymentTermsForm(RecordForm[PaymentTerms]):
    class Meta:
        model = PaymentTerms
        fields = ("days", "is_expressly_agreed", "is_public_body", "bills_to", "no_reminders")

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = client.contacts.current() | client.contacts.filter(pk=self.instance.bills_to_id or 0)
        self.fields["bills_to"].queryset = people  # type: ignore[attr-defined]


class InvoiceFilterForm(FilterForm):
    q = forms.CharField(label=_("Number or client"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), choices=list(STATES.items()), required=False)
    bucket = forms.ChoiceField(
        label=_("Days past due"),
        choices=[("", _("Any")), *((key, label) for key, (label, _f, _l) in receivables.BUCKETS.items())],
        required=False,
    )
    as_of = forms.DateField(label=_("As of"), required=False, widget=DateInput())
    client = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST_ID, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data)
        self.today = today

    @property
    def on(self) -> date:
        return self.today if self.is_refused else self.chosen.get("as_of") or self.today

    def counted(self, invoices: InvoiceQuerySet) -> InvoiceQuerySet:
        """Those of which client and words; what the ageing is made of."""
        if self.is_refused:
            return invoices.none()
        if client := self.chosen.get("client"):
            invoices = invoices.filter(client=client)
        if words := self.chosen.get("q"):
            invoices = invoices.filter(Q(number__icontains=words) | Q(client__name__unaccent__icontains=words))
        return invoices

    def apply(self, invoices: InvoiceQuerySet) -> InvoiceQuerySet:
        """The list: as it is now or, with a day, what was open at the end of that day."""
        found, on = self.counted(invoices), self.on
        if self.is_refused:
            return found
        if bucket := self.chosen.get("bucket"):
            return receivables.open_at(found, on=on).filter(receivables.in_bucket(bucket, on=on))
        if self.chosen.get("as_of"):
            found = receivables.open_at(found, on=on)
            return found.filter(due_on__lt=on) if self.chosen.get("state") == "overdue" else found
        return _in_state(found, self.chosen.get("state") or "", on)

    @property
    def ordering(self) -> tuple[str, str]:
        """What is owed by its due date, what is looked up the latest first."""
        return ("-issued_on", "-pk") if self.chosen.get("state") in ("settled", "annulled", "all") else ("due_on", "pk")


def _in_state(found: InvoiceQuerySet, state: str, on: date) -> InvoiceQuerySet:
    if state == "overdue":
        return found.overdue(on=on)
    if state == "settled":
        return found.counted().filter(open_amount=0)
    if state == "annulled":
        return found.filter(cancelled_at__isnull=False)
    return found if state == "all" else found.unpaid()

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Dispute, Invoice, LateRate, Promise, ReminderStep
from kam.forms import DateInput, FilterForm, RecordForm


class DisputeForm(RecordForm[Dispute]):
    opens_issue = forms.BooleanField(
        label=_("follow it as an issue"), required=False, help_text=_("With an owner, a clock and an answer.")
    )

    class Meta:
        model = Dispute
        fields = ("reason", "amount", "told", "raised_on", "raised_by")
        widgets = {"raised_on": DateInput(), "told": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, invoice: Invoice, on: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"amount": invoice.open_amount, "raised_on": on}, **kwargs)
        people = invoice.client.contacts.current()
        self.fields["raised_by"].queryset = people  # type: ignore[attr-defined]


class ResolveForm(forms.Form):
    outcome = forms.ChoiceField(label=_("outcome"), choices=Dispute.Outcome.choices)
    resolved_on = forms.DateField(label=_("resolved"), widget=DateInput())


class PromiseForm(RecordForm[Promise]):
    class Meta:
        model = Promise
        fields = ("promised_for", "amount", "made_on", "made_by", "note")
        widgets = {"promised_for": DateInput(), "made_on": DateInput()}

    def __init__(self, *args: Any, invoice: Invoice, on: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"amount": invoice.open_amount, "made_on": on}, **kwargs)
        people = invoice.client.contacts.current()
        self.fields["made_by"].queryset = people  # type: ignore[attr-defined]


class ReminderStepForm(RecordForm[ReminderStep]):
    class Meta:
        model = ReminderStep
        fields = ("days", "tone", "asks_approval")


class LateRateForm(RecordForm[LateRate]):
    class Meta:
        model = LateRate
        fields = ("since", "percent", "source")
        widgets = {"since": DateInput()}


class AsOfForm(FilterForm):
    """Of a day: today, unless another one is chosen."""

    on = forms.DateField(label=_("as of"), required=False, widget=DateInput())


class StatementForm(AsOfForm):
    language = forms.ChoiceField(
        label=_("language"), required=False, choices=[("", _("As its reader's")), *settings.LANGUAGES]
    )

"""The choice of the issue or the invoice that holds an objective back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Invoice, Issue
from planning.models import Objective


class HindranceForm(forms.Form):
    issue = forms.ModelChoiceField(label=_("issue"), queryset=Issue.objects.none(), required=False, empty_label="–")
    invoice = forms.ModelChoiceField(
        label=_("or an unpaid invoice"), queryset=Invoice.objects.none(), required=False, empty_label="–"
    )
    note = forms.CharField(label=_("how"), max_length=300, required=False)

    def __init__(self, *args: Any, objective: Objective, **named: Any) -> None:
        super().__init__(*args, **named)
        issues = Issue.objects.kept().filter(client=objective.client_id).exclude(hindrances__objective=objective)
        unpaid = Invoice.objects.unpaid().filter(client=objective.client_id).exclude(hindrances__objective=objective)
        self.fields["issue"].queryset = issues  # type: ignore[attr-defined]
        self.fields["invoice"].queryset = unpaid.order_by("due_on", "pk")  # type: ignore[attr-defined]

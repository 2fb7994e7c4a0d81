"""The choice of an issue that holds an objective back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Issue
from planning.models import Objective


class HindranceForm(forms.Form):
    issue = forms.ModelChoiceField(label=_("issue"), queryset=Issue.objects.none())
    note = forms.CharField(label=_("how"), max_length=300, required=False)

    def __init__(self, *args: Any, objective: Objective, **named: Any) -> None:
        super().__init__(*args, **named)
        found = Issue.objects.kept().filter(client=objective.client_id)
        self.fields["issue"].queryset = found  # type: ignore[attr-defined]

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kam.numbers import LocalDecimalField
from planning import terms as wording
from planning.models import Objective


class WhatIfForm(forms.Form):
    """A target that is only thought of."""

    target = LocalDecimalField(label=_("target"))

    def __init__(self, *args: Any, terms: wording.Terms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms = terms

    def clean_target(self) -> Decimal:
        target: Decimal = self.cleaned_data["target"]
        kind, baseline = self.terms["kind"], Decimal(self.terms["baseline"])
        falls = kind == Objective.Kind.DECREASE
        if kind != Objective.Kind.MAINTAIN and (target >= baseline if falls else target <= baseline):
            raise ValidationError(
                _("To decrease, the target must be below the baseline.")
                if falls
                else _("To increase, the target must be above the baseline.")
            )
        return target

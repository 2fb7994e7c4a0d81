from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.intake.table import FIELDS
from kam.models import Import


class ImportForm(forms.Form):
    file = forms.FileField(label=_("file"), help_text=_("SAF-T (PT), an e-invoice (UBL or CII), CSV or XLSX."))
    source = forms.SlugField(
        label=_("source"), max_length=40, initial="erp", help_text=_("The system that issued it, such as erp.")
    )


class MappingForm(forms.Form):
    """Which column is which; `cleaned_data` is what `map_columns` takes."""

    dates = forms.ChoiceField(
        label=_("Days are written"),
        required=False,
        choices=[("", _("as they show")), ("dmy", "31/12/2026"), ("mdy", "12/31/2026"), ("ymd", "2026-12-31")],
    )
    decimal = forms.ChoiceField(label=_("Decimal mark"), choices=[(",", "1.234,50"), (".", "1,234.50")])

    def __init__(self, *args: Any, found: Import, **kwargs: Any) -> None:
        told = found.mapping
        columns = told.get("columns", {})
        initial = {"dates": told.get("dates"), "decimal": told.get("decimal"), **columns}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        choices = [
            ("", "–"),
            *[(str(place), heading or str(place + 1)) for place, heading in enumerate(told["header"])],
        ]
        for name, label in FIELDS.items():
            self.fields[name] = forms.TypedChoiceField(
                label=label, choices=choices, coerce=int, empty_value=None, required=name in ("number", "issued_on")
            )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        columns = {name: given[name] for name in FIELDS if given.get(name) is not None}
        return {"columns": columns, "dates": given.get("dates", ""), "decimal": given.get("decimal", "")}

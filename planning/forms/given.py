"""What the address of a form fills in beforehand."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm


def given(form: BaseForm) -> dict[str, Any]:
    """The values among those of the address that the form would take; what it would refuse is left out."""
    form.full_clean()
    return {name: value for name, value in form.cleaned_data.items() if value}

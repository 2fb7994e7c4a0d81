from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from kam.forms import FilterForm


class QualityFilterForm(FilterForm):
    whose = forms.ChoiceField(
        label=_("Clients"), choices=[("", _("All I see")), ("me", _("My clients"))], required=False
    )
    check = forms.SlugField(required=False, widget=forms.HiddenInput)


class ValueForm(forms.Form):
    """The one value that is typed beside a fix, by the rules of the client's own field."""

    def __init__(self, *args: object, field: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields[field] = forms.fields_for_model(Client, [field])[field]
        self.fields[field].required = True

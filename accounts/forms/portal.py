from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, Contact
from accounts.services.portal import DAYS, DAYS_AT_MOST


class PortalForm(forms.Form):
    """A new link for somebody at the client."""

    contact = forms.ModelChoiceField(label=_("for"), queryset=Contact.objects.none(), empty_label="–")
    days = forms.IntegerField(label=_("works for (days)"), min_value=1, max_value=DAYS_AT_MOST, initial=DAYS)
    asks_code = forms.BooleanField(
        label=_("ask for a code by e-mail"),
        required=False,
        help_text=_("To open the link, the person is sent a code that works once."),
    )

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = client.contacts.current()  # type: ignore[attr-defined]


class CodeForm(forms.Form):
    code = forms.RegexField(
        r"^\s*\d{3}\s?\d{3}\s*$",
        label=_("code"),
        max_length=10,
        error_messages={"invalid": _("The code has six digits.")},
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())

"""What somebody at the client fills in to answer a proposal."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kam.numbers import LocalDecimalField


class AnswerForm(forms.Form):
    """Whoever answers says who they are: the link alone tells only whose it is."""

    name = forms.CharField(label=_("your name"), max_length=120)
    role = forms.CharField(label=_("your role"), max_length=120)


class CounterForm(AnswerForm):
    value = LocalDecimalField(label=_("your number"))
    reason = forms.CharField(label=_("why"), max_length=1000, widget=forms.Textarea({"rows": 3}))
    field_order = ("value", "reason", "name", "role")


class DeclineForm(AnswerForm):
    reason = forms.CharField(label=_("why"), max_length=1000, widget=forms.Textarea({"rows": 3}))
    field_order = ("reason", "name", "role")

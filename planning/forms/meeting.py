from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from kam.forms import DateInput
from relationships.models import Interaction, Meeting


class HoldMeetingForm(forms.Form):
    """What happened in a meeting: kind, time, length and people are known from it."""

    summary = forms.CharField(label=_("what happened"), max_length=10_000, widget=forms.Textarea({"rows": 5}))
    people = forms.ModelMultipleChoiceField(
        label=_("who came"), queryset=Contact.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    sentiment = forms.TypedChoiceField(
        label=_("how it went"),
        choices=Interaction.Sentiment.choices,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    next_step = forms.CharField(label=_("next step"), max_length=200, required=False)
    next_on = forms.DateField(label=_("by"), required=False, widget=DateInput())

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = meeting.client.contacts
        people = there.filter(Q(pk__in=there.current()) | Q(pk__in=meeting.people.values("pk")))
        self.fields["people"].queryset = people.order_by("name", "pk")  # type: ignore[attr-defined]
        self.initial.setdefault("people", meeting.people.all())

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from kam.forms import DateInput, RecordForm
from kam.numbers import date_short
from relationships.models import Interaction, Need

HEARD_IN_LATEST = 50
SCORES = ("importance", "fit", "status")


class NeedForm(RecordForm[Need]):
    class Meta:
        model = Need
        fields = (
            "statement", "kind", "status", "importance", "fit", "grounds", "due_on", "assess_every", "stated_by",
            "stated_on", "heard_in",
        )  # fmt: skip
        widgets = {
            "statement": forms.Textarea({"rows": 2}),
            "stated_on": DateInput(),
            "due_on": DateInput(),
            "importance": forms.NumberInput({"min": 1, "max": 5}),
            "fit": forms.NumberInput({"min": 1, "max": 5}),
            "assess_every": forms.NumberInput({"min": 1, "max": 1100}),
            "grounds": forms.Textarea({"rows": 2}),
        }

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.assessed_on:
            for score in SCORES:  # they are those of its latest assessment
                del self.fields[score]
        people = client.contacts.current() | client.contacts.filter(pk=self.instance.stated_by_id or 0)
        self.fields["stated_by"].queryset = people  # type: ignore[attr-defined]
        latest = Interaction.objects.of(client).kept().newest_first().values("pk")[:HEARD_IN_LATEST]
        talks = Interaction.objects.filter(Q(pk__in=latest) | Q(pk=self.instance.heard_in_id or 0))
        self.fields["heard_in"] = HeardIn(talks.newest_first(), label=_("heard in"), required=False, empty_label="–")


class HeardIn(forms.ModelChoiceField[Interaction]):
    """A conversation, told by its day and first words."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{date_short(timezone.localdate(obj.happened_at))} · {obj.opening}"

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from kam.forms import DateInput, FilterForm, RecordForm
from kam.numbers import date_short
from relationships.models import Interaction, Need


class InteractionFilterForm(FilterForm):
    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Any")), *Interaction.Kind.choices], required=False)
    mine = forms.BooleanField(label=_("Logged by me"), required=False)

    def apply(self, interactions: QuerySet[Interaction], user: Any) -> QuerySet[Interaction]:
        if self.is_refused:
            return interactions.none()
        if text := self.chosen.get("q"):
            interactions = interactions.filter(
                Q(summary__unaccent__icontains=text) | Q(client__name__unaccent__icontains=text)
            )
        if self.chosen.get("kind"):
            interactions = interactions.filter(kind=self.chosen["kind"])
        return interactions.filter(by=user) if self.chosen.get("mine") else interactions


HEARD_IN_LATEST = 50


class NeedForm(RecordForm[Need]):
    class Meta:
        model = Need
        fields = ("statement", "kind", "status", "importance", "due_on", "stated_by", "stated_on", "heard_in")
        widgets = {
            "statement": forms.Textarea({"rows": 2}),
            "stated_on": DateInput(),
            "due_on": DateInput(),
            "importance": forms.NumberInput({"min": 1, "max": 5}),
        }

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = client.contacts.current() | client.contacts.filter(pk=self.instance.stated_by_id or 0)
        self.fields["stated_by"].queryset = people  # type: ignore[attr-defined]
        latest = Interaction.objects.of(client).kept().newest_first().values("pk")[:HEARD_IN_LATEST]
        talks = Interaction.objects.filter(Q(pk__in=latest) | Q(pk=self.instance.heard_in_id or 0))
        self.fields["heard_in"] = HeardIn(talks.newest_first(), label=_("heard in"), required=False, empty_label="–")


class HeardIn(forms.ModelChoiceField[Interaction]):
    """A conversation, told by its day and first words."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{date_short(timezone.localdate(obj.happened_at))} · {obj.opening}"

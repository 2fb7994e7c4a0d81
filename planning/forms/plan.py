"""Forms of the account plan and its parts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from kam.forms import DateInput, FilterForm, RecordForm
from kam.models import User
from planning import upkeep
from planning.forms.people import colleagues
from planning.models import Evidence, Objective, Plan, PlanVersion, Risk, SwotItem
from planning.models.plan import PlanQuerySet
from relationships.models import Interaction, Need

RECENT_TALKS = 50


class PlanForm(RecordForm[Plan]):
    class Meta:
        model = Plan
        fields = ("title", "starts_on", "ends_on", "ambition", "review_every", "meets_on", "is_shared", "author")
        widgets = {
            "starts_on": DateInput(),
            "ends_on": DateInput(),
            "meets_on": DateInput(),
            "ambition": forms.Textarea({"rows": 2}),
        }

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = colleagues(client) | User.objects.filter(pk=self.instance.author_id or 0).distinct()
        self.fields["author"].queryset = people  # type: ignore[attr-defined]
        self.fields["author"].required = False

    def clean(self) -> dict[str, Any]:
        """Nobody named: it stays the author it was, or the person who starts it."""
        cleaned = super().clean() or {}
        return {name: value for name, value in cleaned.items() if not (name == "author" and value is None)}


class CopyPlanForm(forms.Form):
    title = forms.CharField(label=_("title"), max_length=120)
    starts_on = forms.DateField(label=_("from"), widget=DateInput())
    ends_on = forms.DateField(label=_("to"), widget=DateInput())


class SwotItemForm(RecordForm[SwotItem]):
    class Meta:
        model = SwotItem
        fields = ("kind", "text")


class SwotAddForm(forms.Form):
    """In place, in the quadrant it belongs to."""

    kind = forms.ChoiceField(choices=SwotItem.Kind.choices, widget=forms.HiddenInput)
    text = forms.CharField(label=_("statement"), max_length=300)


class EvidenceForm(RecordForm[Evidence]):
    url = forms.URLField(label=_("address"), required=False, assume_scheme="https")

    class Meta:
        model = Evidence
        fields = ("need", "interaction", "objective", "url", "note")

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        talks = Interaction.objects.of(client).kept().newest_first()
        recent = talks.filter(pk__in=list(talks.values_list("pk", flat=True)[:RECENT_TALKS]))
        self.fields["need"].queryset = Need.objects.of(client).kept()  # type: ignore[attr-defined]
        self.fields["interaction"].queryset = recent  # type: ignore[attr-defined]
        self.fields["objective"].queryset = Objective.objects.of(client)  # type: ignore[attr-defined]


class RiskForm(RecordForm[Risk]):
    """`is_open` is asked only of a risk that is there already."""

    class Meta:
        model = Risk
        fields = ("statement", "likelihood", "impact", "response", "owner", "is_open")

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = colleagues(client) | User.objects.filter(pk=self.instance.owner_id or 0).distinct()
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]
        for name in ("likelihood", "impact"):
            self.fields[name].widget.attrs |= {"min": 1, "max": 5}
        if self.instance.pk is None:
            del self.fields["is_open"]


class ReviewForm(forms.Form):
    note = forms.CharField(
        label=_("note"), max_length=200, required=False, help_text=_("What this version is about; it may stay empty.")
    )


class AsOfForm(forms.Form):
    asof = forms.DateField(label=_("As it was on"), widget=DateInput())

    def clean_asof(self) -> date:
        day: date = self.cleaned_data["asof"]
        if day > timezone.localdate():
            raise ValidationError(_("That day is still to come: choose today or an earlier day."))
        return day


class VersionChoice(forms.ModelChoiceField[PlanVersion]):
    def label_from_instance(self, obj: Any) -> str:
        day = f"{timezone.localtime(obj.at):%Y-%m-%d}"
        return f"v{obj.number} · {day}" + (f" · {obj.note}" if obj.note else "")


class CompareForm(forms.Form):
    """`from` and `to` are numbers of versions; without `to` it is compared with now."""

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = PlanVersion.objects.filter(plan=plan)
        self.fields["from"] = VersionChoice(versions, label=_("From"), to_field_name="number", empty_label=None)
        self.fields["to"] = VersionChoice(
            versions, label=_("To"), to_field_name="number", required=False, empty_label=str(_("Now"))
        )


class PlanFilterForm(FilterForm):
    q = forms.CharField(label=_("Client"), required=False, max_length=200)
    stale = forms.BooleanField(label=_("Review overdue"), required=False)
    mine = forms.BooleanField(label=_("Mine"), required=False)

    def apply(self, plans: PlanQuerySet, user: User, *, on: date) -> PlanQuerySet:
        if self.is_refused:
            return plans.none()
        if text := self.chosen.get("q"):
            plans = plans.filter(client__name__unaccent__icontains=text)
        if self.chosen.get("mine"):
            plans = plans.filter(author=user) | plans.filter(client__owner=user)
        return upkeep.stale(plans, on=on) if self.chosen.get("stale") else plans

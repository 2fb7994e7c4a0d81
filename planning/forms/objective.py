from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from kam.forms import DateInput, FilterForm, RecordForm
from kam.models import User
from kam.numbers import LocalDecimalField
from kam.processes import Process
from planning.forms.people import colleagues
from planning.models import Objective


class SeasonField(forms.CharField):
    """Twelve percentages in one line, January first; as shares of 1."""

    def __init__(self, **kwargs: Any) -> None:
        help_text = _("Twelve percentages, January first, separated by spaces; for a seasonal course.")
        super().__init__(help_text=help_text, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return " ".join(f"{share * 100:.2f}" for share in value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        number = LocalDecimalField()
        shares = [round(number.clean(text) / 100, 6) for text in str(value or "").replace(";", " ").split()]
        return shares or None


class MilestoneForm(forms.Form):
    """One row; a row left or made wholly empty is no milestone."""

    title = forms.CharField(label=_("milestone"), max_length=200, required=False)
    due_on = forms.DateField(label=_("due"), widget=DateInput())
    value = LocalDecimalField(label=_("value expected by then"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_permitted, self.use_required_attribute = True, False

    def has_changed(self) -> bool:
        return any(self.data.get(self.add_prefix(name)) for name in self.fields)


MilestoneFormSet = forms.formset_factory(MilestoneForm, extra=3, max_num=24)


class ObjectiveForm(RecordForm[Objective]):
    """An objective with its milestones (`form.milestones`) and its season."""

    baseline = LocalDecimalField(label=_("baseline"), initial=0)
    minimum = LocalDecimalField(label=_("minimum"), required=False)
    target = LocalDecimalField(label=_("target"))
    stretch = LocalDecimalField(label=_("stretch"), required=False)
    monthly_shares = SeasonField(label=_("share of each month"), required=False)

    class Meta:
        model = Objective
        fields = (
            "title", "process", "kind", "unit", "currency", "baseline", "target", "minimum", "stretch", "starts_on",
            "due_on", "curve", "monthly_shares", "cadence_days", "owner",
        )  # fmt: skip
        widgets = {"starts_on": DateInput(), "due_on": DateInput()}

    def __init__(
        self, data: Any = None, *, client: Client, instance: Objective | None = None, process: str = ""
    ) -> None:
        given = {"owner": client.owner, "process": process or Process.PERFORMANCE}
        super().__init__(data, instance=instance, initial=None if instance else given)
        self.fields["owner"].queryset = colleagues(client)  # type: ignore[attr-defined]
        known = instance.milestones.values("title", "due_on", "value") if instance else []
        self.milestones = MilestoneFormSet(data, initial=list(known), prefix="milestones")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.milestones.is_valid():
            cleaned["milestones"] = [form.cleaned_data for form in self.milestones if form.cleaned_data]
        else:
            self.add_error(None, _("Check the milestones: each needs a date and a value."))
        return cleaned


class ProgressForm(forms.Form):
    value = LocalDecimalField(label=_("value reached"))
    noted_on = forms.DateField(label=_("as of"), initial=timezone.localdate, widget=DateInput())
    note = forms.CharField(label=_("note"), required=False, max_length=500)


NOT_RUNNING = [choice for choice in Objective.Status.choices if choice[0] != Objective.Status.ACTIVE]


class ObjectiveFilterForm(FilterForm):
    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    process = forms.ChoiceField(label=_("Process"), choices=[("", _("Any")), *Process.choices], required=False)
    status = forms.ChoiceField(label=_("Status"), choices=[("", _("Active")), *NOT_RUNNING], required=False)
    mine = forms.BooleanField(label=_("Mine"), required=False)

    def apply(self, objectives: QuerySet[Objective], user: User) -> QuerySet[Objective]:
        """The objectives that pass; the running ones when no status is asked for."""
        if self.is_refused:
            return objectives.none()
        if text := self.chosen.get("q"):
            objectives = objectives.filter(title__unaccent__icontains=text)
        if self.chosen.get("process"):
            objectives = objectives.filter(process=self.chosen["process"])
        objectives = objectives.filter(status=self.chosen.get("status") or Objective.Status.ACTIVE)
        return objectives.filter(owner=user) if self.chosen.get("mine") else objectives

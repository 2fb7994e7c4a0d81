from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, Contact
from kam.forms import DateInput, RecordForm
from kam.numbers import LocalDecimalField
from kam.processes import Process
from planning.forms.people import colleagues
from planning.models import Objective
from planning.services import season_of

BEGINNINGS = ((Objective.Status.ACTIVE, _("Start at once")), (Objective.Status.DRAFT, _("Save as a draft")))


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
    as_last_year = forms.BooleanField(
        label=_("by last year's season"),
        required=False,
        help_text=_("Takes the shares from the readings of the objective it follows on from."),
    )
    weight = LocalDecimalField(label=_("weight in the whole"), min_value=0, initial=1, required=False)
    status = forms.ChoiceField(label=_("begin"), choices=BEGINNINGS, widget=forms.RadioSelect, required=False)

    class Meta:
        model = Objective
        fields = (
            "title", "process", "kind", "unit", "currency", "baseline", "target", "minimum", "stretch", "starts_on",
            "due_on", "curve", "monthly_shares", "cadence_days", "owner", "client_owner", "parent", "weight", "roll_up",
            "follows", "is_shared",
        )  # fmt: skip
        widgets = {
            "starts_on": DateInput(),
            "due_on": DateInput(),
            "currency": forms.TextInput({"placeholder": settings.DEFAULT_CURRENCY}),
        }

    def __init__(
        self, data: Any = None, *, client: Client, instance: Objective | None = None, process: str = ""
    ) -> None:
        given = {"owner": client.owner, "process": process or Process.PERFORMANCE, "status": Objective.Status.ACTIVE}
        super().__init__(data, instance=instance, initial=None if instance else given)
        if instance:
            del self.fields["status"]  # from there on it is moved, not edited
        self._offer("owner", colleagues(client))
        now = Contact.objects.filter(pk=instance.client_owner_id or 0) if instance else Contact.objects.none()
        self._offer("client_owner", Contact.objects.of(client).current() | now)
        for name in ("parent", "follows"):
            self._offer(name, Objective.objects.of(client).exclude(pk=instance.pk if instance else 0).order_by("title"))
        known = instance.milestones.values("title", "due_on", "value") if instance else []
        self.milestones = MilestoneFormSet(data, initial=list(known), prefix="milestones")

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._fill_in(cleaned)
        if self.milestones.is_valid():
            cleaned["milestones"] = [form.cleaned_data for form in self.milestones if form.cleaned_data]
        else:
            self.add_error(None, _("Check the milestones: each needs a date and a value."))
        return cleaned

    def _fill_in(self, cleaned: dict[str, Any]) -> None:
        """What a field left empty means, and the season where it is to be taken from the year before."""
        if "status" in self.fields:
            cleaned["status"] = cleaned.get("status") or Objective.Status.ACTIVE
        if cleaned.get("weight") is None:
            cleaned["weight"] = Decimal(1)
        if cleaned.pop("as_last_year", False):
            self._take_season(cleaned)

    def _take_season(self, cleaned: dict[str, Any]) -> None:
        before = cleaned.get("follows")
        if before is None:
            self.add_error("follows", _("Say which objective this one follows on from: the season is taken from it."))
            return
        try:
            cleaned |= {"monthly_shares": season_of(before), "curve": Objective.Curve.SEASONAL}
        except ValidationError as refusal:
            self.add_error("as_last_year", refusal)


class ClosingForm(forms.Form):
    """How an objective ended. `outcome` is offered as its last reading suggests."""

    outcome = forms.ChoiceField(label=_("outcome"), choices=Objective.Outcome.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("note"), required=False, max_length=500, widget=forms.Textarea({"rows": 3}))


class ActualForm(forms.Form):
    """The value reached today, typed into a cell."""

    value = LocalDecimalField(label=_("value reached"))


class ProgressForm(forms.Form):
    value = LocalDecimalField(label=_("value reached"))
    noted_on = forms.DateField(label=_("as of"), initial=timezone.localdate, widget=DateInput())
    note = forms.CharField(label=_("note"), required=False, max_length=500)

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, Contact
from kam.forms import DateInput, DateTimeInput, FilterForm, RecordForm
from kam.models import User
from kam.numbers import LocalDecimalField
from kam.processes import Process
from planning.models import Action, Objective
from relationships.models import Interaction


def colleagues(client: Client) -> QuerySet[User]:
    """The people who may own work on a client: its owner, its account team and its team."""
    members = User.objects.filter(memberships__team=client.team_id, is_active=True)
    joined = User.objects.filter(account_teams__client=client, is_active=True)
    return (members | joined | User.objects.filter(pk=client.owner_id)).distinct().order_by("name")


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


class ActionForm(RecordForm[Action]):
    class Meta:
        model = Action
        fields = ("title", "due_on", "owner", "objective")
        widgets = {"due_on": DateInput()}

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = colleagues(client) | User.objects.filter(pk=self.instance.owner_id or 0).distinct()
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]
        goals = Objective.objects.of(client)
        goals = goals.running() | goals.filter(pk=self.instance.objective_id or 0)
        self.fields["objective"].queryset = goals  # type: ignore[attr-defined]


class PostponeForm(forms.Form):
    until = forms.DateField(label=_("until"), widget=DateInput())


class InteractionForm(forms.Form):
    """The quick log: one thing to write, everything else offered."""

    kind = forms.ChoiceField(
        label=_("kind"), choices=Interaction.Kind.choices, initial=Interaction.Kind.CALL, widget=forms.RadioSelect
    )
    summary = forms.CharField(label=_("what happened"), max_length=10_000, widget=forms.Textarea({"rows": 4}))
    people = forms.ModelMultipleChoiceField(
        label=_("with"), queryset=Contact.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    happened_at = forms.DateTimeField(label=_("when"), required=False, widget=DateTimeInput())
    next_step = forms.CharField(label=_("next step"), max_length=200, required=False)
    next_on = forms.DateField(label=_("by"), required=False, widget=DateInput())

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = client.contacts.current()  # type: ignore[attr-defined]


class ChangeInteractionForm(InteractionForm):
    """Changing what was logged; its next step has become an action with a life of its own."""

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, client=client, **kwargs)
        self.fields["people"].queryset = client.contacts.all()  # type: ignore[attr-defined]
        self.fields["happened_at"].required = True
        del self.fields["next_step"], self.fields["next_on"]


class ChooseClientForm(forms.Form):
    client = forms.ModelChoiceField(label=_("client"), queryset=Client.objects.none())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client"].queryset = Client.objects.editable_by(user).active().by_name()  # type: ignore[attr-defined]


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


class ActionFilterForm(FilterForm):
    whose = forms.ChoiceField(label=_("Owner"), choices=[("", _("Me")), ("all", _("Anybody"))], required=False)
    status = forms.ChoiceField(label=_("Status"), choices=[("", _("Open")), *Action.Status.choices[1:]], required=False)

    def apply(self, actions: QuerySet[Action], user: User) -> QuerySet[Action]:
        if self.is_refused:
            return actions.none()
        actions = actions.filter(status=self.chosen.get("status") or Action.Status.OPEN)
        return actions if self.chosen.get("whose") == "all" else actions.filter(owner=user)

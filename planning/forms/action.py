from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from kam.forms import DateInput, FilterForm, RecordForm
from kam.models import User
from planning.forms.people import colleagues
from planning.models import Action, Objective


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


class ActionFilterForm(FilterForm):
    whose = forms.ChoiceField(label=_("Owner"), choices=[("", _("Me")), ("all", _("Anybody"))], required=False)
    status = forms.ChoiceField(label=_("Status"), choices=[("", _("Open")), *Action.Status.choices[1:]], required=False)

    def apply(self, actions: QuerySet[Action], user: User) -> QuerySet[Action]:
        if self.is_refused:
            return actions.none()
        actions = actions.filter(status=self.chosen.get("status") or Action.Status.OPEN)
        return actions if self.chosen.get("whose") == "all" else actions.filter(owner=user)

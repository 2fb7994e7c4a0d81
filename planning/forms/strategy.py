from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from kam.forms import FilterForm, RecordForm
from kam.models import User
from planning.forms.people import colleagues
from planning.models import Objective, Plan, Strategy, SwotItem
from planning.models.strategy import StrategyQuerySet
from relationships.models import Need


class SwotChoice(forms.ModelChoiceField[SwotItem]):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.get_kind_display()}: {obj}"


class StrategyForm(RecordForm[Strategy]):
    inside = SwotChoice(SwotItem.objects.none(), label=_("from inside"), required=False)
    outside = SwotChoice(SwotItem.objects.none(), label=_("from outside"), required=False)

    class Meta:
        model = Strategy
        fields = ("title", "hypothesis", "need", "objective", "plan", "inside", "outside", "owner")
        widgets = {"hypothesis": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        was = self.instance
        items = SwotItem.objects.of(client).filter(Q(removed_at=None, plan__removed_at=None) | Q(pk=was.inside_id or 0))
        sets: dict[str, QuerySet[Any]] = {
            "need": Need.objects.of(client).filter(Q(removed_at=None) | Q(pk=was.need_id or 0)).weightiest_first(),
            "objective": Objective.objects.of(client).filter(
                ~Q(status__in=("closed", "cancelled")) | Q(pk=was.objective_id or 0)
            ),
            "plan": Plan.objects.of(client).filter(Q(removed_at=None) | Q(pk=was.plan_id or 0)),
            "inside": items.filter(kind__in=("S", "W")),
            "outside": items.filter(kind__in=("O", "T")),
            "owner": colleagues(client) | User.objects.filter(pk=was.owner_id or 0).distinct(),
        }
        for name, choices in sets.items():
            self.fields[name].queryset = choices  # type: ignore[attr-defined]


class StrategyFilterForm(FilterForm):
    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    status = forms.ChoiceField(
        label=_("Status"), choices=[("", _("Pursued")), *Strategy.Status.choices[1:]], required=False
    )
    mine = forms.BooleanField(label=_("Mine"), required=False)
    idle = forms.BooleanField(label=_("Without action"), required=False)

    def apply(self, strategies: StrategyQuerySet, user: User) -> StrategyQuerySet:
        """The strategies that pass, with their numbers of actions; those pursued when no status is asked for."""
        if self.is_refused:
            return strategies.none()
        found = strategies.kept().with_actions().filter(status=self.chosen.get("status") or Strategy.Status.OPEN)
        if text := self.chosen.get("q"):
            found = found.filter(Q(title__unaccent__icontains=text) | Q(client__name__unaccent__icontains=text))
        if self.chosen.get("idle"):
            found = found.idle()
        return found.filter(owner=user) if self.chosen.get("mine") else found

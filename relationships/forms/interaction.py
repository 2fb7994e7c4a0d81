from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kam.forms import FilterForm
from relationships.models import Interaction


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

"""The filters of the registry of needs, from its address."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kam.forms import FilterForm
from relationships import registry
from relationships.models import Need
from relationships.models.need import IMPORTANT, NeedQuerySet

HIGH = "high"
ANY = ("", _("Any"))
SCORES = [(str(score), str(score)) for score in reversed(registry.SCORES)]
BIGGEST_ID = 2**63 - 1


class NeedFilterForm(FilterForm):
    aside = frozenset({"view", "matrix"})

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=[ANY, *Need.Kind.choices], required=False)
    status = forms.ChoiceField(label=_("Status"), choices=[ANY, *Need.Status.choices], required=False)
    importance = forms.ChoiceField(
        label=_("Importance"),
        choices=[ANY, (HIGH, _("4 or 5")), *SCORES, ("none", _("Not scored"))],
        required=False,
    )
    client = forms.CharField(label=_("Client"), required=False, max_length=200)
    stated_by = forms.CharField(label=_("Said by"), required=False, max_length=200)
    fit = forms.ChoiceField(label=_("Fit"), choices=[ANY, *SCORES, ("none", _("Not scored"))], required=False)
    view = forms.ChoiceField(
        choices=[("", _("All")), *((key, label) for key, (label, _narrow) in registry.VIEWS.items())],
        required=False,
        widget=forms.HiddenInput,
    )
    matrix = forms.BooleanField(required=False, widget=forms.HiddenInput)
    client_id = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST_ID, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data)
        self.today = today

    @property
    def is_narrow(self) -> bool:
        """Whether one of the seldom used filters is in use."""
        return any(self.data.get(name) for name in ("client", "stated_by", "fit"))

    @property
    def shows_matrix(self) -> bool:
        """Only where it is asked for: it is made of all the needs, not of a page of them."""
        return self.view_key == "unmet" or bool(self.chosen.get("matrix"))

    def apply(self, needs: NeedQuerySet, *, by_scores: bool = True) -> NeedQuerySet:
        """`by_scores`: also by importance and fit, which the matrix leaves out so that it shows all its cells."""
        if self.is_refused:
            return needs.none()
        if self.view_key:
            _label, narrow = registry.VIEWS[self.view_key]
            needs = narrow(needs, self.today)
        return needs.filter(self._which(), self._text(), self._scores() if by_scores else Q())

    def _which(self) -> Q:
        wanted = {name: self.chosen.get(name) for name in ("kind", "status", "client_id")}
        return Q(**{name: value for name, value in wanted.items() if value})

    def _scores(self) -> Q:
        return _scored("importance", self.chosen.get("importance")) & _scored("fit", self.chosen.get("fit"))

    def _text(self) -> Q:
        found = Q()
        if text := self.chosen.get("q"):
            found &= Q(statement__unaccent__icontains=text) | Q(client__name__unaccent__icontains=text)
        if client := self.chosen.get("client"):
            found &= Q(client__name__unaccent__icontains=client)
        if person := self.chosen.get("stated_by"):
            found &= Q(stated_by__name__unaccent__icontains=person)
        return found


def _scored(field: str, wanted: str | None) -> Q:
    if not wanted:
        return Q()
    if wanted == "none":
        return Q(**{field: None})
    return Q(**{f"{field}__gte": IMPORTANT}) if wanted == HIGH else Q(**{field: int(wanted)})

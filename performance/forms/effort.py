from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models.client import ClientQuerySet
from kam.access import colleagues_of
from kam.forms import DateInput, FilterForm, RecordForm
from kam.models import User
from performance.models import CostRate, Margin

YEAR = timedelta(days=365)


class EffortForm(FilterForm):
    """Which clients, in which period; both days included, the last twelve months unless said."""

    since = forms.DateField(label=_("From"), required=False, widget=DateInput())
    until = forms.DateField(label=_("Until"), required=False, widget=DateInput())

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.today = user, today
        people = colleagues_of(user).order_by("name", "pk").values_list("pk", "name")
        owners = [("", _("Anybody")), ("me", _("Me")), *people]
        self.fields["owner"] = forms.ChoiceField(label=_("Owner"), choices=owners, required=False)

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", _("The period ends after it begins."))
        return self.cleaned_data

    @property
    def period(self) -> tuple[date, date]:
        until: date = self.chosen.get("until") or self.today
        return self.chosen.get("since") or until - YEAR, until

    def apply(self, clients: ClientQuerySet) -> ClientQuerySet:
        if self.is_refused:
            return clients.none()
        owner = self.chosen.get("owner")
        if not owner:
            return clients
        return clients.filter(owner=self.user if owner == "me" else owner)


class CostRateForm(RecordForm[CostRate]):
    class Meta:
        model = CostRate
        fields = ("since", "per_hour")
        widgets = {"since": DateInput()}


class MarginForm(RecordForm[Margin]):
    class Meta:
        model = Margin
        fields = ("year", "percent")

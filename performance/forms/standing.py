from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from accounts.models.client import ClientQuerySet
from kam.access import colleagues_of, teams_seen_by
from kam.forms import DateInput, FilterForm
from kam.models import Team, User
from kam.processes import Process
from kam.status import Status
from performance.models import GoalReviewQuerySet


class SnoozeForm(forms.Form):
    until = forms.DateField(label=_("until"), widget=DateInput())


class BoardForm(forms.Form):
    """What the team board shows: which team, in which order."""

    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.none(), required=False, empty_label=_("All I see")
    )
    order = forms.ChoiceField(
        label=_("Order"),
        choices=[("", _("Worst first")), ("name", _("By name")), ("attainment", _("Furthest behind target first"))],
        required=False,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams_seen_by(user)  # type: ignore[attr-defined]

    @property
    def chosen_team(self) -> Team | None:
        return self.cleaned_data.get("team") if self.is_valid() else None

    @property
    def ordering(self) -> list[str]:
        chosen = self.cleaned_data.get("order", "") if self.is_valid() else ""
        return {"name": ["client__name"], "attainment": ["attainment", "client__name"]}.get(
            chosen, ["-severity", "client__name"]
        )


class ReviewFilterForm(FilterForm):
    on = forms.DateField(label=_("As of"), required=False, widget=DateInput())
    status = forms.ChoiceField(label=_("Status"), choices=[("", _("Any")), *Status.choices], required=False)
    process = forms.ChoiceField(label=_("Process"), choices=[("", _("Any")), *Process.choices], required=False)
    turned = forms.BooleanField(label=_("Only what turned"), required=False)

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"] or timezone.localdate()
        if on > timezone.localdate() + timedelta(days=1):
            raise forms.ValidationError(_("Reviews look back: choose today or an earlier day."))
        return on

    def apply(self, reviews: GoalReviewQuerySet) -> GoalReviewQuerySet:
        if self.is_refused:
            return reviews.none()
        if self.chosen.get("status"):
            reviews = reviews.filter(status=self.chosen["status"])
        if self.chosen.get("process"):
            reviews = reviews.filter(objective__process=self.chosen["process"])
        return reviews.turned() if self.chosen.get("turned") else reviews


class ColdFilterForm(FilterForm):
    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        people = colleagues_of(user).order_by("name", "pk").values_list("pk", "name")
        owners = [("", _("Anybody")), ("me", _("Me")), *people]
        self.fields["owner"] = forms.ChoiceField(label=_("Owner"), choices=owners, required=False)
        tiers = [("", _("Any")), *Client.Tier.choices]
        self.fields["tier"] = forms.ChoiceField(label=_("Tier"), choices=tiers, required=False)

    def apply(self, clients: ClientQuerySet) -> ClientQuerySet:
        if self.is_refused:
            return clients.none()
        owner, tier = self.chosen.get("owner"), self.chosen.get("tier")
        found = clients.filter(owner=self.user if owner == "me" else owner) if owner else clients
        return found.filter(tier=tier) if tier else found

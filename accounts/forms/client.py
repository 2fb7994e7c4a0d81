from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.columns import filters
from accounts.models import AccountTeamMember, Client, Contact
from accounts.models.client import ClientQuerySet
from kam.access import assignable_people, assignable_teams, colleagues_of, teams_seen_by
from kam.forms import DateInput, FilterForm, RecordForm
from kam.models import Team, User
from kam.numbers import LocalDecimalField


class ClientForm(RecordForm[Client]):
    website = forms.URLField(label=_("website"), required=False, assume_scheme="https")
    annual_revenue = LocalDecimalField(label=_("annual revenue"), required=False)

    class Meta:
        model = Client
        fields = (
            "name", "tier", "segment", "owner", "team", "parent", "country", "city", "tax_number", "website",
            "employees", "annual_revenue", "currency", "contact_every", "customer_since",
        )  # fmt: skip
        widgets = {"customer_since": DateInput()}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = self.instance  # what it has now may stay, also where this person could not have chosen it
        parents = Client.objects.visible_to(user).exclude(pk=now.pk) | Client.objects.filter(pk=now.parent_id or 0)
        self.fields["parent"].queryset = parents  # type: ignore[attr-defined]
        teams = assignable_teams(user) | Team.objects.filter(pk=now.team_id or 0)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        if self.instance.pk is None and len(teams) == 1:
            self.initial["team"] = teams[0].pk  # there is nothing to choose
        people = assignable_people(user) | User.objects.filter(pk=now.owner_id or 0).distinct()
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]
        self.fields["currency"].initial = settings.DEFAULT_CURRENCY


class ContactForm(RecordForm[Contact]):
    class Meta:
        model = Contact
        fields = (
            "name", "job_title", "email", "phone", "language", "left_on", "legal_basis", "consented_on", "consent_told",
            "surveys_refused_on",
        )  # fmt: skip
        widgets = {"left_on": DateInput(), "consented_on": DateInput(), "surveys_refused_on": DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["legal_basis"].required = False  # nobody who only adds a name has to think of it

    def clean_legal_basis(self) -> str:
        return self.cleaned_data["legal_basis"] or self.instance.legal_basis

    @property
    def about_privacy(self) -> list[forms.BoundField]:
        return [self[name] for name in ("legal_basis", "consented_on", "consent_told", "surveys_refused_on")]

    @property
    def about_them(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "job_title", "email", "phone", "language", "left_on")]

    @property
    def opens_privacy(self) -> bool:
        """Whether the part on privacy is to be seen at once."""
        said = self.instance.consented_on or self.instance.surveys_refused_on
        return bool(said) or any(field.errors for field in self.about_privacy)


class AccountTeamForm(RecordForm[AccountTeamMember]):
    class Meta:
        model = AccountTeamMember
        fields = ("user", "access", "duty")
        labels = {"user": _("person")}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = colleagues_of(user)  # type: ignore[attr-defined]


class ClientFilterForm(FilterForm):
    q = forms.CharField(label=_("Search"), required=False, max_length=200)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        teams = teams_seen_by(user)
        people = colleagues_of(user).values_list("pk", "name")
        segments = Client.objects.visible_to(user).segments()
        self.fields["owner"] = _choice(_("Owner"), [("me", _("Me")), *people])
        self.fields["team"] = _choice(_("Team"), teams.values_list("pk", "name"))
        self.fields["tier"] = _choice(_("Tier"), Client.Tier.choices)
        self.fields["segment"] = _choice(_("Segment"), [(segment, segment) for segment in segments])
        for extra in filters():
            self.fields[extra.key] = _choice(extra.label, extra.choices)

    def apply(self, clients: ClientQuerySet) -> ClientQuerySet:
        """The clients that pass; none while a filter holds a value it does not know."""
        if self.is_refused:
            return clients.none()
        chosen = {key: value for key, value in self.chosen.items() if value}
        found = clients.searched(chosen["q"]) if "q" in chosen else clients
        for field in chosen.keys() & {"owner", "team", "tier", "segment"}:
            found = found.filter(**{field: self.user if chosen[field] == "me" else chosen[field]})
        for extra in filters():
            found = extra.apply(found, chosen[extra.key]) if extra.key in chosen else found
        return found


def _choice(label: Any, choices: Iterable[tuple[Any, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", _("Any")), *choices], required=False)

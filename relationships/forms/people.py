from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from accounts.models.contact import ContactQuerySet
from kam.access import colleagues_of
from kam.forms import FilterForm
from kam.models import User
from relationships.directory import cold
from relationships.models import DecisionRole, Support

SEARCHED = ("name", "job_title", "email", "client__name")
WHO = [
    ("", _("With the company")),
    ("cold", _("Gone cold")),
    ("placeholder", _("To be identified")),
    ("unassessed", _("Role not known")),
    ("left", _("Left the company")),
]


class PeopleFilterForm(FilterForm):
    """The filters of the list of people. `client` comes with links from its page and is told in words."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    who = forms.ChoiceField(label=_("People"), choices=WHO, required=False)
    role = forms.ChoiceField(
        label=_("Role in decisions"), choices=[("", _("Any")), *DecisionRole.choices], required=False
    )
    support = forms.ChoiceField(label=_("Support"), choices=[("", _("Any")), *Support.choices], required=False)
    client = forms.ModelChoiceField(Client.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, user: User, on: date) -> None:
        super().__init__(data)
        self.user, self.on = user, on
        owners = [("", _("Anybody")), ("me", _("Me")), ("none", _("Nobody"))]
        people = colleagues_of(user).order_by("name", "pk").values_list("pk", "name")
        self.fields["owner"] = forms.ChoiceField(label=_("Looked after by"), choices=[*owners, *people], required=False)
        self.fields["client"].queryset = Client.objects.visible_to(user)  # type: ignore[attr-defined]

    def apply(self, people: ContactQuerySet) -> ContactQuerySet:
        if self.is_refused:
            return people.none()
        found = self._owned(self._of_kind(people))
        if text := self.chosen.get("q"):
            found = found.filter(reduce(or_, (Q(**{f"{field}__unaccent__icontains": text}) for field in SEARCHED)))
        chosen = {name: self.chosen.get(name) for name in ("role", "support", "client")}
        return found.filter(**{name: value for name, value in chosen.items() if value})

    def _of_kind(self, people: ContactQuerySet) -> ContactQuerySet:
        match self.chosen.get("who"):
            case "cold":
                return cold(people, on=self.on)
            case "placeholder":
                return people.filter(is_placeholder=True)
            case "left":
                return people.filter(left_on__isnull=False)
            case "unassessed":
                return people.filter(**{"left_on": None, "role": None})
        return people.filter(left_on__isnull=True)

    def _owned(self, people: ContactQuerySet) -> ContactQuerySet:
        match self.chosen.get("owner"):
            case None | "":
                return people
            case "none":
                return people.filter(stakeholder__owner__isnull=True)
            case "me":
                return people.filter(stakeholder__owner=self.user)
            case chosen:
                return people.filter(stakeholder__owner=chosen)

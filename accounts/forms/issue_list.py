"""The filters of the list of issues and of the report of their causes, from the address."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import issue_desk
from accounts.models import Issue
from accounts.models.issue import IssueQuerySet
from kam.forms import FilterForm
from kam.models import User

ANY = ("", _("Any"))
BIGGEST_ID = 2**63 - 1
MONTHS = (3, 6, 12, 24)
USUAL_MONTHS = 12


class IssueFilterForm(FilterForm):
    aside = frozenset({"view"})

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    severity = forms.ChoiceField(label=_("Severity"), choices=[ANY, *Issue.Severity.choices], required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[ANY, *Issue.Kind.choices], required=False)
    owner = forms.ChoiceField(label=_("Owner"), choices=[ANY, ("me", _("Me"))], required=False)
    cause = forms.ChoiceField(
        label=_("Root cause"), choices=[ANY, *Issue.Cause.choices, ("none", _("Not known"))], required=False
    )
    view = forms.ChoiceField(
        choices=[(key, label) for key, (label, _narrow) in issue_desk.VIEWS.items()],
        required=False,
        widget=forms.HiddenInput,
    )
    client = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST_ID, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, user: User, at: datetime) -> None:
        super().__init__(data)
        self.user, self.at = user, at

    def apply(self, issues: IssueQuerySet) -> IssueQuerySet:
        if self.is_refused:
            return issues.none()
        _label, narrow = issue_desk.VIEWS[self.view_key]
        return narrow(issues, self.user, self.at).filter(self._which(), self._text(), self._cause())

    def _which(self) -> Q:
        wanted = {name: self.chosen.get(name) for name in ("severity", "kind", "client")}
        wanted["owner"] = self.user if self.chosen.get("owner") else None
        return Q(**{name: value for name, value in wanted.items() if value})

    def _cause(self) -> Q:
        cause = self.chosen.get("cause")
        return Q(cause="" if cause == "none" else cause) if cause else Q()

    def _text(self) -> Q:
        text = self.chosen.get("q")
        if not text:
            return Q()
        found = Q(title__unaccent__icontains=text) | Q(client__name__unaccent__icontains=text)
        number = text.removeprefix("#")
        return found | Q(pk=int(number)) if number.isascii() and number.isdigit() and len(number) < 18 else found


class CauseFilterForm(FilterForm):
    months = forms.TypedChoiceField(
        label=_("Opened within"),
        choices=[("", _("12 months")), *((str(n), _("%d months") % n) for n in MONTHS if n != USUAL_MONTHS)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[ANY, *Issue.Kind.choices], required=False)

    @property
    def within(self) -> int:
        return int(self.chosen.get("months") or USUAL_MONTHS)

    def apply(self, issues: IssueQuerySet) -> IssueQuerySet:
        if self.is_refused:
            return issues.none()
        kind = self.chosen.get("kind")
        return issues.filter(kind=kind) if kind else issues

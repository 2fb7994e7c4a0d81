"""The filters of the objectives list and board, from their address."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kam.access import colleagues_of
from kam.forms import DateInput, FilterForm
from kam.models import User
from kam.processes import Process
from planning.models import AgreementState, Objective
from planning.models.objective import ObjectiveQuerySet

Status = Objective.Status

NOT_RUNNING = [choice for choice in Status.choices if choice[0] != Status.ACTIVE]
OVER = (Status.CLOSED, Status.CANCELLED)


class ObjectiveFilterForm(FilterForm):
    """Which objectives are shown: the running ones unless `status` (or the board, which shows all) says otherwise."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[("", _("Active")), ("open", _("Not over")), ("any", _("Any")), *NOT_RUNNING],
        required=False,
    )
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    due = forms.ChoiceField(
        label=_("Due"),
        choices=[("", _("Any time")), ("overdue", _("Overdue")), ("quarter", _("This quarter"))],
        required=False,
    )
    client = forms.CharField(label=_("Client"), required=False, max_length=200)
    process = forms.ChoiceField(label=_("Process"), choices=[("", _("Any")), *Process.choices], required=False)
    agreed = forms.ChoiceField(
        label=_("Agreed?"), choices=[("", _("Any")), ("no", _("Never agreed")), *AgreementState.choices], required=False
    )
    due_from = forms.DateField(label=_("Due from"), required=False, widget=DateInput())
    due_to = forms.DateField(label=_("Due by"), required=False, widget=DateInput())
    idle = forms.IntegerField(
        label=_("No reading for (days)"), required=False, min_value=1, max_value=3660, widget=forms.NumberInput()
    )

    def __init__(self, data: Any, *, user: User, today: date, shows_all: bool = False) -> None:
        super().__init__(data)
        self.user, self.today, self.shows_all = user, today, shows_all
        people = colleagues_of(user).order_by("name").values_list("pk", "name")
        self.fields["owner"].choices = [("", _("Anybody")), ("me", _("Me")), *people]  # type: ignore[attr-defined]
        if shows_all:
            self.fields["status"].choices = [("", _("Any")), ("open", _("Not over")), *Status.choices]  # type: ignore[attr-defined]

    @property
    def is_narrow(self) -> bool:
        """Whether one of the seldom used filters is in use."""
        return any(self.data.get(name) for name in ("client", "process", "agreed", "due_from", "due_to", "idle"))

    def apply(self, objectives: ObjectiveQuerySet) -> QuerySet[Objective]:
        if self.is_refused:
            return objectives.none()
        return objectives.filter(self._which(), self._whose(), self._when(), self._text())

    def _which(self) -> Q:
        """By status, process, agreement and the age of the latest reading."""
        found = _of_status(self.chosen.get("status") or ("any" if self.shows_all else Status.ACTIVE))
        if process := self.chosen.get("process"):
            found &= Q(process=process)
        if agreed := self.chosen.get("agreed"):
            found &= Q(agreed_version=None) if agreed == "no" else Q(agreement=agreed)
        if days := self.chosen.get("idle"):
            before = self.today - timedelta(days=days)
            found &= Q(current_on__lt=before) | Q(current_on=None, starts_on__lt=before)
        return found

    def _whose(self) -> Q:
        owner = self.chosen.get("owner")
        return Q(owner=self.user.pk if owner == "me" else owner) if owner else Q()

    def _when(self) -> Q:
        found = _DUE[self.chosen.get("due") or ""](self.today)
        if first := self.chosen.get("due_from"):
            found &= Q(due_on__gte=first)
        if last := self.chosen.get("due_to"):
            found &= Q(due_on__lte=last)
        return found

    def _text(self) -> Q:
        found = Q()
        if text := self.chosen.get("q"):
            found &= Q(title__unaccent__icontains=text) | Q(client__name__unaccent__icontains=text)
        if client := self.chosen.get("client"):
            found &= Q(client__name__unaccent__icontains=client)
        return found


def _of_status(wanted: str) -> Q:
    if wanted == "any":
        return Q()
    return ~Q(status__in=OVER) if wanted == "open" else Q(status=wanted)


def _this_quarter(today: date) -> Q:
    first = today.replace(month=today.month - (today.month - 1) % 3, day=1)
    following = (first + timedelta(days=95)).replace(day=1)
    return Q(due_on__gte=first, due_on__lt=following)


_DUE = {
    "": lambda today: Q(),
    "overdue": lambda today: Q(due_on__lt=today) & ~Q(status__in=OVER),
    "quarter": _this_quarter,
}

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from kam.access import colleagues_of
from kam.forms import DateInput, FilterForm, RecordForm
from kam.models import User
from planning.forms.people import colleagues
from planning.models import Action, Objective, Strategy
from planning.models.action import ActionQuerySet
from planning.services.actions import What
from relationships.models import Need, Response

BIGGEST = 19  # digits; an id of more is none of ours


class ActionForm(RecordForm[Action]):
    # Said when it is planned, by the address it is planned from, and never changed.
    response = forms.ModelChoiceField(Response.objects.none(), required=False, widget=forms.HiddenInput)

    class Meta:
        model = Action
        fields = ("title", "due_on", "owner", "client_owner", "objective", "strategy", "need", "is_shared")
        widgets = {"due_on": DateInput()}
        help_texts = {"is_shared": _("Also in the mutual plan. The client sees its title, day, status and owners.")}

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        was = self.instance
        self.fields["response"].queryset = Response.objects.of(client)  # type: ignore[attr-defined]
        if was.pk:
            del self.fields["response"]
        sets: dict[str, QuerySet[Any]] = {
            "owner": colleagues(client) | User.objects.filter(pk=was.owner_id or 0).distinct(),
            "client_owner": client.contacts.current() | client.contacts.filter(pk=was.client_owner_id or 0),
            "objective": Objective.objects.of(client).filter(Q(status="active") | Q(pk=was.objective_id or 0)),
            "strategy": Strategy.objects.of(client).filter(
                Q(removed_at=None, status="open") | Q(pk=was.strategy_id or 0)
            ),
            "need": Need.objects.of(client).filter(Q(removed_at=None) | Q(pk=was.need_id or 0)).weightiest_first(),
        }
        for name, choices in sets.items():
            self.fields[name].queryset = choices  # type: ignore[attr-defined]


def serving(values: dict[str, Any]) -> dict[str, Any]:
    """An action planned for a strategy serves, unless said otherwise, what the strategy serves."""
    strategy = values.get("strategy")
    return {"need": strategy.need_id, "objective": strategy.objective_id} | values if strategy else values


class PostponeForm(forms.Form):
    until = forms.DateField(label=_("until"), widget=DateInput())


DUE = [
    ("", _("Any day")),
    ("overdue", _("Overdue")),
    ("7", _("Within 7 days")),
    ("14", _("Within 14 days")),
    ("30", _("Within 30 days")),
]


class ActionFilterForm(FilterForm):
    """The filters of the list. `client` and `objective` come with links from their pages and are told in words."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    whose = forms.ChoiceField(
        label=_("Owner"),
        choices=[("", _("Me")), ("all", _("Anybody")), ("client", _("Somebody at the client"))],
        required=False,
    )
    status = forms.ChoiceField(label=_("Status"), choices=[("", _("Open")), *Action.Status.choices[1:]], required=False)
    due = forms.ChoiceField(label=_("Due"), choices=DUE, required=False)
    shared = forms.BooleanField(label=_("Shared"), required=False)
    client = forms.ModelChoiceField(Client.objects.none(), required=False, widget=forms.HiddenInput)
    objective = forms.ModelChoiceField(Objective.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        self.fields["client"].queryset = Client.objects.visible_to(user)  # type: ignore[attr-defined]
        self.fields["objective"].queryset = Objective.objects.visible_to(user)  # type: ignore[attr-defined]

    def apply(self, actions: ActionQuerySet) -> ActionQuerySet:
        if self.is_refused:
            return actions.none()
        found = self._owned(actions).filter(status=self.chosen.get("status") or Action.Status.OPEN)
        if text := self.chosen.get("q"):
            found = found.filter(Q(title__unaccent__icontains=text) | Q(client__name__unaccent__icontains=text))
        if self.chosen.get("shared"):
            found = found.filter(is_shared=True)
        found = self._due(found)
        return found.filter(**{name: self.chosen[name] for name in ("client", "objective") if self.chosen.get(name)})

    def _owned(self, actions: ActionQuerySet) -> ActionQuerySet:
        match self.chosen.get("whose"):
            case "all":
                return actions
            case "client":
                return actions.filter(client_owner__isnull=False)
            case _:
                return actions.of_user(self.user)

    def _due(self, actions: ActionQuerySet) -> ActionQuerySet:
        due, today = self.chosen.get("due"), timezone.localdate()
        if due == "overdue":
            return actions.overdue(on=today)
        return actions.due_within(timedelta(days=int(due)), on=today) if due else actions


class BulkForm(forms.Form):
    """What to do to many actions: those picked or, with `every`, all that match the filters the list was shown by."""

    what = forms.ChoiceField(label=_("With the selected"), choices=What.choices)
    until = forms.DateField(label=_("until"), required=False, widget=DateInput())
    owner = forms.ModelChoiceField(User.objects.none(), label=_("new owner"), required=False, empty_label="–")
    every = forms.BooleanField(required=False)
    filters = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, user: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["owner"].queryset = colleagues_of(user).order_by("name", "pk")  # type: ignore[attr-defined]
        ids = data.getlist("pick") if data else []
        self.picked = {int(text) for text in ids if text.isdecimal() and len(text) < BIGGEST}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.picked and not cleaned.get("every"):
            self.add_error(None, _("Select at least one action."))
        return cleaned

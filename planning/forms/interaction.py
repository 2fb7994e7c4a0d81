from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, Contact
from kam.forms import DateInput, DateTimeInput, DraftForm, FilesField
from kam.models import User
from planning.models import Objective
from relationships.models import Interaction, Need

FILES_AT_MOST = 10
A_MONTH = "month"
CHIPS = [
    ("0", _("Today")),
    ("1", _("Tomorrow")),
    ("7", _("In 1 week")),
    ("14", _("In 2 weeks")),
    (A_MONTH, _("In 1 month")),
]


class AboutTalk(DraftForm):
    """What there is to say of a conversation: one thing to write, everything else offered."""

    kind = forms.ChoiceField(
        label=_("kind"), choices=Interaction.Kind.choices, initial=Interaction.Kind.CALL, widget=forms.RadioSelect
    )
    summary = forms.CharField(label=_("what happened"), max_length=10_000, widget=forms.Textarea({"rows": 4}))
    people = forms.ModelMultipleChoiceField(
        label=_("with"), queryset=Contact.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    sentiment = forms.TypedChoiceField(
        label=_("how it went"),
        choices=[*Interaction.Sentiment.choices, ("", _("Not said"))],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    minutes = forms.IntegerField(label=_("minutes spent"), required=False, widget=forms.NumberInput({"min": 1}))
    happened_at = forms.DateTimeField(label=_("when"), required=False, widget=DateTimeInput())
    objectives = forms.ModelMultipleChoiceField(
        label=_("about the objectives"),
        queryset=Objective.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    about = forms.ModelMultipleChoiceField(
        label=_("about the needs"), queryset=Need.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def offer(self, people: QuerySet[Contact], objectives: QuerySet[Objective], needs: QuerySet[Need]) -> None:
        for name, choices in (("people", people), ("objectives", objectives), ("about", needs)):
            self.fields[name].queryset = choices  # type: ignore[attr-defined]

    @property
    def tells_more(self) -> bool:
        """Whether anything beyond kind, words and people is filled in or refused, so that it must be in sight."""
        return any(field.errors or _is_told(field) for field in self.visible_fields() if field.name in MORE)


def _is_told(field: forms.BoundField) -> bool:
    value = field.value()
    return bool(value) if isinstance(field.field, forms.ModelMultipleChoiceField) else value not in NOTHING


NOTHING: tuple[Any, ...] = (None, "", [])
MORE = {"sentiment", "minutes", "happened_at", "objectives", "about", "uploads"}


class InteractionForm(AboutTalk):
    """The quick log."""

    next_step = forms.CharField(
        label=_("next step"), max_length=200, required=False, widget=forms.TextInput({"placeholder": " "})
    )
    next_in = forms.ChoiceField(label=_("due"), choices=CHIPS, initial="7", required=False, widget=forms.RadioSelect)
    next_on = forms.DateField(label=_("or on the day"), required=False, widget=DateInput())
    uploads = FilesField(label=_("files"), required=False, at_most=FILES_AT_MOST, max_length=200)
    submission = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(
            client.contacts.current(),
            Objective.objects.of(client).running(),
            Need.objects.of(client).kept().weightiest_first(),
        )

    def clean(self) -> dict[str, Any]:
        """The chips are a shorter way to say a day; a day that is written out goes before them."""
        cleaned = super().clean() or {}
        chosen = cleaned.pop("next_in", "")
        if chosen and cleaned.get("next_step", "").strip() and not cleaned.get("next_on"):
            cleaned["next_on"] = day_of(chosen, today=timezone.localdate())
        return cleaned


def day_of(chip: str, *, today: date) -> date:
    """In a month is the same day of the next one, or its last where it is shorter."""
    if chip != A_MONTH:
        return today + timedelta(days=int(chip))
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=today.day - 1), last)


class ChangeInteractionForm(AboutTalk):
    """Changing what was logged; its next step has become an action and its files stand on their own."""

    def __init__(self, *args: Any, interaction: Interaction, **kwargs: Any) -> None:
        told = interaction
        kwargs["initial"] = {name: getattr(told, name) for name in ("kind", "summary", "sentiment", "minutes")} | {
            "happened_at": told.happened_at,
            "people": told.people.all(),
            "about": told.about.all(),
            "objectives": [topic.objective_id for topic in told.topics.all()],
        }
        super().__init__(*args, **kwargs)
        client = told.client
        self.offer(
            (client.contacts.known() | client.contacts.filter(interactions=told)).distinct(),
            Objective.objects.of(client).filter(Q(status="active") | Q(topics__interaction=told)).distinct(),
            Need.objects.of(client).filter(Q(removed_at=None) | Q(talked_about_in=told)).distinct(),
        )
        self.fields["happened_at"].required = True


class ChooseClientForm(forms.Form):
    client = forms.ModelChoiceField(label=_("client"), queryset=Client.objects.none())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client"].queryset = Client.objects.editable_by(user).active().by_name()  # type: ignore[attr-defined]

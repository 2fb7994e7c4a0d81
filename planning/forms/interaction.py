from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, Contact
from kam.forms import DateInput, DateTimeInput
from kam.models import User
from relationships.models import Interaction


class InteractionForm(forms.Form):
    """The quick log: one thing to write, everything else offered."""

    kind = forms.ChoiceField(
        label=_("kind"), choices=Interaction.Kind.choices, initial=Interaction.Kind.CALL, widget=forms.RadioSelect
    )
    summary = forms.CharField(label=_("what happened"), max_length=10_000, widget=forms.Textarea({"rows": 4}))
    people = forms.ModelMultipleChoiceField(
        label=_("with"), queryset=Contact.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    happened_at = forms.DateTimeField(label=_("when"), required=False, widget=DateTimeInput())
    next_step = forms.CharField(label=_("next step"), max_length=200, required=False)
    next_on = forms.DateField(label=_("by"), required=False, widget=DateInput())

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = client.contacts.current()  # type: ignore[attr-defined]


class ChangeInteractionForm(InteractionForm):
    """Changing what was logged; its next step has become an action with a life of its own."""

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, client=client, **kwargs)
        self.fields["people"].queryset = client.contacts.known()  # type: ignore[attr-defined]
        self.fields["happened_at"].required = True
        del self.fields["next_step"], self.fields["next_on"]


class ChooseClientForm(forms.Form):
    client = forms.ModelChoiceField(label=_("client"), queryset=Client.objects.none())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client"].queryset = Client.objects.editable_by(user).active().by_name()  # type: ignore[attr-defined]

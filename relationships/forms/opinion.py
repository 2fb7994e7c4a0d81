from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from kam.forms import DateInput
from kam.numbers import date_short
from relationships.forms.need import HEARD_IN_LATEST, HeardIn
from relationships.models import Audience, Interaction, Opinion
from relationships.portrait import Portrait


class AssessForm(forms.Form):
    """Several traits at once, for one reason. What is left as it is, is not noted."""

    evidence = forms.CharField(
        label=_("what it rests on"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("What you saw or heard, in words you could read out to them."),
    )
    noted_on = forms.DateField(label=_("as of"), widget=DateInput())
    audience = forms.ChoiceField(
        label=_("who may see it"),
        choices=Audience.choices,
        initial=Audience.WORKERS,
        widget=forms.RadioSelect,
        help_text=_("The client never sees it."),
    )

    def __init__(self, *args: Any, contact: Contact, portrait: Portrait, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["noted_on"].initial = today
        talks = Interaction.objects.filter(client=contact.client_id).kept().newest_first()
        latest = Interaction.objects.filter(pk__in=talks.values("pk")[:HEARD_IN_LATEST]).newest_first()
        self.fields["heard_in"] = HeardIn(latest, label=_("heard in"), required=False, empty_label="–")
        for trait in Opinion.Trait:
            self.fields[trait] = _choice(trait, portrait.opinions.get(trait))
        if (wanted := self.initial.get("trait")) in Opinion.Trait.values:
            self.fields[wanted].widget.attrs["autofocus"] = True

    @property
    def traits(self) -> list[forms.BoundField]:
        return [self[trait] for trait in Opinion.Trait]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        values = {str(trait): cleaned.pop(trait, "") for trait in Opinion.Trait}
        if not any(values.values()) and not self.errors:
            self.add_error(None, _("Choose at least one opinion; what you leave as it is, is not noted."))
        return cleaned | {"values": values}


def _choice(trait: Opinion.Trait, stands: Opinion | None) -> forms.ChoiceField:
    empty = _("As it is") if stands else _("Not known")
    told = _("Now: %(value)s, since %(day)s")
    choices: list[tuple[str, Any]] = [("", empty), *Opinion.CHOICES[trait].items()]
    field = forms.ChoiceField(label=trait.label, choices=choices, required=False)
    if stands:
        field.help_text = str(told) % {"value": stands.told, "day": date_short(stands.noted_on)}
    return field

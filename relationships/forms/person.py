from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from accounts.readers import readers_of
from kam.forms import DateInput, RecordForm
from kam.models import User
from relationships.models import Acquaintance, Stakeholder

BIGGEST = 19  # digits; an id of more is none of ours


class StakeholderForm(RecordForm[Stakeholder]):
    class Meta:
        model = Stakeholder
        fields = ("owner", "contact_every", "channel", "hours", "wishes")
        widgets = {"contact_every": forms.NumberInput({"min": 1}), "wishes": forms.Textarea({"rows": 3})}
        help_texts = {
            "hours": _("Such as: mornings, not on Mondays."),
            "wishes": _("How they like to work: level of detail, who to copy in, what to avoid."),
        }

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = User.objects.filter(pk=self.instance.owner_id or 0)
        self.fields["channel"].choices = [("", "–"), *Stakeholder.Channel.choices]  # type: ignore[attr-defined]
        self.fields["owner"].queryset = readers_of(contact.client) | now  # type: ignore[attr-defined]


class AcquaintanceForm(RecordForm[Acquaintance]):
    class Meta:
        model = Acquaintance
        fields = ("colleague", "level", "wanted", "noted_on", "evidence")
        widgets = {"noted_on": DateInput(), "level": forms.RadioSelect}
        help_texts = {
            "level": _("What they take our colleague for."),
            "wanted": _("Where it should get to; empty means no need to change."),
        }

    def __init__(self, *args: Any, contact: Contact, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].queryset = readers_of(contact.client)  # type: ignore[attr-defined]
        self.fields["level"].choices = Acquaintance.Level.choices  # type: ignore[attr-defined]
        self.fields["wanted"].choices = [("", "–"), *Acquaintance.Level.choices]  # type: ignore[attr-defined]
        self.initial = {"noted_on": today, **self._stands(contact, today), **self.initial}

    def _stands(self, contact: Contact, today: date) -> dict[str, Any]:
        """What is known of the colleague already, to be gone on from."""
        colleague = str(self.initial.get("colleague", ""))
        known = Acquaintance.objects.filter(contact=contact).in_force(on=today)
        if not colleague.isdecimal() or len(colleague) >= BIGGEST:
            return {}
        found = known.filter(colleague=int(colleague)).first()
        return {"level": found.level, "wanted": found.wanted} if found else {}


class PlaceholderForm(forms.Form):
    name = forms.CharField(
        label=_("role"), max_length=120, help_text=_("Such as: Head of logistics. Who holds it is not known yet.")
    )


class IdentifyForm(RecordForm[Contact]):
    class Meta:
        model = Contact
        fields = ("name", "job_title", "email", "phone", "language")


class DepartureForm(forms.Form):
    left_on = forms.DateField(label=_("left the company on"), widget=DateInput())

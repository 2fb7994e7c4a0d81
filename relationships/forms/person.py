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
        self.fields["owner"].queryset = readers_of(contact.client) | now  # type: ignore[attr-defined]


class AcquaintanceForm(RecordForm[Acquaintance]):
    class Meta:
        model = Acquaintance
        fields = ("colleague", "level", "wanted", "noted_on", "evidence")
        widgets = {"noted_on": DateInput()}
        help_texts = {
            "level": _("What they take our colleague for."),
            "wanted": _("Where it should get to; empty means no need to change."),
        }

    def __init__(self, *args: Any, contact: Contact, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("noted_on", today)
        self.fields["colleague"].queryset = readers_of(contact.client)  # type: ignore[attr-defined]


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

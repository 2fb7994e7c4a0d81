"""The form of thirty seconds: how much a need matters, how well we meet it, whether it is still true."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from kam.forms import DateInput
from relationships.models import Need

SCORES = [(score, str(score)) for score in range(1, 6)]
STILL_TRUE = [
    (Need.Status.CONFIRMED, _("Yes, confirmed")),
    (Need.Status.ASSUMED, _("We think so")),
    (Need.Status.REFUTED, _("No, refuted")),
]


class RadioSelect(forms.RadioSelect):
    """The keyboard begins at the score that stands, or else at the first. (Its look goes by the name of the class.)"""

    def optgroups(self, *args: Any, **kwargs: Any) -> Any:
        groups = super().optgroups(*args, **kwargs)
        offered = [option for _name, options, _index in groups for option in options]
        start = next((option for option in offered if option["selected"]), offered[0])
        start["attrs"]["data-autofocus"] = True
        return groups


class AssessmentForm(forms.Form):
    importance = forms.TypedChoiceField(
        label=_("Importance to the client"),
        choices=SCORES,
        coerce=int,
        widget=RadioSelect,
        help_text=_("1 hardly matters, 5 decides whether they stay."),
    )
    fit = forms.TypedChoiceField(
        label=_("How well we meet it"),
        choices=SCORES,
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("1 not at all, 5 completely."),
    )
    status = forms.ChoiceField(label=_("Still true?"), choices=STILL_TRUE, widget=forms.RadioSelect)
    note = forms.CharField(label=_("What changed"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2}))
    asked = forms.ModelChoiceField(Contact.objects.none(), label=_("Whom we asked"), required=False, empty_label="–")
    assessed_on = forms.DateField(label=_("On"), widget=DateInput())

    def __init__(self, data: Any = None, *, need: Need) -> None:
        today = timezone.localdate()
        initial = {"importance": need.importance, "fit": need.fit, "status": need.status, "assessed_on": today}
        super().__init__(data, initial=initial)
        self.fields["asked"].queryset = need.client.contacts.current()  # type: ignore[attr-defined]
        self.fields["assessed_on"].widget.attrs["max"] = today.isoformat()

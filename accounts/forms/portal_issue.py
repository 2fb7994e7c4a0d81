"""What somebody at the client fills in about an issue on the portal."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Issue


class PortalIssueForm(forms.Form):
    kind = forms.ChoiceField(label=_("what is it"), choices=Issue.Kind.choices, initial=Issue.Kind.QUERY)
    title = forms.CharField(label=_("in a few words"), max_length=200)
    description = forms.CharField(
        label=_("what happened"), max_length=10_000, required=False, widget=forms.Textarea({"rows": 5})
    )


class PortalReplyForm(forms.Form):
    body = forms.CharField(label=_("your message"), max_length=20_000, widget=forms.Textarea({"rows": 4}))


class PortalRatingForm(forms.Form):
    rating = forms.TypedChoiceField(
        label=_("how did it go"),
        coerce=int,
        choices=[
            (5, _("5 – very well")),
            (4, _("4 – well")),
            (3, _("3 – neither well nor badly")),
            (2, _("2 – badly")),
            (1, _("1 – very badly")),
        ],
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=_("anything to add"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3})
    )

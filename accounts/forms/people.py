"""Forms of merging, linking, exporting and erasing people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact, Erasure
from kam.models import User

NOT_THE_NAME = _("This is not the name of the person: type it as it stands.")


class MergeForm(forms.Form):
    """The other record, and which of the two is kept."""

    THIS, OTHER = "this", "other"

    other = forms.ModelChoiceField(label=_("merge with"), queryset=Contact.objects.none(), empty_label="–")
    keep = forms.ChoiceField(required=False, choices=[(THIS, THIS), (OTHER, OTHER)], widget=forms.HiddenInput())

    def __init__(self, *args: Any, contact: Contact, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Contact.objects.kept().editable_by(user).exclude(pk=contact.pk)
        known = people.filter(client=contact.client_id)
        # What may be sent is more than what is offered: somebody of another client is refused in words of its own.
        self.fields["other"].queryset = people if self.is_bound else known  # type: ignore[attr-defined]


class SamePersonForm(forms.Form):
    other = forms.ModelChoiceField(label=_("the same person"), queryset=Contact.objects.none())

    def __init__(self, *args: Any, contact: Contact, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Contact.objects.kept().editable_by(user).exclude(pk=contact.pk)
        self.fields["other"].queryset = people  # type: ignore[attr-defined]


class WhereForm(forms.Form):
    """Which of a person's records are meant, where there are several that may be."""

    HERE, EVERYWHERE = "here", "everywhere"

    where = forms.ChoiceField(
        label=_("which records"), choices=[(HERE, _("Only at this client"))], widget=forms.RadioSelect(), initial=HERE
    )

    def __init__(self, *args: Any, elsewhere: list[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not elsewhere:
            del self.fields["where"]
            return
        names = ", ".join(contact.client.name for contact in elsewhere)
        choices = [(self.HERE, _("Only at this client")), (self.EVERYWHERE, _("Also at %s") % names)]
        self.fields["where"].choices = choices  # type: ignore[attr-defined]

    @property
    def is_everywhere(self) -> bool:
        return bool(self.cleaned_data.get("where") == self.EVERYWHERE)


class ExportForm(WhereForm):
    reason = forms.CharField(
        label=_("why"),
        max_length=200,
        help_text=_("Such as: asked for by mail on 3 March. It is kept in the access log."),
    )
    field_order = ("reason", "where")


class EraseForm(WhereForm):
    reason = forms.ChoiceField(label=_("reason"), choices=[("", "–"), *Erasure.Reason.choices])
    name = forms.CharField(
        label=_("type the name to confirm"), max_length=120, widget=forms.TextInput({"autocomplete": "off"})
    )
    field_order = ("reason", "where", "name")

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contact = contact

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if name.casefold() != " ".join(self.contact.name.split()).casefold():
            raise forms.ValidationError(NOT_THE_NAME)
        return name

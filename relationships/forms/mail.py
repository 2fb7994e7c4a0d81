from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from kam.models import User

FILES_AT_MOST = 50


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        """Whether each of them is a mail is said file by file, so that one bad file stops no other."""
        files = [found for found in data or [] if found]
        if not files:
            raise ValidationError(self.error_messages["required"], "required")
        if len(files) > FILES_AT_MOST:
            raise ValidationError(_("Choose up to %d files at a time.") % FILES_AT_MOST, "too_many")
        return files


class AddMailForm(forms.Form):
    uploads = ManyFilesField(
        label=_("files"),
        widget=ManyFilesInput({"accept": ".eml,message/rfc822"}),
        help_text=_("E-mails saved as .eml, several at once, up to 25 MB each."),
    )
    client = forms.ModelChoiceField(
        label=_("file at"),
        queryset=Client.objects.none(),
        required=False,
        empty_label=_("Whose people are in it"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client"].queryset = Client.objects.editable_by(user).active().by_name()  # type: ignore[attr-defined]


class FileMailForm(forms.Form):
    """Where a mail that waits belongs, and whether somebody in it is new there."""

    client = forms.ModelChoiceField(label=_("client"), queryset=Client.objects.none(), empty_label="–")
    new_address = forms.ChoiceField(label=_("add to the client's people"), required=False)
    new_name = forms.CharField(
        label=_("their name"),
        max_length=120,
        required=False,
        help_text=_("Their next mail is then filed by itself."),
    )

    def __init__(self, *args: Any, user: User, outsiders: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client"].queryset = Client.objects.editable_by(user).by_name()  # type: ignore[attr-defined]
        offered = [("", _("Nobody")), *((address, address) for address in outsiders)]
        self.fields["new_address"].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What filing wants to be told: the client and, as a pair, the name and address of somebody new."""
        found = super().clean() or {}
        address, name = found.pop("new_address", ""), found.pop("new_name", "").strip()
        if address and not name:
            self.add_error("new_name", _("Say what the person is called."))
        return found | {"new_contact": (name, address) if address else None}

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from kam.forms import DateInput, RecordForm
from performance.models import StatusUpdate

MONTH = timedelta(days=30)


class DraftUpdateForm(forms.Form):
    """The period and the language of a new update; it is drawn up from the facts."""

    since = forms.DateField(label=_("From"), widget=DateInput())
    until = forms.DateField(label=_("Until"), widget=DateInput())
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, client: Client, today: date, **kwargs: Any) -> None:
        """It starts where the last update ended, in the language most people there read."""
        last = StatusUpdate.objects.of(client).kept().first()
        read = list(client.contacts.current().exclude(language="").values_list("language", flat=True))
        initial = {
            "since": min(last.until, today) if last else today - MONTH,
            "until": today,
            "language": max(read, key=read.count, default=settings.LANGUAGE_CODE),
        }
        super().__init__(*args, **{"initial": initial, **kwargs})


class StatusUpdateForm(RecordForm[StatusUpdate]):
    class Meta:
        model = StatusUpdate
        fields = ("title", "body")
        widgets = {"body": forms.Textarea({"rows": 24})}


class SendUpdateForm(forms.Form):
    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contacts"] = forms.ModelMultipleChoiceField(
            label=_("To"),
            queryset=client.contacts.current().exclude(email=""),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one person.")},
        )

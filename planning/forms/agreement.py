from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, Contact
from kam.forms import DateInput
from relationships.models import Interaction

TIME_TO_ANSWER = timedelta(days=14)


class ProposalForm(forms.Form):
    """To whom a target is offered, with what words, and until when they may answer."""

    recipients = forms.ModelMultipleChoiceField(
        label=_("to"), queryset=Contact.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    message = forms.CharField(
        label=_("message"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Why this target, in words for the client. They read it above the numbers."),
    )
    expires_on = forms.DateField(label=_("answer by"), widget=DateInput())
    reason = forms.CharField(
        label=_("reason, for ourselves"),
        required=False,
        max_length=1000,
        help_text=_("A manager has to give one where the target is unrealistic. The client does not see it."),
    )

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipients"].queryset = client.contacts.current()  # type: ignore[attr-defined]
        self.fields["expires_on"].initial = timezone.localdate() + TIME_TO_ANSWER


class RecordAgreementForm(forms.Form):
    """An agreement reached elsewhere."""

    contact = forms.ModelChoiceField(label=_("who agreed"), queryset=Contact.objects.none())
    agreed_on = forms.DateField(label=_("agreed on"), initial=timezone.localdate, widget=DateInput())
    evidence = forms.CharField(
        label=_("evidence"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("What shows it: the minutes, the e-mail, who was there."),
    )
    interaction = forms.ModelChoiceField(
        label=_("agreed in"), queryset=Interaction.objects.none(), required=False, empty_label="–"
    )

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        latest = Interaction.objects.of(client).kept().newest_first().values("pk")[:50]
        talks = Interaction.objects.filter(pk__in=list(latest.values_list("pk", flat=True))).newest_first()
        self.fields["contact"].queryset = client.contacts.current()  # type: ignore[attr-defined]
        self.fields["interaction"].queryset = talks  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("reason"), max_length=1000, widget=forms.Textarea({"rows": 3}))

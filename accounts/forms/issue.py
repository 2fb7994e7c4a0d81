"""Forms of issues."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, Issue, IssueMessage
from accounts.models.issue import DONE, Status
from accounts.services.issue import MOVES
from accounts.services.issue_merge import Moved
from kam.access import colleagues_of
from kam.forms import DateTimeInput, RecordForm
from kam.models import User

LEARNT = ("cause", "cause_told", "knowledge")
MOVE_WORDS = {
    Status.OPEN: _("We are on it"),
    Status.WAITING: _("Wait for the client"),
    Status.REOPENED: _("Reopen"),
}


class IssueForm(RecordForm[Issue]):
    class Meta:
        model = Issue
        fields = (
            "title", "kind", "severity", "reporter", "route", "description", "owner", "opened_at", "is_shared", *LEARNT,
        )  # fmt: skip
        widgets = {
            "title": forms.TextInput({"autocomplete": "off"}),
            "description": forms.Textarea({"rows": 4}),
            "opened_at": DateTimeInput(),
            "cause_told": forms.Textarea({"rows": 2}),
            "knowledge": forms.Textarea({"rows": 3}),
        }

    def __init__(self, *args: Any, client: Client, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = self.instance
        if now.status not in DONE:
            for field in LEARNT:  # told when it is solved
                del self.fields[field]
        people = client.contacts.current() | client.contacts.filter(pk=now.reporter_id or 0)
        self.fields["reporter"].queryset = people  # type: ignore[attr-defined]
        kept = User.objects.filter(pk__in=[now.owner_id or client.owner_id, user.pk]).distinct()
        owner: Any = self.fields["owner"]
        owner.queryset = (colleagues_of(user) | kept).order_by("name")
        owner.initial = client.owner_id
        self.fields["opened_at"].required = False

    def clean_opened_at(self) -> Any:
        return self.cleaned_data["opened_at"] or self.instance.opened_at


class IssueMoveForm(forms.Form):
    status = forms.ChoiceField(label=_("status"), widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("why"), max_length=300, required=False, help_text=_("Such as what we wait for. Only we see it.")
    )

    def __init__(self, *args: Any, issue: Issue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [(key, word) for key, word in MOVE_WORDS.items() if key in MOVES[issue.status]]
        self.fields["status"].choices = allowed  # type: ignore[attr-defined]

    def title_of(self, status: str) -> str:
        """What the move is called; the first that can be done where it is none of them."""
        words = {str(key): str(word) for key, word in MOVE_WORDS.items()}
        return words.get(status, words[Status.WAITING])


class IssueMessageForm(forms.Form):
    audience = forms.ChoiceField(
        label=_("for"),
        choices=[(IssueMessage.Audience.CLIENT, _("To the client")), (IssueMessage.Audience.INTERNAL, _("Only us"))],
        initial=IssueMessage.Audience.CLIENT,
        widget=forms.RadioSelect,
    )
    body = forms.CharField(label=_("message"), max_length=20_000, widget=forms.Textarea({"rows": 4}))
    minutes = forms.IntegerField(label=_("minutes spent"), min_value=1, max_value=1440, required=False)
    then = forms.ChoiceField(label=_("and then"), required=False)

    def __init__(self, *args: Any, issue: Issue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        moves = [(key, word) for key, word in MOVE_WORDS.items() if key in MOVES[issue.status]]
        self.fields["then"].choices = [("", _("Leave it as it is")), *moves]  # type: ignore[attr-defined]


class IssuePromiseForm(forms.Form):
    next_update_at = forms.DateTimeField(
        label=_("next update promised for"),
        required=False,
        widget=DateTimeInput(),
        help_text=_("Empty takes the promise back."),
    )


class IssueCloseForm(RecordForm[Issue]):
    status = forms.ChoiceField(label=_("it is"), widget=forms.RadioSelect)
    asks = forms.BooleanField(
        label=_("ask the client how it went"),
        required=False,
        initial=True,
        help_text=_("On closing, where the client follows it on the portal."),
    )

    class Meta:
        model = Issue
        fields = LEARNT
        widgets = {"cause_told": forms.Textarea({"rows": 2}), "knowledge": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        solved = (Status.SOLVED, _("Solved; the client has yet to agree"))
        ways = [(Status.CLOSED, _("Closed: the client agrees, or nothing is left to do"))]
        self.fields["status"].choices = ways if self.instance.status == Status.SOLVED else [solved, *ways]  # type: ignore[attr-defined]
        self.initial["status"] = self.fields["status"].choices[0][0]  # type: ignore[attr-defined]
        self.fields["cause"].required = True
        if not self.instance.is_shared:
            del self.fields["asks"]


class IssueMergeForm(forms.Form):
    into = forms.ModelChoiceField(
        Issue.objects.none(),
        label=_("the one to keep"),
        help_text=_("The conversation, links and disputes of this one go there. It can be undone."),
    )

    def __init__(self, *args: Any, issue: Issue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Issue.objects.of(issue.client).kept().exclude(pk=issue.pk).order_by("-opened_at", "-pk")
        self.fields["into"].queryset = others  # type: ignore[attr-defined]
        self.fields["into"].label_from_instance = _named  # type: ignore[attr-defined]

    def keep(self, moved: Moved) -> None:
        """Hold on to what went over, for the way back."""
        self.kept = moved


def _named(issue: Issue) -> str:
    return f"#{issue.pk} · {issue.title} · {issue.get_status_display()} · {timezone.localdate(issue.opened_at)}"


class ChooseClientForm(forms.Form):
    """Whose issue it is, where it is not opened from a client's page."""

    client = forms.ModelChoiceField(Client.objects.none(), label=_("client"), empty_label="–")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clients = Client.objects.editable_by(user).active()
        self.fields["client"].queryset = clients.order_by("name")  # type: ignore[attr-defined]

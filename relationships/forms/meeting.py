from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from kam.access import colleagues_of
from kam.forms import DateTimeInput, FilterForm, RecordForm
from kam.models import User
from relationships.models import Meeting


class MeetingForm(RecordForm[Meeting]):
    class Meta:
        model = Meeting
        fields = ("title", "starts_at", "ends_at", "place", "people", "owner", "agenda")
        widgets = {
            "starts_at": DateTimeInput(),
            "ends_at": DateTimeInput(),
            "people": forms.CheckboxSelectMultiple(),
            "agenda": forms.Textarea({"rows": 4}),
        }

    def __init__(self, *args: Any, client: Client, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.instance.people.values("pk") if self.instance.pk else client.contacts.none()
        people = client.contacts.filter(Q(pk__in=client.contacts.current()) | Q(pk__in=chosen))
        self.fields["people"].queryset = people.order_by("name", "pk")  # type: ignore[attr-defined]
        owners = Q(pk__in=colleagues_of(user)) | Q(pk=self.instance.owner_id or user.pk) | Q(pk=client.owner_id)
        self.fields["owner"].queryset = User.objects.filter(owners, is_active=True)  # type: ignore[attr-defined]
        self.fields["owner"].required = False
        self.initial.setdefault("owner", user.pk)


class CalendarForm(forms.Form):
    """`client` None: the client whose people take part, event by event."""

    upload = forms.FileField(
        label=_("calendar file"),
        max_length=200,
        help_text=_("An .ics file of up to 1 MB and 500 meetings, such as a calendar program exports."),
        widget=forms.FileInput({"accept": ".ics,text/calendar"}),
    )
    client = forms.ModelChoiceField(
        label=_("client"),
        queryset=Client.objects.none(),
        required=False,
        empty_label=_("By who takes part"),
        help_text=_("Left open: the one client whose people take part, by their e-mail addresses."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client"].queryset = Client.objects.editable_by(user).active().by_name()  # type: ignore[attr-defined]


def _coming(found: QuerySet[Meeting]) -> QuerySet[Meeting]:
    return found.filter(status=Meeting.Status.PLANNED, ends_at__gte=timezone.now()).order_by("starts_at", "pk")


def _unlogged(found: QuerySet[Meeting]) -> QuerySet[Meeting]:
    return found.filter(status=Meeting.Status.PLANNED, ends_at__lt=timezone.now()).order_by("-starts_at", "-pk")


SHOWN: dict[str, Callable[[QuerySet[Meeting]], QuerySet[Meeting]]] = {
    "": _coming,
    "unlogged": _unlogged,
    "held": lambda found: found.filter(status=Meeting.Status.HELD).order_by("-starts_at", "-pk"),
    "cancelled": lambda found: found.filter(status=Meeting.Status.CANCELLED).order_by("-starts_at", "-pk"),
}


class MeetingFilterForm(FilterForm):
    """`show` is which of the four views; the others narrow it down."""

    VIEWS = (
        ("", _("Coming")),
        ("unlogged", _("Not logged yet")),
        ("held", _("Held")),
        ("cancelled", _("Cancelled")),
    )
    WEEKS = ((7, _("A week")), (30, _("30 days")), (90, _("90 days")))

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    within = forms.ChoiceField(label=_("Within"), choices=[("", _("Any time")), *WEEKS], required=False)
    mine = forms.BooleanField(label=_("Mine"), required=False)
    unprepared = forms.BooleanField(label=_("Not prepared"), required=False)
    show = forms.ChoiceField(choices=VIEWS, required=False, widget=forms.HiddenInput())

    @property
    def is_filtering(self) -> bool:
        return any(self.data.get(name) for name in self.fields if name != "show")

    @property
    def view(self) -> str:
        return str(self.chosen.get("show", ""))

    def apply(self, meetings: QuerySet[Meeting], user: User) -> QuerySet[Meeting]:
        if self.is_refused:
            return meetings.none()
        if text := self.chosen.get("q"):
            named = Q(title__unaccent__icontains=text) | Q(client__name__unaccent__icontains=text)
            meetings = meetings.filter(named)
        if self.chosen.get("mine"):
            meetings = meetings.filter(owner=user)
        if self.chosen.get("unprepared"):
            meetings = meetings.filter(prepared_at__isnull=True)
        return SHOWN[self.view](self._near(meetings))

    def _near(self, meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
        if not self.chosen.get("within"):
            return meetings
        now, wait = timezone.now(), timedelta(days=int(self.chosen["within"]))
        return meetings.filter(starts_at__range=(now - wait, now + wait))

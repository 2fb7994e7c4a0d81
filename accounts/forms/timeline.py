from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import timeline
from accounts.models import Client
from kam.forms import FilterForm
from kam.models import Event, User
from kam.models.event import EventQuerySet
from kam.processes import Process

DAYS = {"7": _("The last 7 days"), "30": _("The last 30 days"), "90": _("The last 90 days")}
ANY = _("Any")
BY_MACHINES = (Event.Source.JOB, Event.Source.IMPORT)
Value = Any


class TimelineFilterForm(FilterForm):
    """What of a client's timeline is shown; the apps above add filters of their own."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)

    def __init__(self, *args: Any, client: Client, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.client, self.user = client, user
        self.more, self.since = timeline.filters(client), timeline.days_since(client)
        for one in self.more:
            self.fields[one.key] = _choice(one.label, one.choices)
        self.fields["process"] = _choice(_("Process"), Process.choices)
        people = [("me", _("Me")), *((str(who.pk), who.name) for who in _colleagues(client))]
        self.fields["by"] = _choice(_("Logged by"), people)
        moments = [(one.key, one.label) for one in self.since]
        self.fields["since"] = _choice(_("Since"), [*moments, *DAYS.items()], _("The beginning"))
        self.fields["people"] = forms.BooleanField(label=_("Without system events"), required=False)

    def apply(self, events: EventQuerySet) -> EventQuerySet:
        if self.is_refused:
            return events.none()
        for one in self.more:
            if self.chosen.get(one.key):
                events = one.apply(events, self.chosen[one.key])
        for name, narrow in self._own.items():
            if self.chosen.get(name):
                events = events.filter(narrow(self.chosen[name]))
        return events

    @property
    def _own(self) -> dict[str, Callable[[Value], Q]]:
        return {
            "q": lambda text: timeline.saying(self.client, text),
            "process": lambda process: Q(verb__startswith=f"{process}."),
            "by": lambda who: Q(by=self.user if who == "me" else who),
            "since": lambda key: Q(at__gte=self._begins(key)),
            "people": lambda _on: Q(by__isnull=False) & ~Q(source__in=BY_MACHINES),
        }

    def _begins(self, key: str) -> datetime:
        """The start of the day."""
        days = {one.key: one.on for one in self.since}
        day = days[key] if key in days else timezone.localdate() - timedelta(days=int(key))
        return timezone.make_aware(datetime.combine(day, time.min))


def _choice(label: Any, choices: Any, unset: Any = ANY) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", unset), *choices], required=False)


def _colleagues(client: Client) -> QuerySet[User]:
    """The people who work on the client."""
    working = Q(memberships__team=client.team_id) | Q(account_teams__client=client) | Q(pk=client.owner_id)
    return User.objects.filter(working).distinct().order_by("name", "pk")

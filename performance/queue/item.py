"""One row of the queue, and the published order of the rules it comes by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from accounts.models import Client
from kam.status import Status


class Rule(models.TextChoices):
    """In the order of the queue."""

    SLA = "sla", _("SLA")
    REPLY = "reply", _("To answer")
    ANSWER = "answer", _("Client waiting")
    UPDATE = "update", _("Update promised")
    PREPARE = "prepare", _("Not prepared")
    OVERDUE = "overdue", _("Action overdue")
    TODAY = "today", _("Due today")
    UNLOGGED = "unlogged", _("To log")
    GOAL = "goal", _("Goal off track")
    READING = "reading", _("Reading due")
    ASSESS = "assess", _("Need to assess")
    COLD = "cold", _("Going cold")
    PERSON = "person", _("Person going cold")
    PROMISE = "promise", _("Promise broken")
    APPROVE = "approve", _("To approve")
    UNPAID = "unpaid", _("Overdue invoices")
    DOCUMENT = "document", _("Document ends")
    FOLLOW_UP = "follow_up", _("Nothing followed")
    NOTHING = "nothing", _("Nothing planned")


_RANK = {rule: rank for rank, rule in enumerate(Rule)}
PUBLISHED_ORDER = (
    _("Issues whose agreed time (SLA) is over or ends today, the longest over first"),
    _("Issues on which the client wrote last, the longest waiting first"),
    _("Clients who wait for our answer, the longest first"),
    _("Issues for which an update was promised by today"),
    _("Meetings of today and tomorrow without preparation, the next first"),
    _("Actions overdue, the longest first"),
    _("Actions due today"),
    _("Meetings that are over and not logged yet, the oldest first"),
    _("Goals off track that no open action answers, the worst first"),
    _("Goals whose reading is older than its cadence"),
    _("Needs whose assessment is due, the longest overdue first"),
    _("Clients without contact for longer than their cadence, the longest first"),
    _("People with a cadence of their own, without contact for longer than that"),
    _("Promises to pay that were broken, the oldest first"),
    _("Payment reminders that wait for your approval"),
    _("Clients with invoices overdue for more than 7 days, neither disputed nor promised"),
    _("Documents that end soon or have ended"),
    _("Your conversations of the last month that nothing followed"),
    _("Clients for whom nothing is planned"),
)


_WAYS = {
    Rule.SLA: (_("Reply"), "reply"),
    Rule.REPLY: (_("Reply"), "reply"),
    Rule.UPDATE: (_("Update"), "reply"),
    Rule.APPROVE: (_("Review"), "mail-check"),
    Rule.DOCUMENT: (_("Open"), "file-clock"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the queue. `subject` and `subject_id` name what the one-click action and the snooze act on."""

    rule: Rule
    status: Status
    client: Client
    what: str
    why: str
    url: str
    subject_id: int
    due_on: date | None = None
    weight: float = 0

    @property
    def key(self) -> str:
        return str(self.subject_id)

    @property
    def is_action(self) -> bool:
        return self.rule in (Rule.OVERDUE, Rule.TODAY)

    @property
    def way(self) -> StrPromise | str:
        """What one does on the page it leads to, where that is the one thing to click."""
        return _WAYS.get(self.rule, ("", ""))[0]

    @property
    def way_icon(self) -> str:
        return _WAYS.get(self.rule, ("", ""))[1]

    @property
    def is_to_call(self) -> bool:
        """Whether what helps is talking to the client."""
        return self.rule in (Rule.COLD, Rule.PROMISE, Rule.UNPAID)

    @property
    def order(self) -> tuple[int, int, float, str]:
        return _RANK[self.rule], -self.status.severity, self.weight, self.client.name

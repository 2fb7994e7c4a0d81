"""All one should know before meeting a client's people, on one page. Internal: it tells opinions its reader may see.

Every list is short on purpose, the most important first: the rest is a click away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Client, Contact, Issue
from accounts.models.contact import ContactQuerySet
from kam.models import User
from kam.processes import Process
from kam.status import Status
from performance import brief_books, reasons
from performance.brief_books import Late
from performance.models import ClientStanding
from planning.models import Action, Objective, Plan
from planning.reviews import Judgement, judged
from relationships.models import Interaction, Meeting, Need
from relationships.portrait import Portrait, portraits

AHEAD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of each is told at most; None is all."""

    people: int | None = None
    needs: int | None = None
    goals: int | None = None
    actions: int | None = None
    talks: int | None = None
    dates: int | None = None
    issues: int | None = None
    invoices: int | None = None


SHORT = Extent(people=5, needs=4, goals=4, actions=3, talks=2, dates=5, issues=2, invoices=2)


@dataclass(frozen=True, slots=True)
class Dated:
    """Something of the next days. `url` leads to it."""

    on: date
    what: str
    url: str


@dataclass(frozen=True, slots=True)
class Work:
    """Open actions, each once: what the client does, what we promised them, and the rest of ours."""

    theirs: list[Action]
    promised: list[Action]
    ours: list[Action]


@dataclass(frozen=True, slots=True)
class Brief:
    client: Client
    meeting: Meeting | None
    on: date
    people: list[Portrait]
    needs: list[Need]
    goals: list[tuple[Objective, Judgement]]
    work: Work
    talks: list[Interaction]
    dates: list[Dated]
    issues: list[tuple[Issue, Status, str]]  # open ones, and what their clocks say
    late: list[Late]  # overdue invoices
    standing: list[tuple[Process, Status, str]]  # how the client stands in each process, and why


def of(
    client: Client,
    *,
    reader: User,
    now: datetime,
    meeting: Meeting | None = None,
    extent: Extent = SHORT,
    people: Iterable[Portrait] | None = None,
) -> Brief:
    """Before a meeting with a client, or in general. What the reader may see, as of a moment.

    `people`: those to tell of, where they were read already.
    """
    on = timezone.localdate(now)
    goals = Objective.objects.of(client).running().order_by("due_on", "pk")
    needs = Need.objects.of(client).kept().exclude(status=Need.Status.REFUTED).weightiest_first()
    talks = Interaction.objects.of(client).kept().pinned_first()
    if people is None:
        people = portraits(_expected(client, meeting), seen_by=reader, on=on).values()
    return Brief(
        client=client,
        meeting=meeting,
        on=on,
        people=sorted(people, key=lambda one: (-(one.influence or -1), one.contact.name))[: extent.people],
        needs=list(needs.select_related("stated_by")[: extent.needs]),
        goals=judged(list(goals[: extent.goals])),
        work=_work(client, extent.actions),
        talks=list(talks.select_related("by").prefetch_related("people")[: extent.talks]),
        dates=sorted(_dates(client, meeting, now), key=lambda dated: (dated.on, dated.what))[: extent.dates],
        issues=brief_books.open_issues(client, at=now, most=extent.issues),
        late=brief_books.late_invoices(client, on=on, most=extent.invoices),
        standing=list(_standing(client)),
    )


def _expected(client: Client, meeting: Meeting | None) -> ContactQuerySet:
    """Whom one meets; everybody one can talk to where nobody is named."""
    there = Contact.objects.of(client).current().select_related("client")
    named = Contact.objects.filter(meetings=meeting).select_related("client") if meeting else there.none()
    return named if named.exists() else there


def _work(client: Client, most: int | None) -> Work:
    """Promised is what the client sees in the portal, and what came of a conversation."""
    found = Action.objects.of(client).open().order_by("due_on", "pk").select_related("owner", "client_owner")
    theirs, ours = found.filter(client_owner__isnull=False), found.filter(client_owner__isnull=True)
    promised = Q(is_shared=True) | Q(interaction__isnull=False)
    lists = (theirs, ours.filter(promised), ours.exclude(promised))
    return Work(*(list(actions[:most]) for actions in lists))


def _dates(client: Client, meeting: Meeting | None, now: datetime) -> Iterator[Dated]:
    on, until = timezone.localdate(now), timezone.localdate(now + AHEAD)
    coming = Meeting.objects.of(client).planned().between(now, now + AHEAD)
    for other in coming.exclude(pk=meeting.pk if meeting else 0):
        day = timezone.localdate(other.starts_at)
        yield Dated(day, _("Meeting: %s") % other, other.get_absolute_url())
    for goal in Objective.objects.of(client).running().filter(due_on__range=(on, until)):
        yield Dated(goal.due_on, _("Objective ends: %s") % goal, goal.get_absolute_url())
    for need in Need.objects.of(client).kept().filter(due_on__range=(on, until)):
        yield Dated(need.due_on or on, _("Wanted by then: %s") % need, need.get_absolute_url())
    for plan in Plan.objects.of(client).kept().filter(meets_on__range=(on, until)):
        yield Dated(plan.meets_on or on, _("Review with the client: %s") % plan, plan.get_absolute_url())


def _standing(client: Client) -> Iterator[tuple[Process, Status, str]]:
    standing = ClientStanding.objects.filter(client=client).select_related("client").first()
    if standing is None:
        return
    for process in Process:
        told = standing.reasons_of(process)
        yield process, standing.of(process), reasons.sentence(told[0]) if told else ""

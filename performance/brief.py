"""All one should know before meeting a client's people, on one page. Internal: it tells opinions its reader may see.

Every list is short on purpose, the most important first: the rest is a click away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Client, Contact
from kam.models import User
from kam.processes import Process
from kam.status import Status
from performance import reasons
from performance.models import ClientStanding
from planning.models import Action, Objective, Plan
from planning.reviews import Judgement, judged
from relationships.models import Interaction, Meeting, Need, Opinion, Stakeholder

AHEAD = timedelta(days=30)
PEOPLE, NEEDS, GOALS, ACTIONS, TALKS, DATES = 8, 6, 6, 5, 4, 8
KEPT = Q(interactions__removed_at=None)
Trait = Opinion.Trait


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody one meets. `opinions` by trait, only those the reader may see."""

    contact: Contact
    last_contact: datetime | None
    preferences: Stakeholder | None
    opinions: dict[str, Opinion] = field(default_factory=dict)

    @property
    def influence(self) -> int:
        found = self.opinions.get(Trait.INFLUENCE)
        return int(found.value) if found and found.value.isdigit() else -1

    @property
    def told(self) -> list[Opinion]:
        return [self.opinions[trait] for trait in Trait.values if trait in self.opinions]


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
    people: list[Person]
    needs: list[Need]
    goals: list[tuple[Objective, Judgement]]
    work: Work
    talks: list[Interaction]
    dates: list[Dated]
    standing: list[tuple[Process, Status, str]]  # how the client stands in each process, and why


def of(client: Client, *, reader: User, now: datetime, meeting: Meeting | None = None) -> Brief:
    """Before a meeting with a client, or in general. What the reader may see, as of a moment."""
    on = timezone.localdate(now)
    goals = Objective.objects.of(client).running().order_by("due_on", "pk")
    needs = Need.objects.of(client).kept().exclude(status=Need.Status.REFUTED).weightiest_first()
    talks = Interaction.objects.of(client).kept().newest_first()
    return Brief(
        client=client,
        meeting=meeting,
        on=on,
        people=_people(client, meeting, reader=reader, on=on),
        needs=list(needs.select_related("stated_by")[:NEEDS]),
        goals=judged(list(goals[:GOALS])),
        work=_work(client),
        talks=list(talks.select_related("by").prefetch_related("people")[:TALKS]),
        dates=sorted(_dates(client, meeting, now), key=lambda dated: (dated.on, dated.what))[:DATES],
        standing=list(_standing(client)),
    )


def _people(client: Client, meeting: Meeting | None, *, reader: User, on: date) -> list[Person]:
    """Who is expected; everybody one can talk to where nobody is named. The most influential first."""
    expected = meeting.people.all() if meeting else Contact.objects.none()
    found = expected if meeting and expected.exists() else Contact.objects.of(client).current()
    rows = _last_seen(found)
    opinions = _opinions([contact.pk for contact, _at in rows], reader=reader, on=on)
    stakeholders = {one.contact_id: one for one in Stakeholder.objects.filter(contact__in=[row for row, _at in rows])}
    people = [Person(contact, at, stakeholders.get(contact.pk), opinions.get(contact.pk, {})) for contact, at in rows]
    return sorted(people, key=lambda person: -person.influence)[:PEOPLE]


def _last_seen(contacts: QuerySet[Contact]) -> list[tuple[Contact, datetime | None]]:
    """Each with when they were last spoken to, the latest first."""
    seen: Any = contacts.annotate(last_contact=Max("interactions__happened_at", filter=KEPT))
    ordered = seen.order_by(F("last_contact").desc(nulls_last=True), "name", "pk")
    return [(contact, contact.last_contact) for contact in ordered[:100]]


def _opinions(contacts: Iterable[int], *, reader: User, on: date) -> dict[int, dict[str, Opinion]]:
    held: dict[int, dict[str, Opinion]] = {}
    for opinion in Opinion.objects.visible_to(reader).filter(contact__in=list(contacts)).in_force(on=on):
        held.setdefault(opinion.contact_id, {})[opinion.trait] = opinion
    return held


def _work(client: Client) -> Work:
    """Promised is what the client sees in the portal, and what came of a conversation."""
    found = Action.objects.of(client).open().order_by("due_on", "pk").select_related("owner", "client_owner")
    theirs, ours = found.filter(client_owner__isnull=False), found.filter(client_owner__isnull=True)
    promised = Q(is_shared=True) | Q(interaction__isnull=False)
    lists = (theirs, ours.filter(promised), ours.exclude(promised))
    return Work(*(list(actions[:ACTIONS]) for actions in lists))


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

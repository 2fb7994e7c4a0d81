"""What somebody needs who takes a client over: what it wants, what was promised, who is there, what is open, what comes.

Opinions that only their author may see are never in it: a dossier is made to be passed on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from operator import attrgetter

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_stubs_ext import StrPromise

from accounts.models import AccountTeamMember, Client
from kam.models import User
from kam.processes import Process
from kam.status import Status
from performance import reasons
from performance.models import ClientStanding
from planning.models import Action, Agreement, AgreementState, Objective, Plan
from planning.reviews import Judgement, judged
from relationships.models import Interaction, Meeting, Need, Opinion
from relationships.portrait import Portrait, portraits

AHEAD = timedelta(days=30)
TALKS = 10


@dataclass(frozen=True, slots=True)
class Matter:
    """Something open: what it is, why it is, and where it is."""

    status: Status
    what: str
    why: str
    url: str


@dataclass(frozen=True, slots=True)
class Coming:
    on: date
    kind: StrPromise | str
    what: str
    url: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    client: Client
    on: date
    team: list[AccountTeamMember]
    standing: ClientStanding | None
    reasons: list[tuple[Process, Status, list[str]]]
    needs: list[Need]
    agreed: list[tuple[Objective, Judgement]]
    promises: list[Action]
    people: list[Portrait]
    matters: list[Matter]
    coming: list[Coming]
    talks: list[Interaction]


def dossier(client: Client, *, seen_by: User, on: date) -> Dossier:
    """As of a day, of a client the reader sees. In a constant number of queries."""
    actions = list(Action.objects.of(client).open().select_related("owner", "client_owner").order_by("due_on", "pk"))
    goals = judged(list(Objective.objects.of(client).running().order_by("due_on", "pk")), on=on)
    standing = ClientStanding.objects.filter(client=client).first()
    return Dossier(
        client=client,
        on=on,
        team=list(client.account_team.select_related("user").order_by("pk")),
        standing=standing,
        reasons=_reasons(standing),
        needs=_needs(client),
        agreed=[(goal, judgement) for goal, judgement in goals if goal.is_bound],
        promises=[action for action in actions if action.is_shared or action.interaction_id or action.need_id],
        people=_people(client, seen_by, on),
        matters=[*_late(actions, on), *_off_track(goals), *_offers(client)],
        coming=_coming(client, actions, goals, on),
        talks=_talks(client),
    )


def _reasons(standing: ClientStanding | None) -> list[tuple[Process, Status, list[str]]]:
    if standing is None:
        return []
    found = ((process, standing.of(process), standing.reasons_of(process)) for process in Process)
    return [(process, status, [reasons.sentence(reason) for reason in why]) for process, status, why in found if why]


def _needs(client: Client) -> list[Need]:
    kept = Need.objects.of(client).kept().exclude(status=Need.Status.REFUTED)
    return list(kept.weightiest_first().select_related("stated_by"))


def _people(client: Client, seen_by: User, on: date) -> list[Portrait]:
    """The weightiest first; roles still to be identified among them."""
    there = client.contacts.kept().filter(left_on__isnull=True).select_related("client").order_by("name", "pk")
    shareable = Opinion.objects.shareable()
    found = portraits(there, seen_by=seen_by, on=on, opinions=shareable).values()
    return sorted(found, key=lambda one: (-(one.influence or 0), one.contact.name))


def _late(actions: list[Action], on: date) -> Iterator[Matter]:
    for action in actions:
        if late := action.days_late(on):
            why = _("Action of %(owner)s, %(days)d days late") % {"owner": action.owner.name, "days": late}
            yield Matter(Status.BAD if late > 14 else Status.WARN, action.title, why, action.get_absolute_url())


def _off_track(goals: list[tuple[Objective, Judgement]]) -> Iterator[Matter]:
    for goal, judgement in goals:
        if judgement.status in (Status.WARN, Status.BAD):
            yield Matter(judgement.status, goal.title, judgement.why, goal.get_absolute_url())


def _offers(client: Client) -> Iterator[Matter]:
    """Targets on the table, whoever has to answer."""
    waiting = Agreement.objects.in_state(AgreementState.PROPOSED).filter(objective__client=client)
    for offer in waiting.select_related("objective", "by_contact").order_by("created_at"):
        ours = offer.side != Agreement.Side.CLIENT
        why = _("The client has not answered our proposal yet") if ours else _("The client waits for our answer")
        yield Matter(Status.NONE if ours else Status.WARN, offer.objective.title, why, offer.get_absolute_url())


def _coming(
    client: Client, actions: list[Action], goals: list[tuple[Objective, Judgement]], on: date
) -> list[Coming]:
    until = on + AHEAD
    due = [
        Coming(each.due_on, _("Action"), each.title, each.get_absolute_url(), each.owner.name)
        for each in actions
        if on <= each.due_on <= until
    ]
    ends = [
        Coming(goal.due_on, _("Objective ends"), goal.title, goal.get_absolute_url())
        for goal, _judgement in goals
        if on <= goal.due_on <= until
    ]
    found = [*due, *ends, *_meetings(client, on, until), *_assessments(client, on, until), *_reviews(client, on, until)]
    return sorted(found, key=attrgetter("on"))


def _meetings(client: Client, on: date, until: date) -> Iterator[Coming]:
    start, end = (timezone.make_aware(datetime.combine(day, time.min)) for day in (on, until + timedelta(days=1)))
    for meeting in Meeting.objects.of(client).planned().between(start, end).select_related("owner"):
        day = timezone.localdate(meeting.starts_at)
        yield Coming(day, _("Meeting"), meeting.title, meeting.get_absolute_url(), meeting.owner.name)


def _assessments(client: Client, on: date, until: date) -> Iterator[Coming]:
    due = Need.objects.of(client).kept().filter(next_assessment_on__range=(on, until))
    for need in due.order_by("next_assessment_on", "pk"):
        if need.next_assessment_on:
            yield Coming(need.next_assessment_on, _("Need to assess"), need.statement, need.get_absolute_url())


def _reviews(client: Client, on: date, until: date) -> Iterator[Coming]:
    for plan in Plan.objects.of(client).kept().filter(meets_on__range=(on, until)):
        if plan.meets_on:
            yield Coming(plan.meets_on, _("Review with the client"), plan.title, plan.get_absolute_url())


def _talks(client: Client) -> list[Interaction]:
    """What was pinned, then the latest."""
    kept = Interaction.objects.of(client).kept().select_related("by").prefetch_related("people")
    pinned = list(kept.filter(pinned_at__isnull=False).newest_first()[:TALKS])
    latest = kept.filter(Q(pinned_at__isnull=True)).newest_first()[:TALKS]
    return [*pinned, *latest]

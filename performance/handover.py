"""What somebody needs who takes a client over: all that a brief tells, at full length, and what is left open.

Opinions that only their author may see are never in it: a dossier is made to be passed on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AccountTeamMember, Client, Contact
from kam.models import User
from kam.status import Status
from performance import brief
from performance.brief import Brief
from planning.models import Agreement, AgreementState
from relationships import gaps
from relationships.models import Opinion, Response
from relationships.people_map import glance
from relationships.portrait import portraits

FULL = brief.Extent(talks=15)


@dataclass(frozen=True, slots=True)
class Matter:
    """Something open: what it is, why it is open, and where it is settled."""

    status: Status
    what: str
    why: str
    url: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """`coverage`: a ratio from 0 to 1, or None. `roles`: placeholders, whoever holds them being unknown."""

    brief: Brief
    team: list[AccountTeamMember]
    matters: list[Matter]
    coverage: float | None
    gaps: list[gaps.Told]
    roles: list[Contact]

    @property
    def client(self) -> Client:
        return self.brief.client


def dossier(client: Client, *, reader: User, now: datetime) -> Dossier:
    """Of a client the reader sees, as of a moment. In a constant number of queries."""
    on = timezone.localdate(now)
    known = portraits(client.contacts.kept(), seen_by=reader, on=on, opinions=Opinion.objects.shareable())
    there = [one for one in known.values() if one.contact.left_on is None]
    named = [one for one in there if not one.contact.is_placeholder]
    told = brief.of(client, reader=reader, now=now, extent=FULL, people=named)
    found = glance(client, known, on=on)
    return Dossier(
        brief=told,
        team=list(client.account_team.select_related("user").order_by("pk")),
        matters=[*_off_track(told), *_offers(client), *_unhappy(client)],
        coverage=None if found.coverage.rests_on_few else found.coverage.share,
        gaps=gaps.told(found.gaps, client, found.names),
        roles=[one.contact for one in there if one.contact.is_placeholder],
    )


def _off_track(told: Brief) -> Iterator[Matter]:
    for goal, judgement in told.goals:
        if judgement.status in (Status.WARN, Status.BAD):
            yield Matter(judgement.status, goal.title, judgement.why, goal.get_absolute_url())


def _offers(client: Client) -> Iterator[Matter]:
    """Targets on the table, whoever has to answer."""
    waiting = Agreement.objects.in_state(AgreementState.PROPOSED).filter(objective__client=client)
    for offer in waiting.select_related("objective").order_by("created_at"):
        is_ours = offer.side == Agreement.Side.OURS
        why = _("The client has not answered our proposal yet") if is_ours else _("The client waits for our answer")
        status = Status.NONE if is_ours else Status.WARN
        yield Matter(status, offer.objective.title, why, offer.get_absolute_url())


def _unhappy(client: Client) -> Iterator[Matter]:
    """Low answers to a survey that nobody has followed up yet."""
    low = Response.objects.of(client).unhappy().filter(followed_up_at__isnull=True)
    for response in low.select_related("invitation__survey", "invitation__contact").order_by("-answered_at"):
        asked = response.invitation
        told = {"who": asked.contact.name, "score": response.score, "most": asked.survey.scale[1]}
        why = _("%(who)s answered %(score)d of %(most)d, and nobody has followed it up") % told
        yield Matter(Status.WARN, asked.survey.name, why, asked.survey.get_absolute_url())

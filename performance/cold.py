"""Who has not been talked to for longer than agreed: clients, people, and conversations that nothing followed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F

from accounts.models import Client
from accounts.models.client import ClientQuerySet
from kam.models import User
from kam.status import Status
from performance.columns import going_cold
from performance.models import ClientStanding
from planning.follow_ups import unanswered
from relationships.directory import cold, directory
from relationships.models import Interaction
from relationships.portrait import Portrait, portraits

SHOWN = 50
# Influential people first among those silent for equally long: who decides is missed most.
COLDEST_FIRST: list[Any] = ["cold_since", F("influence").desc(nulls_last=True), "pk"]


@dataclass(frozen=True, slots=True)
class ColdClient:
    client: Client
    standing: ClientStanding
    status: Status
    days: int


@dataclass(frozen=True, slots=True)
class GoingCold:
    """The first of each kind, the longest silence first, and whether there are more."""

    clients: list[ColdClient]
    people: list[Portrait]
    hanging: list[Interaction]

    @property
    def is_empty(self) -> bool:
        return not (self.clients or self.people or self.hanging)


def going(user: User, clients: ClientQuerySet, *, on: date) -> GoingCold:
    """Of these clients, as of a day, what this reader may know. In a constant number of queries."""
    return GoingCold(_clients(clients, on), _people(user, clients, on), _hanging(clients, on))


def _clients(clients: ClientQuerySet, on: date) -> list[ColdClient]:
    found = going_cold(clients).select_related("standing", "owner").order_by("standing__last_contact_on", "name")
    rows = ((client, client.standing) for client in found[:SHOWN])
    return [
        ColdClient(client, standing, standing.contact_status(on=on), standing.silence(on=on).days)
        for client, standing in rows
    ]


def _people(user: User, clients: ClientQuerySet, on: date) -> list[Portrait]:
    found = cold(directory(user, on=on), on=on).filter(client__in=clients.values("pk")).select_related("client")
    return list(portraits(found.order_by(*COLDEST_FIRST)[:SHOWN], seen_by=user, on=on).values())


def _hanging(clients: ClientQuerySet, on: date) -> list[Interaction]:
    talks = Interaction.objects.filter(client__in=clients.values("pk"))
    return list(unanswered(talks, on=on).select_related("client", "by").order_by("happened_at", "pk")[:SHOWN])

"""Reads for the manager's and the KAM's screens, from the summary rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from accounts.models import Client
from kam.models import Event, Team, User
from kam.status import Status
from performance.models import ClientStanding
from planning.models import Action

MOVERS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Money:
    """Revenue, target and what was expected by now, in the installation's currency."""

    revenue: Decimal
    target: Decimal
    expected: Decimal

    @property
    def attainment(self) -> Decimal | None:
        return self.revenue / self.target if self.target else None

    @property
    def gap(self) -> Decimal:
        return self.revenue - self.expected


@dataclass(frozen=True, slots=True)
class Load:
    """What one person looks after."""

    person: User
    clients: int
    revenue: Decimal
    open_actions: int
    overdue_actions: int


def standings(user: User, *, team: Team | None = None) -> QuerySet[ClientStanding]:
    """The standings this person may see, of one team with those below it when asked."""
    found = ClientStanding.objects.visible_to(user).filter(client__is_active=True).select_related("client__owner")
    if team is None:
        return found
    return found.filter(client__team__in=list(Team.objects.below(team).values_list("pk", flat=True)))


def counts(found: Iterable[ClientStanding]) -> list[tuple[Status, int]]:
    statuses = [standing.worst for standing in found]
    return [(status, statuses.count(status)) for status in Status]


def money(found: QuerySet[ClientStanding]) -> Money:
    sums = found.order_by().aggregate(a=Sum("revenue"), b=Sum("revenue_target"), c=Sum("revenue_expected"))
    return Money(*(sums[key] or Decimal(0) for key in "abc"))


def workload(found: Sequence[ClientStanding], *, on: date) -> list[Load]:
    """Per owner: clients, revenue and actions. Counts of work, never of a person's behaviour."""
    owners = {standing.client.owner_id: standing.client.owner for standing in found}
    actions = Action.objects.open().filter(owner__in=owners).order_by().values("owner")
    counted = actions.annotate(open=Count("pk"), late=Count("pk", filter=Q(due_on__lt=on)))
    busy = {owner: (open_, late) for owner, open_, late in counted.values_list("owner", "open", "late")}
    load = [_load(owner, found, busy.get(pk, (0, 0))) for pk, owner in owners.items()]
    return sorted(load, key=lambda one: one.person.name)


def _load(owner: User, found: Sequence[ClientStanding], actions: tuple[int, int]) -> Load:
    held = [standing for standing in found if standing.client.owner_id == owner.pk]
    revenue = sum((standing.revenue or Decimal(0) for standing in held), Decimal(0))
    return Load(owner, len(held), revenue, *actions)


def turned(clients: QuerySet[Client], *, since: date, limit: int) -> list[tuple[Event, str]]:
    """Goals that turned, newest first, each with its client's name."""
    events = Event.objects.filter(verb="performance.goal_turned", at__date__gte=since).order_by("-at", "-pk")
    found = list(events.filter(client_id__in=clients.order_by().values("pk")).select_related("by")[:limit])
    names = dict(Client.objects.filter(pk__in=[event.client_id for event in found]).values_list("pk", "name"))
    return [(event, names[event.client_id]) for event in found if event.client_id in names]

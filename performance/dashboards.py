"""Reads for the manager's and the KAM's screens, from the summary rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

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
class Summary:
    """A set of clients in numbers: how many there are of each status, and how many have running objectives."""

    money: Money
    counts: list[tuple[Status, int]]
    covered: int


@dataclass(frozen=True, slots=True)
class Load:
    """What one person looks after."""

    person: str
    clients: int
    revenue: Decimal
    open_actions: int
    overdue_actions: int


def standings(user: User, *, team: Team | None = None) -> QuerySet[ClientStanding]:
    """The standings this person may see, of one team with those below it when asked."""
    found = ClientStanding.objects.visible_to(user).filter(client__is_active=True)
    if team is None:
        return found
    return found.filter(client__team__in=list(Team.objects.below(team).values_list("pk", flat=True)))


def summary(found: QuerySet[ClientStanding]) -> Summary:
    """In one statement, however many clients there are."""
    each = {status: Count("pk", filter=Q(worst=status)) for status in Status}
    covered = Count("pk", filter=Q(running_objectives__gt=0))
    sums = found.order_by().aggregate(
        a=Sum("revenue"), b=Sum("revenue_target"), c=Sum("revenue_expected"), covered=covered, **each
    )
    return Summary(
        money=Money(*(sums[key] or Decimal(0) for key in "abc")),
        counts=[(status, sums[status]) for status in Status],
        covered=sums["covered"],
    )


def summary_of(held: Sequence[ClientStanding]) -> Summary:
    """The same, of standings that were read already."""
    worst = Counter(standing.worst for standing in held)
    sums = {
        name: sum((getattr(standing, f"revenue{part}") or Decimal(0) for standing in held), Decimal(0))
        for name, part in (("revenue", ""), ("target", "_target"), ("expected", "_expected"))
    }
    return Summary(
        money=Money(**sums),
        counts=[(status, worst[status]) for status in Status],
        covered=sum(standing.running_objectives > 0 for standing in held),
    )


def workload(found: QuerySet[ClientStanding], *, on: date) -> list[Load]:
    """Per owner: clients, revenue and actions. Counts of work, never of a person's behaviour."""
    held = found.order_by("client__owner__name", "client__owner").values_list("client__owner", "client__owner__name")
    people = list(held.annotate(Count("pk"), Sum("revenue")))
    theirs = Action.objects.open().filter(owner__in=[pk for pk, *_rest in people])
    theirs = theirs.filter(client__in=found.order_by().values("client"))
    counted = theirs.order_by().values("owner").annotate(open=Count("pk"), late=Count("pk", filter=Q(due_on__lt=on)))
    busy = {owner: (open_, late) for owner, open_, late in counted.values_list("owner", "open", "late")}
    return [Load(name, clients, revenue or Decimal(0), *busy.get(pk, (0, 0))) for pk, name, clients, revenue in people]


def turned(
    clients: QuerySet[Client], *, since: date, limit: int, names: Mapping[int, str] | None = None
) -> list[tuple[Event, str]]:
    """Goals that turned, newest first, each with its client's name. `names` by id, where they were read already."""
    start = timezone.make_aware(datetime.combine(since, time.min))
    events = Event.objects.filter(verb="performance.goal_turned", at__gte=start).order_by("-at", "-pk")
    found = list(events.filter(client_id__in=clients.order_by().values("pk")).select_related("by")[:limit])
    if names is None:
        names = dict(Client.objects.filter(pk__in=[event.client_id for event in found]).values_list("pk", "name"))
    return [(event, names[event.client_id]) for event in found if event.client_id and event.client_id in names]

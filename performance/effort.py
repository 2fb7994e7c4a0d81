"""Cost to serve: what looking after each client takes of our time, against what it brings in.

    cost         = Σ minutes ÷ 60 × cost of an hour on that day    of conversations and of work on issues
    revenue      = Σ net of invoices - Σ net of credit notes       issued in the period, in the reporting currency
    margin       = Σ revenue of a year × gross margin of that year ÷ 100
    contribution = margin - cost

Money has two decimals, in the reporting currency. What is not known (no rate, no margin for a year with revenue) is
None and never counted as 0. Source: customer profitability and its cumulative "whale" curve, as in cost-to-serve
practice; the tiers stand for the portfolio: A strategic, B star (to develop), C streamline (to be kept simple).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.db.models import Case, DecimalField, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import ExtractYear

from accounts.models import Client, Invoice, IssueMessage
from accounts.models.client import ClientQuerySet
from performance.models import CostRate, Margin
from relationships.models import Interaction

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
ZERO = Decimal(0)
SAID = 3
STARS = frozenset({Client.Tier.KEY, Client.Tier.GROWTH})


def hours_of(minutes: int) -> Decimal:
    """Hours with one decimal."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Served:
    """One client in a period: minutes spent, and money as above."""

    client: Client
    minutes: int
    cost: Decimal | None
    revenue: Decimal
    margin: Decimal | None

    @property
    def contribution(self) -> Decimal | None:
        return None if self.margin is None or self.cost is None else self.margin - self.cost

    @property
    def hours(self) -> Decimal:
        return hours_of(self.minutes)

    @property
    def cost_share(self) -> Decimal | None:
        """Cost as a part of the margin; None where there is no margin to compare with."""
        return self.cost / self.margin if self.cost is not None and self.margin else None


@dataclass(frozen=True, slots=True)
class Eaten:
    """A client to be kept simple that takes more of its owner's time than one that is to be won."""

    streamline: Served
    star: Served


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the whale curve: the client, and the contribution of all up to it."""

    served: Served
    cumulated: Decimal


def serve(clients: ClientQuerySet, *, since: date, until: date) -> list[Served]:
    """Each of these clients, both days included, the one that took most time first; in five statements."""
    found = list(clients.select_related("owner"))
    spent = _spent(clients, since, until)
    revenue = _revenue(clients, since, until)
    margins = dict(_margins(clients))
    rows = [_served(client, spent.get(client.pk), revenue.get(client.pk, {}), margins) for client in found]
    return sorted(rows, key=lambda row: (-row.minutes, -row.revenue, row.client.name))


def _served(
    client: Client, spent: _Spent | None, years: Mapping[int, Decimal], margins: Mapping[tuple[int, int], Decimal]
) -> Served:
    spent = spent or _Spent()
    known = [margins.get((client.pk, year)) for year, amount in years.items() if amount]
    earned = sum((amount * (margins.get((client.pk, year)) or ZERO) / HUNDRED for year, amount in years.items()), ZERO)
    return Served(
        client=client,
        minutes=spent.minutes,
        cost=spent.cost.quantize(CENT, ROUND_HALF_UP) if spent.cost is not None else None,
        revenue=sum(years.values(), ZERO),
        margin=None if None in known else earned.quantize(CENT, ROUND_HALF_UP),
    )


@dataclass(slots=True)
class _Spent:
    minutes: int = 0
    cost: Decimal | None = ZERO

    def add(self, minutes: int, cost: Decimal | None) -> None:
        self.minutes += minutes
        self.cost = None if self.cost is None or cost is None else self.cost + cost


def _spent(clients: ClientQuerySet, since: date, until: date) -> dict[int, _Spent]:
    """Minutes and cost by client, of conversations and of work on issues."""
    rates = list(CostRate.objects.order_by("-since"))
    talks = Interaction.objects.kept().filter(client__in=clients, happened_at__date__range=(since, until))
    work = IssueMessage.objects.filter(
        issue__client__in=clients, issue__removed_at=None, at__date__range=(since, until)
    )
    found: dict[int, _Spent] = defaultdict(_Spent)
    for rows, client, at in ((talks, "client", "happened_at"), (work, "issue__client", "at")):
        for client_id, minutes, cost in _summed(rows, client, at, rates):
            found[client_id].add(minutes, cost)
    return found


def _summed(
    rows: QuerySet[Interaction] | QuerySet[IssueMessage], client: str, at: str, rates: Sequence[CostRate]
) -> Iterable[tuple[int, int, Decimal | None]]:
    """(client id, minutes, cost); no cost where some of the minutes lie before the first known rate."""
    holds = [When(**{f"{at}__date__gte": rate.since}, then=Value(rate.per_hour)) for rate in rates]
    money = DecimalField(max_digits=18, decimal_places=6)
    per_hour = Case(*holds, default=None, output_field=money)
    unpriced = ~Q(**{f"{at}__date__gte": rates[-1].since}) if rates else Q()
    summed = rows.filter(minutes__isnull=False).order_by().values(client)
    told = summed.annotate(
        spent=Sum("minutes"), worth=Sum(F("minutes") * per_hour / 60, output_field=money),
        missing=Sum("minutes", filter=unpriced),
    )  # fmt: skip
    for client_id, minutes, cost, missing in told.values_list(client, "spent", "worth", "missing"):
        yield client_id, minutes, None if missing else cost


def _revenue(clients: ClientQuerySet, since: date, until: date) -> dict[int, dict[int, Decimal]]:
    """Net revenue in the reporting currency by client and year of issue."""
    issued = Invoice.objects.counted().filter(
        client__in=clients, issued_on__range=(since, until), currency=settings.DEFAULT_CURRENCY
    )
    credit = Case(When(kind=Invoice.Kind.CREDIT_NOTE, then=-F("net_amount")), default=F("net_amount"))
    found: dict[int, dict[int, Decimal]] = defaultdict(dict)
    rows = issued.order_by().values("client", year=ExtractYear("issued_on")).annotate(net=Sum(credit))
    for client_id, year, net in rows.values_list("client", "year", "net"):
        found[client_id][year] = net
    return found


def _margins(clients: ClientQuerySet) -> Iterable[tuple[tuple[int, int], Decimal]]:
    for client_id, year, percent in Margin.objects.filter(client__in=clients).values_list("client", "year", "percent"):
        yield (client_id, year), percent


def whale(rows: Iterable[Served]) -> list[Step]:
    """The curve: clients by contribution, the highest first, each with the sum so far. Unknown ones are left out."""
    known = sorted((row for row in rows if row.contribution is not None), key=lambda row: -(row.contribution or ZERO))
    steps, total = [], ZERO
    for row in known:
        total += row.contribution or ZERO
        steps.append(Step(row, total))
    return steps


def eaten(rows: Iterable[Served]) -> list[Eaten]:
    """Of each owner the client to be kept simple that took most time, where an A or B client of theirs got less."""
    by_owner: dict[int, list[Served]] = defaultdict(list)
    for row in rows:
        by_owner[row.client.owner_id].append(row)
    found = [pair for mine in by_owner.values() if (pair := _eaten(mine))]
    return sorted(found, key=lambda pair: pair.star.minutes - pair.streamline.minutes)[:SAID]


def _eaten(mine: Sequence[Served]) -> Eaten | None:
    simple = [row for row in mine if row.client.tier == Client.Tier.STANDARD]
    stars = [row for row in mine if row.client.tier in STARS]
    if not simple or not stars:
        return None
    most = max(simple, key=lambda row: row.minutes)
    least = min(stars, key=lambda row: row.minutes)
    return Eaten(most, least) if most.minutes > least.minutes else None

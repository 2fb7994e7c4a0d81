"""What is owed and how fast it comes in, as of any day. Reads only.

Amounts are gross, with VAT: what a client owes includes it. Several currencies are never added: everything is said by
currency. An invoice counts from the day it was issued; what was annulled counts nowhere.

- Ageing: what is open by days past the due date. On its due date an invoice is not overdue.
- DSO simple (PMR): open ÷ billed in the period x its days. Countback: how many days of billing, from the day backwards,
  make up what is open; it does not fall and rise with the season.
- CEI: (open at first + billed - open at last) ÷ (open at first + billed - not due at last), in per cent.
- ADD: DSO simple less the best possible DSO, which is (not due ÷ billed x days).
- Terms: days from issue to due date (negotiated) and to the day of settling (effective), weighted by amount.

Credit Research Foundation for DSO, best possible DSO, CEI and ADD. Credit notes are billed negatively.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    DateField,
    DecimalField,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Extract
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from accounts.models import Allocation, Invoice
from accounts.models.invoice import InvoiceQuerySet

ZERO = Decimal(0)
DAYS = 90
"""The usual period of DSO, CEI and ADD."""

MONEY = DecimalField(max_digits=24, decimal_places=2)

BUCKETS: dict[str, tuple[StrPromise, int | None, int | None]] = {
    "current": (_("Not due"), None, 0),
    "to_30": (_("1–30 days"), 1, 30),
    "to_60": (_("31–60 days"), 31, 60),
    "to_90": (_("61–90 days"), 61, 90),
    "over_90": (_("Over 90 days"), 91, None),
}
"""Label, and days past the due date from and to (both included)."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a bar of 100 across, written for SVG whatever the language."""

    key: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Ageing:
    """What is open in one currency as of a day, by the days past the due date. The buckets make up the total."""

    currency: str
    on: date
    amounts: dict[str, Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.amounts.values(), ZERO)

    @property
    def overdue(self) -> Decimal:
        return self.total - self.amounts["current"]

    def parts(self) -> list[tuple[str, StrPromise, Decimal, float]]:
        """Key, label, amount and share of the total in per cent."""
        total = self.total or Decimal(1)
        return [
            (key, BUCKETS[key][0], amount, round(float(amount / total * 100), 2))
            for key, amount in self.amounts.items()
        ]

    def bars(self) -> list[Bar]:
        """The parts one after the other, of 100 across."""
        drawn, x = [], 0.0
        for key, _label, _amount, share in self.parts():
            drawn.append(Bar(key, f"{x:.2f}", f"{share:.2f}"))
            x += share
        return drawn


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast money comes in, in one currency, over the days up to `on`. None where nothing was billed."""

    currency: str
    on: date
    days: int
    open: Decimal
    not_due: Decimal
    opening: Decimal
    billed: Decimal
    countback: Decimal | None

    @property
    def dso(self) -> Decimal | None:
        return self.open / self.billed * self.days if self.billed > 0 else None

    @property
    def best(self) -> Decimal | None:
        return self.not_due / self.billed * self.days if self.billed > 0 else None

    @property
    def add(self) -> Decimal | None:
        return None if self.dso is None or self.best is None else self.dso - self.best

    @property
    def cei(self) -> Decimal | None:
        collectable = self.opening + self.billed - self.not_due
        return (self.opening + self.billed - self.open) / collectable * 100 if collectable > 0 else None


def open_at(invoices: InvoiceQuerySet, *, on: date) -> InvoiceQuerySet:
    """Invoices of which something was open at the end of a day, with `open_then`.

    That is what is open now and what was set off after that day.
    """
    later = Allocation.objects.filter(invoice=OuterRef("pk"), on__gt=on).order_by().values("invoice")
    set_off = Subquery(later.annotate(sum=Sum("amount")).values("sum"), output_field=MONEY)
    unsettled = Q(settled_on__isnull=True) | Q(settled_on__gt=on)
    found = invoices.invoices().filter(unsettled, issued_on__lte=on)
    return found.annotate(open_then=F("open_amount") + Coalesce(set_off, Value(ZERO), output_field=MONEY))


def in_bucket(key: str, *, on: date) -> Q:
    """Condition on the due date of invoices of a bucket."""
    _label, first, last = BUCKETS[key]
    latest = Q(due_on__lte=on - timedelta(days=first)) if first is not None else Q()
    return latest & (Q(due_on__gte=on - timedelta(days=last)) if last is not None else Q())


def ageing(invoices: InvoiceQuerySet, *, on: date) -> list[Ageing]:
    """By currency, in one statement."""
    sums = {key: Sum("open_then", filter=in_bucket(key, on=on), default=ZERO) for key in BUCKETS}
    rows: Any = open_at(invoices, on=on).order_by("currency").values("currency").annotate(**sums)
    return [Ageing(row["currency"], on, {key: row[key] for key in BUCKETS}) for row in rows]


def speeds(invoices: InvoiceQuerySet, *, on: date, days: int = DAYS) -> list[Speed]:
    """By currency, of those in which something is open or was billed in the period."""
    start = on - timedelta(days=days)
    now = {found.currency: found for found in ageing(invoices, on=on)}
    before = {found.currency: found.total for found in ageing(invoices, on=start)}
    billed = _billed(invoices, after=start, on=on)
    nothing = dict.fromkeys(BUCKETS, ZERO)
    found = []
    for currency in sorted(now.keys() | billed.keys()):
        aged = now.get(currency) or Ageing(currency, on, nothing)
        by_day = billed.get(currency, {})
        counted = _countback(aged.total, by_day, on, days)
        total, first = sum(by_day.values(), ZERO), before.get(currency, ZERO)
        found.append(Speed(currency, on, days, aged.total, aged.amounts["current"], first, total, counted))
    return found


def _billed(invoices: InvoiceQuerySet, *, after: date, on: date) -> dict[str, dict[date, Decimal]]:
    signed = Case(When(kind=Invoice.Kind.CREDIT_NOTE, then=-F("gross_amount")), default=F("gross_amount"))
    found = invoices.counted().filter(issued_on__gt=after, issued_on__lte=on).order_by()
    billed: dict[str, dict[date, Decimal]] = {}
    for currency, day, amount in found.values_list("currency", "issued_on").annotate(sum=Sum(signed)):
        billed.setdefault(currency, {})[day] = amount
    return billed


def _countback(left: Decimal, billed: dict[date, Decimal], on: date, days: int) -> Decimal | None:
    """Days back from `on` whose billing makes up what is open, by part of the last; None: more than the period's."""
    if left <= 0:
        return ZERO
    for back in range(days):
        amount = billed.get(on - timedelta(days=back), ZERO)
        if amount >= left:
            return back + left / amount
        left -= amount
    return None


@dataclass(frozen=True, slots=True)
class Terms:
    """Days from issue to due date, and to settling, weighted by amount, of invoices settled in the period."""

    currency: str
    negotiated: Decimal
    effective: Decimal


def terms(invoices: InvoiceQuerySet, *, on: date, days: int = DAYS) -> Iterator[Terms]:
    """By currency, of invoices settled in the days up to `on`; nothing where none was."""
    settled = invoices.invoices().filter(
        settled_on__gt=on - timedelta(days=days), settled_on__lte=on, gross_amount__gt=0
    )
    weights = {"weight": Sum("gross_amount"), "due": Sum(_days_to("due_on")), "paid": Sum(_days_to("settled_on"))}
    rows: Any = settled.order_by("currency").values("currency").annotate(**weights)
    for row in rows:
        yield Terms(row["currency"], row["due"] / row["weight"], row["paid"] / row["weight"])


def _days_to(field: str) -> ExpressionWrapper[Any]:
    """Days from issue to a day, times the amount."""
    start, end = F("issued_on"), F(field)
    passed = ExpressionWrapper(
        ExpressionWrapper(end, DateField()) - ExpressionWrapper(start, DateField()), DurationField()
    )
    return ExpressionWrapper(Extract(passed, "epoch") / 86400 * F("gross_amount"), MONEY)

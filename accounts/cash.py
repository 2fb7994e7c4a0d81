"""Which money is expected in which week, from what was promised and from how each client pays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Avg, F, Prefetch
from django.db.models.functions import Greatest

from accounts.models import Dispute, Invoice, Promise
from accounts.models.invoice import InvoiceQuerySet

WEEKS = 8
LOOKED_BACK = timedelta(days=365)
ZERO = Decimal(0)


@dataclass(slots=True)
class Week:
    """From Monday on. `promised` is part of `amount`."""

    begins: date
    amount: Decimal = ZERO
    promised: Decimal = ZERO
    count: int = 0

    @property
    def ends(self) -> date:
        return self.begins + timedelta(days=6)


@dataclass(slots=True)
class Outlook:
    """What is expected in one currency. The parts sum to all that is open.

    `late`: its expected day is past, nothing is promised; `disputed`: not expected until that is settled; `later`:
    after the weeks shown.
    """

    currency: str
    weeks: list[Week]
    late: Decimal = ZERO
    disputed: Decimal = ZERO
    later: Decimal = ZERO
    count: int = field(default=0)

    @property
    def total(self) -> Decimal:
        return sum((week.amount for week in self.weeks), self.late + self.disputed + self.later)

    @property
    def most(self) -> Decimal:
        return max((week.amount for week in self.weeks), default=ZERO)


def outlook(invoices: InvoiceQuerySet, *, on: date) -> list[Outlook]:
    """By currency, of these invoices. An invoice is expected on the day promised, else on its due date and as many days
    later as this client paid late on average over the invoices it settled in the last 365 days.
    """
    standing: Prefetch[Any] = Prefetch("promises", Promise.objects.standing(), to_attr="awaited")
    open_ones: Prefetch[Any] = Prefetch("disputes", Dispute.objects.open(), to_attr="unresolved")
    unpaid = list(invoices.unpaid().prefetch_related(standing, open_ones))
    usual = usual_delays({one.client_id for one in unpaid}, on=on)
    found: dict[str, Outlook] = {}
    for one in unpaid:
        shown = found.setdefault(one.currency, Outlook(one.currency, _weeks(on)))
        _place(shown, one, delay=usual.get(one.client_id, 0), on=on)
    return [found[currency] for currency in sorted(found)]


def usual_delays(clients: set[int], *, on: date) -> dict[int, int]:
    """Days after the due date on which each client pays, whole ones, by what it settled in the last 365 days."""
    settled = Invoice.objects.invoices().filter(client__in=clients, settled_on__range=(on - LOOKED_BACK, on))
    late = Greatest(F("settled_on") - F("due_on"), timedelta(0))
    rows = settled.order_by().values_list("client").annotate(delay=Avg(late))
    return {client: round(delay / timedelta(days=1)) for client, delay in rows}


def _weeks(on: date) -> list[Week]:
    monday = on - timedelta(days=on.weekday())
    return [Week(monday + timedelta(weeks=number)) for number in range(WEEKS)]


def _place(shown: Outlook, invoice: Invoice, *, delay: int, on: date) -> None:
    shown.count += 1
    promises: Sequence[Promise] = getattr(invoice, "awaited", ())
    left = invoice.open_amount
    if getattr(invoice, "unresolved", ()):
        shown.disputed += left
        return
    for promise in promises:
        part = min(promise.amount, left)
        left -= part
        _add(shown, part, day=promise.promised_for, on=on, is_promised=True)
    if left:
        _add(shown, left, day=invoice.due_on + timedelta(days=delay), on=on, is_promised=False)


def _add(shown: Outlook, amount: Decimal, *, day: date, on: date, is_promised: bool) -> None:
    if day < on:
        shown.late += amount
        return
    number = (day - shown.weeks[0].begins).days // 7
    if number >= len(shown.weeks):
        shown.later += amount
        return
    week = shown.weeks[number]
    week.amount, week.count = week.amount + amount, week.count + 1
    if is_promised:
        week.promised += amount

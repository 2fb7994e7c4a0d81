"""What was done about the invoices a client has not paid: disputes, promises, reminders, and what lateness costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch

from accounts.late_costs import late_costs
from accounts.late_payment import LateCost
from accounts.links import held_up_by
from accounts.models import Client, Dispute, Invoice, Promise, ReminderLine

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Asked:
    """`last`: the reminder sent last. `broken`: the promise broken last, where none is standing."""

    invoice: Invoice
    dispute: Dispute | None
    promise: Promise | None
    broken: Promise | None
    last: ReminderLine | None
    cost: LateCost
    days_late: int


def asked_for(client: Client, *, on: date) -> list[Asked]:
    """The unpaid invoices of a client that are overdue, disputed or promised, the oldest due first."""
    unpaid = Invoice.objects.of(client).unpaid().order_by("due_on", "pk").prefetch_related(*_parts())
    found = [one for one in unpaid if one.due_on < on or _of(one, "unresolved") or _of(one, "promised")][:SHOWN]
    costs = late_costs(found, on=on)
    return [asked(one, costs[one.pk], on=on) for one in found]


def asked_for_one(invoice: Invoice, *, on: date) -> Asked:
    found = Invoice.objects.prefetch_related(*_parts()).get(pk=invoice.pk)
    return asked(found, late_costs([found], on=on)[found.pk], on=on)


def asked(invoice: Invoice, cost: LateCost, *, on: date) -> Asked:
    promises: list[Promise] = _of(invoice, "promised")
    standing = [one for one in promises if one.state == Promise.State.OPEN]
    broken = [one for one in promises if one.state == Promise.State.BROKEN]
    return Asked(
        invoice=invoice,
        dispute=next(iter(_of(invoice, "unresolved")), None),
        promise=next(iter(standing), None),
        broken=None if standing else next(iter(broken), None),
        last=next(iter(_of(invoice, "sent")), None),
        cost=cost,
        days_late=invoice.days_late(on),
    )


def _of(invoice: Invoice, name: str) -> list[Any]:
    found: list[Any] = getattr(invoice, name)
    return found


def _parts() -> list[Prefetch[Any]]:
    counted = [Promise.State.OPEN, Promise.State.BROKEN]
    sent = ReminderLine.objects.filter(dropped_because="", reminder__state="sent").select_related("reminder")
    return [
        held_up_by(),
        Prefetch("disputes", Dispute.objects.open(), to_attr="unresolved"),
        Prefetch("promises", Promise.objects.filter(state__in=counted), to_attr="promised"),
        Prefetch("reminder_lines", sent.order_by("-days"), to_attr="sent"),
    ]

"""What the lateness of an invoice that is on the books costs, with the rates noted in this installation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from accounts.late_payment import LateCost, Rate, cost_of, rates
from accounts.models import Allocation, Invoice, LateRate


def rate_table() -> list[Rate]:
    return rates(LateRate.objects.values_list("since", "percent"))


def late_costs(invoices: Sequence[Invoice], *, on: date) -> dict[int, LateCost]:
    """By the invoice's id, as of the end of a day, in three statements however many there are.

    What was credited was never owed, and bears no interest; money stops the interest from the day after it came.
    """
    table, credited, paid = rate_table(), dict[int, Decimal](), dict[int, list[tuple[date, Decimal]]]()
    for taken in Allocation.objects.filter(invoice__in=invoices):
        if taken.credit_note_id:
            credited[taken.invoice_id] = credited.get(taken.invoice_id, Decimal(0)) + taken.amount
        else:
            paid.setdefault(taken.invoice_id, []).append((taken.on, taken.amount))
    return {
        one.pk: cost_of(
            amount=one.gross_amount - credited.get(one.pk, Decimal(0)),
            due_on=one.due_on,
            taken=paid.get(one.pk, []),
            on=on,
            table=table,
        )
        for one in invoices
    }

"""A client's statement of account as of a day: every document of which something was open then, and how late it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import Allocation, Client, Dispute, Invoice, Payment
from kam.brand import brand
from kam.numbers import date_long, date_short, money

UP_TO = (0, 30, 60, 90)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Entry:
    """`amount` and `left` are negative for what the client has to its credit. `due_on`: None for payments."""

    kind: str
    number: str
    issued_on: date
    due_on: date | None
    currency: str
    amount: Decimal
    left: Decimal
    is_disputed: bool = False

    def days_late(self, on: date) -> int:
        return max((on - self.due_on).days, 0) if self.due_on else 0


@dataclass(frozen=True, slots=True)
class Account:
    """What is open in one currency. `buckets`: not due, 1 to 30 days late, 31 to 60, 61 to 90, more; of invoices."""

    currency: str
    entries: list[Entry]
    buckets: list[Decimal]

    @property
    def total(self) -> Decimal:
        return sum((entry.left for entry in self.entries), ZERO)

    @property
    def to_credit(self) -> Decimal:
        return sum((entry.left for entry in self.entries if entry.left < 0), ZERO)


def accounts_of(client: Client, *, on: date) -> list[Account]:
    """As the books say today what was open at the end of a day; one account for each currency, the oldest due first."""
    entries = sorted([*_documents(client, on), *_payments(client, on)], key=_order)
    return [
        Account(currency, found, _buckets(found, on))
        for currency, found in ((key, list(rows)) for key, rows in groupby(entries, key=lambda one: one.currency))
    ]


def told(client: Client, *, on: date) -> dict[str, Any]:
    """Texts only, in the language in force; see templates/pdf/statement.typ."""
    return {
        "title": _("Statement of account"),
        "client": client.name,
        "asof": _("As of %s") % date_long(on),
        "foot": brand().name,
        "tax": _("Tax number: %s") % client.tax_number if client.tax_number else "",
        "nothing": _("Nothing is open."),
        "names": [_("Document"), _("Issued"), _("Due"), _("Days late"), _("Total"), _("Open")],
        "accounts": [_account(account, on) for account in accounts_of(client, on=on)],
        "note": _("Please tell us if this does not agree with your books: %(name)s, %(address)s.")
        % {"name": client.owner.name, "address": client.owner.email},
    }


def _account(account: Account, on: date) -> dict[str, Any]:
    labels = [_("Not due"), *(_("%s days late") % range_ for range_ in ("1–30", "31–60", "61–90", "90+"))]
    currency = account.currency
    credit = [[_("To your credit"), money(account.to_credit, currency)]] if account.to_credit else []
    buckets = zip(labels, account.buckets, strict=True)
    return {
        "title": _("In %s") % currency,
        "rows": [_row(entry, on) for entry in account.entries],
        "total": [_("Open in all"), money(account.total, currency)],
        "buckets": [[label, money(amount, currency)] for label, amount in buckets] + credit,
    }


def _row(entry: Entry, on: date) -> list[str]:
    days = entry.days_late(on) if entry.left > 0 else 0
    return [
        f"{entry.kind} {entry.number}" + (f" ({_('disputed')})" if entry.is_disputed else ""),
        date_short(entry.issued_on),
        date_short(entry.due_on) if entry.due_on and entry.left > 0 else "–",
        str(days) if days else "–",
        money(entry.amount, entry.currency),
        money(entry.left, entry.currency),
    ]


def _documents(client: Client, on: date) -> Iterator[Entry]:
    disputed = Dispute.objects.filter(Q(resolved_on__isnull=True) | Q(resolved_on__gt=on), raised_on__lte=on)
    in_dispute = set(disputed.filter(invoice__client=client).values_list("invoice", flat=True))
    off = _sums(Allocation.objects.filter(invoice__client=client, on__lte=on), "invoice")
    used = _sums(Allocation.objects.filter(credit_note__client=client, on__lte=on), "credit_note")
    counted = Invoice.objects.of(client).filter(
        Q(cancelled_at__isnull=True) | Q(cancelled_at__date__gt=on), issued_on__lte=on
    )
    for one in counted:
        left = one.gross_amount - (used if one.is_credit else off).get(one.pk, ZERO)
        if left:
            sign = -1 if one.is_credit else 1
            kind, amount = str(one.get_kind_display()), sign * one.gross_amount
            disputed_now = one.pk in in_dispute
            yield Entry(kind, one.number, one.issued_on, one.due_on, one.currency, amount, sign * left, disputed_now)


def _payments(client: Client, on: date) -> Iterator[Entry]:
    used = _sums(Allocation.objects.filter(payment__client=client, on__lte=on), "payment")
    received = Payment.objects.of(client).filter(
        Q(cancelled_at__isnull=True) | Q(cancelled_at__date__gt=on), received_on__lte=on
    )
    for one in received:
        if left := one.amount - used.get(one.pk, ZERO):
            yield Entry(_("Payment"), one.number, one.received_on, None, one.currency, -one.amount, -left)


def _sums(allocations: Any, by: str) -> dict[int, Decimal]:
    rows = allocations.order_by().values_list(by).annotate(taken=Coalesce(Sum(F("amount")), ZERO))
    return dict(rows)


def _order(entry: Entry) -> tuple[str, bool, date, str]:
    return entry.currency, entry.left < 0, entry.due_on or entry.issued_on, entry.number


def _buckets(entries: list[Entry], on: date) -> list[Decimal]:
    sums = [ZERO] * (len(UP_TO) + 1)
    for entry in entries:
        if entry.left > 0:
            sums[sum(entry.days_late(on) > days for days in UP_TO)] += entry.left
    return sums

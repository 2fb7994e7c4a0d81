"""Money that comes in, and what of it is set off against which invoice.

Whoever sets off locks the source (payment or credit note) first and then the invoices in the order of their ids, so
that two at once wait for each other and never meet crosswise. The database itself refuses more than is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Allocation, Client, Invoice, Payment
from accounts.services.invoice import locked_invoice, settled_day
from kam import events
from kam.models import Import, User
from kam.records import keep

ZERO = Decimal(0)

FIXED = frozenset({"source", "number", "currency", "client"})
"""What identifies a payment: never changed."""


@transaction.atomic
def record_payment(
    client: Client,
    *,
    by: User | None,
    against: Mapping[Invoice, Decimal] | None = None,
    came_by: Import | None = None,
    **fields: Any,
) -> Payment:
    """Money received. `against`: so much of it for each invoice; None sets it off against the oldest due ones."""
    payment = Payment(client=client, created_by=by, came_by=came_by, **fields)
    payment.open_amount = payment.amount or ZERO
    _refuse_future(payment)
    keep(payment)
    told = {"amount": str(payment.amount), "currency": payment.currency}
    events.record("accounts.payment_recorded", payment, by=by, client_id=client.pk, **told)
    if against is None:
        _hold_unpaid(client)
        against = oldest_first(payment)
    for invoice, amount in against.items():
        set_off(payment, invoice, amount=amount, by=by)
    return payment


@transaction.atomic
def change_payment(payment: Payment, *, by: User | None, **changes: Any) -> Payment:
    """Correct what was noted of it. Its amount never goes below what is set off already."""
    payment = Payment.objects.select_for_update(of=("self",)).select_related("client").get(pk=payment.pk)
    changed = sorted(field for field, value in changes.items() if getattr(payment, field) != value)
    if refused := FIXED.intersection(changed):
        raise ValidationError(dict.fromkeys(refused, _("This identifies the payment: annul it and note another one.")))
    set_off_already = payment.amount - payment.open_amount
    for field, value in changes.items():
        setattr(payment, field, value)
    if set_off_already > payment.amount:
        raise ValidationError({"amount": _("More is set off already than this.")})
    payment.open_amount = payment.amount - set_off_already
    _refuse_future(payment)
    keep(payment)
    if changed:
        events.record("accounts.payment_changed", payment, by=by, client_id=payment.client_id, fields=changed)
    return payment


def _refuse_future(payment: Payment) -> None:
    if payment.received_on and payment.received_on > timezone.localdate():
        raise ValidationError({"received_on": _("Money is received today or earlier, not in the future.")})


def _hold_unpaid(client: Client) -> None:
    """Lock what is unpaid before spreading money over it: two payments at once are spread one after the other."""
    list(Invoice.objects.of(client).unpaid().select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def oldest_first(source: Payment | Invoice) -> dict[Invoice, Decimal]:
    """How money or a credit is spread when nobody says: over the unpaid invoices in its currency, the oldest due first.

    Disputed ones come last. Código Civil, article 784, has the debts that fell due first paid first.
    """
    unpaid = Invoice.objects.of(source.client).unpaid().filter(currency=source.currency)
    disputed = set(
        unpaid.filter(disputes__resolved_on__isnull=True, disputes__isnull=False).values_list("pk", flat=True)
    )
    in_order = sorted(unpaid, key=lambda invoice: (invoice.pk in disputed, invoice.due_on, invoice.pk))
    left, spread = source.open_amount, {}
    for invoice in in_order:
        if left <= 0:
            break
        spread[invoice] = min(invoice.open_amount, left)
        left -= spread[invoice]
    return spread


@transaction.atomic
def set_off(
    source: Payment | Invoice, invoice: Invoice, *, amount: Decimal, by: User | None, on: date | None = None
) -> Allocation:
    """So much of a payment, or of a credit note, against an invoice; together with what is set off of it already."""
    source, invoice = _both_locked(source, invoice)
    _refuse(source, invoice, amount)
    on = on or max(_day_of(source), invoice.issued_on)
    which = {"payment": source} if isinstance(source, Payment) else {"credit_note": source}
    allocation = Allocation.objects.filter(invoice=invoice, **which).first() or Allocation(
        invoice=invoice, amount=ZERO, by=by, **which
    )
    allocation.amount, allocation.on = allocation.amount + amount, max(on, allocation.on or on)
    keep(allocation)
    _take(source, amount, on)
    _take(invoice, amount, on)
    told = {"amount": str(amount), "currency": invoice.currency, "open": str(invoice.open_amount), "from": str(source)}
    verb = "accounts.invoice_settled" if invoice.open_amount == 0 else "accounts.invoice_part_paid"
    events.record(verb, invoice, by=by, client_id=invoice.client_id, **told)
    return allocation


@transaction.atomic
def take_back(allocation: Allocation, *, by: User | None) -> None:
    """It was set off by mistake: both sides are open again by so much."""
    source, invoice = _both_locked(_source_of(allocation), allocation.invoice)
    found = Allocation.objects.select_for_update().filter(pk=allocation.pk).first()
    if found is None:
        return
    amount = found.amount
    found.delete()
    for record in (source, invoice):
        _give(record, amount)
    told = {"amount": str(amount), "currency": invoice.currency, "from": str(source)}
    events.record("accounts.set_off_taken_back", invoice, by=by, client_id=invoice.client_id, **told)


@transaction.atomic
def annul_payment(payment: Payment, *, by: User | None) -> Payment:
    """It never came, or was paid back: what it had settled is open again."""
    for allocation in payment.allocations.select_related("invoice", "payment"):
        take_back(allocation, by=by)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if payment.cancelled_at is None:
        payment.cancelled_at = timezone.now()
        payment.save(update_fields=["cancelled_at", "updated_at"])
        events.record("accounts.payment_annulled", payment, by=by, client_id=payment.client_id)
    return payment


@transaction.atomic
def restore_payment(payment: Payment, *, against: Iterable[tuple[Invoice, Decimal, date]], by: User | None) -> Payment:
    """It came after all: set off again as it was, so much against each invoice from that day on."""
    payment = Payment.objects.select_for_update(of=("self",)).select_related("client").get(pk=payment.pk)
    if payment.cancelled_at is None:
        return payment
    payment.cancelled_at = None
    payment.save(update_fields=["cancelled_at", "updated_at"])
    events.record("accounts.payment_restored", payment, by=by, client_id=payment.client_id)
    for invoice, amount, on in sorted(against, key=lambda one: one[0].pk):
        set_off(payment, invoice, amount=amount, by=by, on=on)
    return payment


def _both_locked(source: Payment | Invoice, invoice: Invoice) -> tuple[Payment | Invoice, Invoice]:
    if isinstance(source, Payment):
        locked = Payment.objects.select_for_update(of=("self",)).select_related("client").get(pk=source.pk)
        return locked, locked_invoice(invoice)
    found = {record.pk: locked_invoice(record) for record in sorted((source, invoice), key=lambda record: record.pk)}
    return found[source.pk], found[invoice.pk]


def _source_of(allocation: Allocation) -> Payment | Invoice:
    source = allocation.payment or allocation.credit_note
    if source is None:
        raise RuntimeError("An allocation is of a payment or of a credit note.")
    return source


def _day_of(source: Payment | Invoice) -> date:
    return source.received_on if isinstance(source, Payment) else source.issued_on


def _refuse(source: Payment | Invoice, invoice: Invoice, amount: Decimal) -> None:
    if source.client_id != invoice.client_id:
        raise ValidationError({"invoice": _("Choose an invoice of this client.")})
    if source.currency != invoice.currency:
        problem = _("The invoice is in %s: money in another currency does not settle it.")
        raise ValidationError({"invoice": problem % invoice.currency})
    if invoice.is_credit or invoice.cancelled_at or source.cancelled_at:
        raise ValidationError({"invoice": _("Only invoices that were not annulled are settled.")})
    if isinstance(source, Invoice) and not source.is_credit:
        raise ValidationError(_("Only payments and credit notes are set off."))
    _refuse_amount(source, invoice, amount)


def _refuse_amount(source: Payment | Invoice, invoice: Invoice, amount: Decimal) -> None:
    if amount <= 0:
        raise ValidationError({"amount": _("This is more than nothing.")})
    if amount > invoice.open_amount:
        raise ValidationError({"amount": _("Of this invoice only %s is open.") % invoice.open_amount})
    if amount > source.open_amount:
        raise ValidationError({"amount": _("Only %s is left to set off.") % source.open_amount})


def _take(record: Payment | Invoice, amount: Decimal, on: date) -> None:
    record.open_amount -= amount
    fields = ["open_amount", "updated_at"]
    if isinstance(record, Invoice) and record.open_amount == 0:
        record.settled_on = max(settled_day(record), on)
        fields.append("settled_on")
    record.save(update_fields=fields)


def _give(record: Payment | Invoice, amount: Decimal) -> None:
    record.open_amount += amount
    fields = ["open_amount", "updated_at"]
    if isinstance(record, Invoice):
        record.settled_on = None
        fields.append("settled_on")
    record.save(update_fields=fields)

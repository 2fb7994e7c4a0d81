"""Writes on promises to pay: one at a time for each invoice, kept by money that comes in time, else broken."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Contact, Invoice, Promise
from accounts.services.invoice import locked_invoice
from kam import events
from kam.models import User
from kam.records import keep

BATCH = 200


@transaction.atomic
def make_promise(
    invoice: Invoice,
    *,
    by: User | None,
    promised_for: date,
    amount: Decimal | None = None,
    made_on: date | None = None,
    made_by: Contact | None = None,
    **fields: Any,
) -> Promise:
    """Somebody at the client says so much is paid by a day; without an amount, all that is open."""
    invoice = locked_invoice(invoice)
    _refuse(invoice, amount, made_by)
    promise = Promise(invoice=invoice, amount=amount or invoice.open_amount, made_by=made_by, by=by, **fields)
    promise.promised_for, promise.made_on = promised_for, made_on or timezone.localdate()
    if promise.promised_for < promise.made_on:
        raise ValidationError({"promised_for": _("A promise is for the day it is made, or a later one.")})
    if promise.promised_for < timezone.localdate():
        raise ValidationError({"promised_for": _("This day is past.")})
    keep(promise)
    _tell("accounts.promise_made", promise, by=by)
    return promise


@transaction.atomic
def withdraw_promise(promise: Promise, *, by: User | None) -> Promise:
    """It no longer holds, or was noted by mistake: reminders go on."""
    locked_invoice(promise.invoice)
    promise = Promise.objects.select_related("invoice").get(pk=promise.pk)
    if promise.state != Promise.State.OPEN:
        raise ValidationError(_("This promise is settled already."))
    return _settle(promise, Promise.State.WITHDRAWN, on=timezone.localdate(), by=by)


@transaction.atomic
def restore_promise(promise: Promise, *, by: User | None) -> Promise:
    """It holds after all."""
    locked_invoice(promise.invoice)
    promise = Promise.objects.select_related("invoice").get(pk=promise.pk)
    promise.state, promise.settled_on = Promise.State.OPEN, None
    keep(promise)
    _tell("accounts.promise_made", promise, by=by)
    return promise


@transaction.atomic
def judge_promise(pk: int, *, on: date) -> Promise | None:
    """Kept, broken, or still awaited on this day: nothing is written then. Broken the day after, whenever this runs."""
    found = Promise.objects.standing().filter(pk=pk).select_related("invoice").first()
    if found is None:
        return None
    invoice = locked_invoice(found.invoice)
    promise = Promise.objects.standing().filter(pk=pk).select_related("invoice").first()
    if promise is None:
        return None
    if _came_in_time(promise, invoice):
        return _settle(promise, Promise.State.KEPT, on=min(on, promise.promised_for), by=None)
    if promise.promised_for < on:
        return _settle(promise, Promise.State.BROKEN, on=promise.promised_for + timedelta(days=1), by=None)
    return None


def judge_promises_of(invoice_id: int, *, on: date) -> None:
    """Money came in for this invoice."""
    for pk in Promise.objects.standing().filter(invoice=invoice_id).values_list("pk", flat=True):
        judge_promise(pk, on=on)


def judge_promises(*, on: date) -> int:
    """All whose day has passed; how many were settled. Each in a transaction of its own: one that fails stops none."""
    due = Promise.objects.standing().filter(promised_for__lt=on).order_by("promised_for", "pk")
    return sum(judge_promise(pk, on=on) is not None for pk in list(due.values_list("pk", flat=True)))


def _came_in_time(promise: Promise, invoice: Invoice) -> bool:
    """What was set off since the promise was made, until its day; or nothing is owed any more by then."""
    if invoice.cancelled_at or (invoice.settled_on and invoice.settled_on <= promise.promised_for):
        return True
    since = invoice.allocations.filter(created_at__gte=promise.created_at, on__lte=promise.promised_for)
    paid: Decimal = since.aggregate(paid=Sum("amount"))["paid"] or Decimal(0)
    return paid >= promise.amount


def _settle(promise: Promise, state: str, *, on: date, by: User | None) -> Promise:
    promise.state, promise.settled_on = state, on
    keep(promise)
    _tell(f"accounts.promise_{state}", promise, by=by)
    return promise


def _tell(verb: str, promise: Promise, *, by: User | None) -> None:
    invoice = promise.invoice
    told = {"amount": str(promise.amount), "currency": invoice.currency, "day": promise.promised_for.isoformat()}
    events.record(verb, invoice, by=by, client_id=invoice.client_id, promise=promise.pk, **told)


def _refuse(invoice: Invoice, amount: Decimal | None, made_by: Contact | None) -> None:
    if not invoice.is_unpaid:
        raise ValidationError(_("Only what is open can be promised."))
    if amount is not None and amount > invoice.open_amount:
        raise ValidationError({"amount": _("Of this invoice only %s is open.") % invoice.open_amount})
    if made_by and made_by.client_id != invoice.client_id:
        raise ValidationError({"made_by": _("Choose a person of this client.")})

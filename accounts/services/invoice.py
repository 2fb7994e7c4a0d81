"""Writes on invoices and credit notes, which other systems issue and we follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Client, Invoice, PaymentTerms
from kam import drafts, events
from kam.drafts import Draft
from kam.models import Event, Import, User
from kam.records import keep

USUAL_DAYS = 30
"""Days to pay where nothing was agreed: DL 62/2013, article 4(3)."""

FIXED = frozenset({"source", "number", "kind", "currency", "client"})
"""What identifies a document: never changed."""


@transaction.atomic
def create_invoice(client: Client, *, by: User | None, came_by: Import | None = None, **fields: Any) -> Invoice:
    """An invoice or credit note as it was issued. Without a due date it follows from the payment terms."""
    invoice = Invoice(client=client, created_by=by, came_by=came_by, **fields)
    _complete(invoice, terms_of([client.pk]))
    _refuse(invoice)
    keep(invoice)
    events.record("accounts.invoice_noted", invoice, by=by, client_id=client.pk, **_told(invoice))
    return invoice


@transaction.atomic
def change_invoice(invoice: Invoice, *, by: User | None, **changes: Any) -> Invoice:
    """Correct what was noted of a document. Its amounts never go below what is set off already."""
    invoice = locked_invoice(invoice)
    changed = sorted(field for field, value in changes.items() if getattr(invoice, field) != value)
    if refused := FIXED.intersection(changed):
        raise ValidationError(dict.fromkeys(refused, _("This identifies the document: annul it and note another one.")))
    set_off = invoice.gross_amount - invoice.open_amount
    for field, value in changes.items():
        setattr(invoice, field, value)
    _reopen(invoice, set_off)
    _refuse(invoice)
    keep(invoice)
    if changed:
        events.record("accounts.invoice_changed", invoice, by=by, client_id=invoice.client_id, fields=changed)
    return invoice


@transaction.atomic
def annul_invoice(invoice: Invoice, *, by: User | None) -> Invoice:
    """The document was annulled where it was issued. Refused while money is set off against it."""
    invoice = locked_invoice(invoice)
    if invoice.cancelled_at:
        return invoice
    if invoice.open_amount != invoice.gross_amount:
        raise ValidationError(_("Something is set off against it: take that back first."))
    return _set_annulled(invoice, "accounts.invoice_annulled", annulled=True, by=by)


@transaction.atomic
def restore_invoice(invoice: Invoice, *, by: User | None) -> Invoice:
    """It was not annulled after all."""
    invoice = locked_invoice(invoice)
    return _set_annulled(invoice, "accounts.invoice_restored", annulled=False, by=by)


def _set_annulled(invoice: Invoice, verb: str, *, annulled: bool, by: User | None) -> Invoice:
    invoice.cancelled_at = timezone.now() if annulled else None
    invoice.save(update_fields=["cancelled_at", "updated_at"])
    events.record(verb, invoice, by=by, client_id=invoice.client_id)
    return invoice


@transaction.atomic
def import_invoices(invoices: Sequence[Draft[Invoice]], *, by: User | None, came_by: Import | None = None) -> None:
    """Many documents at once, under the rules of `create_invoice` and `change_invoice`.

    What is known already is locked, so that a payment that comes in meanwhile is not lost.
    """
    ids = [draft.known.pk for draft in invoices if draft.known]
    held = Invoice.objects.select_for_update(of=("self",)).select_related("created_by", "came_by", "corrects")
    known = held.order_by("pk").in_bulk(ids)
    terms = terms_of([draft.values["client"].pk for draft in invoices if "client" in draft.values])
    for draft in invoices:
        draft.known = known[draft.known.pk] if draft.known else None
        _prepare(draft, terms, {"created_by": by, "came_by": came_by})

    def rule(draft: Draft[Invoice]) -> None:
        if refused := FIXED.intersection(draft.changed):
            raise ValidationError(dict.fromkeys(refused, _("Another document has this number.")))
        _refuse(draft.record)

    def tell(draft: Draft[Invoice]) -> Event:
        if draft.known is None:
            told = _told(draft.record)
            return events.draft("accounts.invoice_noted", draft.record, by=by, client_id=draft.record.client_id, **told)
        verb, changed = "accounts.invoice_changed", draft.changed
        return events.draft(verb, draft.record, by=by, client_id=draft.record.client_id, fields=changed)

    drafts.write(Invoice, invoices, rule=rule, tell=tell)


def _prepare(draft: Draft[Invoice], terms: dict[int, int], usual: dict[str, Any]) -> None:
    """What follows from the values: the due date of a new one, what is open of a changed one."""
    values = draft.values
    if draft.known is None:
        draft.values = values = usual | values
        made = Invoice(**values)
        _complete(made, terms)
        names = ("due_on", "is_due_by_terms", "open_amount", "settled_on")
        values.update({name: getattr(made, name) for name in names})
        return
    if values.get("due_on") is None:
        values.pop("due_on", None)
    gross = values.get("gross_amount", draft.known.gross_amount)
    if gross is not None and gross != draft.known.gross_amount:
        left = gross - (draft.known.gross_amount - draft.known.open_amount)
        values.update(open_amount=left, settled_on=settled_day(draft.known) if left == 0 else None)


def _complete(invoice: Invoice, terms: dict[int, int]) -> None:
    if invoice.due_on is None and invoice.issued_on:
        days = 0 if invoice.is_credit else terms.get(invoice.client_id, USUAL_DAYS)
        invoice.due_on, invoice.is_due_by_terms = invoice.issued_on + timedelta(days=days), True
    invoice.open_amount = invoice.gross_amount
    if invoice.gross_amount == 0:
        invoice.settled_on = invoice.issued_on


def settled_day(invoice: Invoice) -> date:
    """When the last of it was set off, in whichever order that was noted."""
    last: date | None = invoice.allocations.aggregate(last=Max("on"))["last"]
    return last or invoice.issued_on


def _refuse(invoice: Invoice) -> None:
    """What the table refuses too: said of each document here, so that one wrong row does not stop a whole import."""
    if invoice.due_on < invoice.issued_on:
        raise ValidationError({"due_on": _("An invoice is not due before it is issued.")})
    if invoice.gross_amount != invoice.net_amount + invoice.tax_amount:
        raise ValidationError({"gross_amount": _("The total is the net amount and the VAT.")})
    if invoice.open_amount < 0:
        raise ValidationError({"gross_amount": _("More is set off already than this.")})
    _refuse_corrects(invoice)


def _refuse_corrects(invoice: Invoice) -> None:
    if invoice.corrects and (not invoice.is_credit or invoice.corrects.client_id != invoice.client_id):
        raise ValidationError({"corrects": _("A credit note corrects an invoice of the same client.")})


def _reopen(invoice: Invoice, set_off: Decimal) -> None:
    """What is open after its amount was corrected, with what is set off already."""
    if set_off > invoice.gross_amount:
        raise ValidationError({"gross_amount": _("More is set off already than this.")})
    invoice.open_amount = invoice.gross_amount - set_off
    invoice.settled_on = settled_day(invoice) if invoice.open_amount == 0 else None


def terms_of(client_ids: Sequence[int]) -> dict[int, int]:
    """Days to pay by client, of those with whom something was agreed."""
    return dict(PaymentTerms.objects.filter(client__in=client_ids).values_list("client", "days"))


@transaction.atomic
def set_payment_terms(client: Client, *, by: User, **fields: Any) -> PaymentTerms:
    """What was agreed on paying. Invoices that are there already keep their due date."""
    terms = PaymentTerms.objects.select_for_update().filter(client=client).first() or PaymentTerms(client=client)
    for field, value in fields.items():
        setattr(terms, field, value)
    if terms.bills_to and terms.bills_to.client_id != client.pk:
        raise ValidationError({"bills_to": _("Choose a person of this client.")})
    keep(terms)
    events.record("accounts.payment_terms_set", terms, by=by, client_id=client.pk, days=terms.days)
    return terms


def locked_invoice(invoice: Invoice) -> Invoice:
    return Invoice.objects.select_for_update(of=("self",)).select_related("client").get(pk=invoice.pk)


def _told(invoice: Invoice) -> dict[str, Any]:
    return {"amount": str(invoice.gross_amount), "currency": invoice.currency, "kind": invoice.kind}

"""Writing what a reader found, through the same services as everything else, and what became of each entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.intake.found import Found
from accounts.intake.matching import Matcher
from accounts.models import Client, Invoice, Payment
from accounts.services.invoice import import_invoices
from accounts.services.payment import record_payment, set_off
from kam.drafts import Draft, Ending
from kam.models import Import, ImportRow, User

REMEMBERED = ("client_id", "issued_on", "due_on", "currency", "net_amount", "tax_amount", "gross_amount", "reference")
OF_PAYMENT = ("client_id", "received_on", "currency", "amount", "open_amount")


@dataclass(slots=True)
class Outcome:
    """How one entry ended."""

    found: Found
    ending: str
    reason: str = ""
    record: models.Model | None = None
    before: dict[str, str] | None = None

    @property
    def is_told(self) -> bool:
        """Whether there is something to say of it beside that it went well."""
        return bool(self.reason) or self.ending in (Ending.FAILED, Ending.SKIPPED)

    def row(self, of: Import) -> ImportRow:
        record = self.record if self.ending in (Ending.CREATED, Ending.UPDATED) else None
        return ImportRow(
            of=of,
            number=self.found.row,
            ending=self.ending,
            key=self.found.number[:200],
            reason=self.reason,
            cells=self.found.cells if self.ending == Ending.FAILED else [],
            subject_type=record._meta.label_lower if record else "",
            subject_id=record.pk if record else None,
            before=self.before,
            after=state_of(record) if record else None,
        )


def state_of(record: models.Model) -> dict[str, str]:
    names = OF_PAYMENT if isinstance(record, Payment) else REMEMBERED
    return {name: str(getattr(record, name)) for name in names}


def write_rows(chunk: Sequence[Found], *, of: Import) -> list[Outcome]:
    """Write these entries in the name of who imports: invoices, then credit notes, then payments."""
    matcher = Matcher(of.by, of.source, [found.party for found in chunk])
    outcomes: dict[int, Outcome] = {}
    ready: list[tuple[Found, Client]] = []
    for found in chunk:
        client = None if found.problem or found.skipped else matcher.client_of(found.party)
        if client:
            ready.append((found, client))
        else:
            outcomes[id(found)] = _left_out(found)
    for kind in (Invoice.Kind.INVOICE, Invoice.Kind.CREDIT_NOTE):
        _write_documents([pair for pair in ready if pair[0].kind == kind], of, outcomes)
    for found, client in ready:
        if found.kind == "payment":
            outcomes[id(found)] = _write_payment(found, client, of)
    return [outcomes[id(found)] for found in chunk]


def _left_out(found: Found) -> Outcome:
    if found.problem:
        return Outcome(found, Ending.FAILED, found.problem)
    if found.skipped:
        return Outcome(found, Ending.SKIPPED, found.skipped)
    party = found.party
    named = ", ".join(text for text in (party.name, party.tax_number, party.code) if text) or "–"
    return Outcome(found, Ending.FAILED, _("No client of yours is this customer: %s.") % named.rstrip("."))


# --- Documents --------------------------------------------------------------------------------------------------------


def _write_documents(pairs: list[tuple[Found, Client]], of: Import, outcomes: dict[int, Outcome]) -> None:
    numbers = {found.number for found, _client in pairs} | {found.corrects for found, _client in pairs}
    documents = Invoice.objects.editable_by(of.by).filter(source=of.source, number__in=numbers)
    known = {document.number: document for document in documents}
    drafts: dict[str, tuple[Found, Draft[Invoice]]] = {}
    for found, client in pairs:
        if found.number in drafts:
            outcomes[id(found)] = Outcome(found, Ending.FAILED, _("This number stands in the file twice."))
            continue
        values = _values(found, client, known.get(found.corrects)) | {"source": of.source}
        drafts[found.number] = (found, Draft(values, known=known.get(found.number)))
    sound = [pair for pair in drafts.values() if not _refused(*pair, outcomes)]
    import_invoices([draft for _found, draft in sound], by=of.by, came_by=of)
    for found, draft in sound:
        outcomes[id(found)] = _document_outcome(found, draft, of.by)


def _values(found: Found, client: Client, corrected: Invoice | None) -> dict[str, Any]:
    values = {
        "client": client,
        "kind": found.kind,
        "number": found.number,
        "issued_on": found.issued_on,
        "due_on": found.due_on,
        "currency": found.currency,
        "net_amount": found.net,
        "tax_amount": found.tax,
        "gross_amount": found.gross,
        "reference": found.reference[:80],
    }
    if found.kind == Invoice.Kind.CREDIT_NOTE and corrected and corrected.client_id == client.pk:
        values["corrects"] = corrected
    return values


def _refused(found: Found, draft: Draft[Invoice], outcomes: dict[int, Outcome]) -> bool:
    """What a document known already does not allow: what was set off of it stays within its total."""
    known, problem = draft.known, ""
    if known and known.cancelled_at:
        problem = _("This document is annulled here.")
    elif known and found.gross < known.gross_amount - known.open_amount:
        problem = _("More is set off already than this.")
    if problem:
        outcomes[id(found)] = Outcome(found, Ending.FAILED, problem)
    return bool(problem)


def _document_outcome(found: Found, draft: Draft[Invoice], by: User) -> Outcome:
    if draft.refusal:
        return Outcome(found, Ending.FAILED, in_words(draft.refusal))
    invoice, before = draft.record, None
    if draft.known:
        before = {name: str(value) for name, value in draft.before.items()}
        before = {name: before[name.removesuffix("_id")] for name in REMEMBERED}
    elif invoice.is_credit and invoice.corrects:
        _set_off(invoice, invoice.corrects, by)
    return Outcome(found, draft.ending, record=invoice, before=before)


def _set_off(credit: Invoice, corrected: Invoice, by: User) -> None:
    """Against the invoice it corrects, as far as that is open."""
    corrected = Invoice.objects.get(pk=corrected.pk)
    amount = min(credit.open_amount, corrected.open_amount)
    if amount > 0 and corrected.currency == credit.currency and not corrected.cancelled_at:
        set_off(credit, corrected, amount=amount, by=by)


# --- Payments ---------------------------------------------------------------------------------------------------------


def _write_payment(found: Found, client: Client, of: Import) -> Outcome:
    known = Payment.objects.filter(source=of.source, number=found.number).first()
    if known:
        is_same = (known.client_id, known.amount) == (client.pk, found.gross)
        reason = "" if is_same else _("Another payment has this number.")
        return Outcome(found, Ending.UNCHANGED if is_same else Ending.FAILED, reason)
    try:
        with transaction.atomic():
            against, reason = _against(found, client, of)
            payment = record_payment(
                client,
                by=of.by,
                came_by=of,
                against=against,
                source=of.source,
                number=found.number,
                received_on=found.issued_on,
                amount=found.gross,
                currency=found.currency,
            )
    except ValidationError as refusal:
        return Outcome(found, Ending.FAILED, in_words(refusal))
    payment.refresh_from_db()
    return Outcome(found, Ending.CREATED, reason, payment)


def _against(found: Found, client: Client, of: Import) -> tuple[dict[Invoice, Decimal], str]:
    """What it pays, by invoice, and what is to be said of numbers that nobody knows. More than is open is refused."""
    invoices = Invoice.objects.filter(client=client, source=of.source, number__in=found.against).invoices()
    known = {invoice.number: invoice for invoice in invoices}
    unknown = sorted(found.against.keys() - known.keys())
    reason = _("Not set off, the invoice is not known here: %s.") % ", ".join(unknown) if unknown else ""
    return {known[number]: amount for number, amount in found.against.items() if number in known}, reason


def in_words(refusal: ValidationError) -> str:
    """Each refusal with the name of its field."""
    if not hasattr(refusal, "error_dict"):
        return " ".join(refusal.messages)
    told = []
    for name, messages in refusal.message_dict.items():
        column = next((one for one in Invoice._meta.concrete_fields if one.name == name), None)
        told.append(f"{column.verbose_name}: {' '.join(messages)}" if column else " ".join(messages))
    return " ".join(told)

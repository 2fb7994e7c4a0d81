"""SAF-T (PT) 1.04_01, the audit file every certified Portuguese invoicing program writes.

Portaria 302/2016 of 2 December. It knows no due date (it follows from the payment terms); amounts are in euros, also of
documents issued in another currency; status A is annulled; NIF 999999990 stands for a buyer who gave none.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import IO
from xml.etree.ElementTree import Element  # the type; parsing is defusedxml's

from django.utils.translation import gettext as _

from accounts.intake.found import (
    CENT,
    BadEntry,
    Control,
    Found,
    Party,
    UnreadableFile,
    cents,
    day_of,
    settle_amounts,
)
from accounts.intake.xml import all_at, entries, local, text_at

NO_NIF = "999999990"
ANNULLED = "A"
CREDITS = {"NC"}
DEBITS = {"FT", "FS", "FR", "ND"}
PAID_AT_ONCE = "FR"
LONGEST_NUMBER = 60


class SaftReader:
    """Reads a file once; `control` compares with the totals it states, once everything was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.control = Control()
        self._customers: dict[str, Party] = {}
        self._stated: dict[str, str] = {}
        self._read: dict[str, Decimal] = {}
        self._is_saft = False

    def __iter__(self) -> Iterator[Found]:
        row = 0
        for above, element in entries(self.file, {"Customer", "Invoice", "Payment"}):
            self._is_saft = self._is_saft or "AuditFile" in (*above[:1], local(element.tag))
            for found in self._entry(above, element, row + 1):
                row = found.row
                yield found
        if not self._is_saft:
            raise UnreadableFile(_("This is no SAF-T file."))
        self._compare()

    def _entry(self, above: tuple[str, ...], element: Element, row: int) -> Iterator[Found]:
        name, inside = local(element.tag), above[-1:]
        if name == "Customer":
            self._note_customer(element)
        elif name == "Invoice" and inside == ("SalesInvoices",):
            self._add("SalesInvoices", element)
            yield from self._invoice(element, row)
        elif name == "Payment" and inside == ("Payments",):
            self._add("Payments", element)
            yield self._guarded(Found(row, "payment"), element)
        elif name in ("NumberOfEntries", "TotalDebit", "TotalCredit"):
            self._stated[f"{above[-1] if above else ''}/{name}"] = (element.text or "").strip()

    def _note_customer(self, element: Element) -> None:
        code, nif = text_at(element, "CustomerID"), text_at(element, "CustomerTaxID")
        self._customers[code] = Party(code, "" if nif == NO_NIF else nif, text_at(element, "CompanyName"))

    def _invoice(self, element: Element, row: int) -> Iterator[Found]:
        kind = text_at(element, "InvoiceType")
        found = self._guarded(Found(row, "credit_note" if kind in CREDITS else "invoice"), element)
        yield found
        if kind == PAID_AT_ONCE and not found.problem and not found.skipped:
            paid = {found.number: found.gross}
            yield Found(row, "payment", found.number, found.party, found.issued_on, gross=found.gross, against=paid)

    def _guarded(self, found: Found, element: Element) -> Found:
        try:
            self._fill(found, element)
        except BadEntry as problem:
            found.problem = str(problem)
        code = found.party.code or text_at(element, "CustomerID")
        found.cells = [found.number, str(found.issued_on or ""), code, found.party.name, str(found.gross)]
        return found

    def _fill(self, found: Found, element: Element) -> None:
        is_payment = found.kind == "payment"
        found.number = text_at(element, "PaymentRefNo" if is_payment else "InvoiceNo")
        status = text_at(element, "DocumentStatus/PaymentStatus" if is_payment else "DocumentStatus/InvoiceStatus")
        code = text_at(element, "CustomerID")
        found.party = self._customers.get(code, Party(code))
        found.issued_on = day_of(text_at(element, "TransactionDate" if is_payment else "InvoiceDate"), _("The date"))
        if not 0 < len(found.number) <= LONGEST_NUMBER:
            raise BadEntry(_("The document has no usable number."))
        if status == ANNULLED:
            found.skipped = _("Annulled in the file.")
            return
        self._fill_amounts(found, element)

    def _fill_amounts(self, found: Found, element: Element) -> None:
        found.gross = cents(text_at(element, "DocumentTotals/GrossTotal"), _("The total"))
        if found.kind == "payment":
            found.against = _with_tax(_against(element), found.gross)
            return
        kind = text_at(element, "InvoiceType")
        if kind not in DEBITS | CREDITS:
            raise BadEntry(_("Documents of the type “%s” are not followed.") % kind[:10])
        found.net = cents(text_at(element, "DocumentTotals/NetTotal"), _("The net amount"))
        found.tax = cents(text_at(element, "DocumentTotals/TaxPayable"), _("The VAT"))
        found.corrects = next((text_at(line, "References/Reference") for line in all_at(element, "Line")), "")
        settle_amounts(found)

    # --- The file's own totals ----------------------------------------------------------------------------------------

    def _add(self, section: str, element: Element) -> None:
        """TotalDebit and TotalCredit are the sums of the lines' amounts, without annulled documents (the Portaria)."""
        self._sum(f"{section}/NumberOfEntries", Decimal(1))
        status = text_at(element, "DocumentStatus/InvoiceStatus") or text_at(element, "DocumentStatus/PaymentStatus")
        if status == ANNULLED:
            return
        for line in all_at(element, "Line"):
            for side in ("Debit", "Credit"):
                if text := text_at(line, f"{side}Amount"):
                    self._sum(f"{section}/Total{side}", _exact(text))

    def _sum(self, name: str, value: Decimal) -> None:
        self._read[name] = self._read.get(name, Decimal(0)) + value

    def _compare(self) -> None:
        for name, stated in self._stated.items():
            if name.startswith(("SalesInvoices/", "Payments/")):
                self.control.pairs[name] = (stated, str(self._read.get(name, Decimal(0))))


def _exact(text: str) -> Decimal:
    try:
        return Decimal(text) if len(text) < 40 and Decimal(text).is_finite() else Decimal(0)
    except ArithmeticError:
        return Decimal(0)


def _against(element: Element) -> dict[str, Decimal]:
    """What each line of a receipt pays, with its VAT, by the number of the document."""
    against: dict[str, Decimal] = {}
    for line in all_at(element, "Line"):
        amount = cents(text_at(line, "CreditAmount") or "-" + text_at(line, "DebitAmount"), _("The amount"))
        number = text_at(line, "SourceDocumentID/OriginatingON")
        against[number] = against.get(number, Decimal(0)) + amount
    return against


def _with_tax(against: dict[str, Decimal], gross: Decimal) -> dict[str, Decimal]:
    """The lines of a receipt often come without VAT: what was paid is spread as they are, the last takes the rest."""
    whole = sum(against.values(), Decimal(0))
    if whole <= 0:
        return {}
    spread = {number: (gross * part / whole).quantize(CENT) for number, part in against.items()}
    spread[next(reversed(spread))] += gross - sum(spread.values(), Decimal(0))
    return spread

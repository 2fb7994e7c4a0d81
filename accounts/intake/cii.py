"""EN 16931 invoices in UN/CEFACT Cross Industry Invoice (D16B), which also Factur-X and ZUGFeRD carry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import IO
from xml.etree.ElementTree import Element  # the type; parsing is defusedxml's

from django.utils.translation import gettext as _

from accounts.intake.found import BadEntry, Control, Found, Party, UnreadableFile, cents, settle_amounts
from accounts.intake.ubl import CREDIT_CODES
from accounts.intake.xml import all_at, entries, local, text_at

TRADE = "SupplyChainTradeTransaction"
SETTLEMENT = f"{TRADE}/ApplicableHeaderTradeSettlement"
SUMS = f"{SETTLEMENT}/SpecifiedTradeSettlementHeaderMonetarySummation"
BUYER = f"{TRADE}/ApplicableHeaderTradeAgreement/BuyerTradeParty"
LINE = f"{TRADE}/IncludedSupplyChainTradeLineItem"
LINE_SUM = "SpecifiedLineTradeSettlement/SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount"


class CiiReader:
    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.control = Control()

    def __iter__(self) -> Iterator[Found]:
        row = 0
        for _above, element in entries(self.file, {"CrossIndustryInvoice"}):
            if local(element.tag) == "CrossIndustryInvoice":
                row += 1
                yield self._document(element, row)
        if not row:
            raise UnreadableFile(_("This is no invoice in CII."))

    def _document(self, element: Element, row: int) -> Found:
        is_credit = text_at(element, "ExchangedDocument/TypeCode") in CREDIT_CODES
        found = Found(row, "credit_note" if is_credit else "invoice", text_at(element, "ExchangedDocument/ID"))
        return found.filled(lambda: _fill(found, element), lambda: self._compare(found, element))

    def _compare(self, found: Found, element: Element) -> None:
        read = sum(cents(text_at(line, LINE_SUM), _("The amount")) for line in all_at(element, LINE))
        stated = cents(text_at(element, f"{SUMS}/LineTotalAmount"), _("The amount"))
        self.control.pairs[f"{found.number}/LineTotalAmount"] = (str(stated), str(read))


def _fill(found: Found, element: Element) -> None:
    buyer = next(iter(all_at(element, BUYER)), None)
    tax_number = text_at(buyer, "SpecifiedTaxRegistration/ID")
    found.party = Party(text_at(buyer, "ID"), tax_number, text_at(buyer, "Name"))
    found.issued_on = _day(text_at(element, "ExchangedDocument/IssueDateTime/DateTimeString"), _("The date"))
    due = text_at(element, f"{SETTLEMENT}/SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString")
    found.due_on = _day(due, _("The due date")) if due else None
    found.currency = text_at(element, f"{SETTLEMENT}/InvoiceCurrencyCode")
    found.reference = text_at(element, f"{TRADE}/ApplicableHeaderTradeAgreement/BuyerReference")
    found.corrects = text_at(element, f"{SETTLEMENT}/InvoiceReferencedDocument/IssuerAssignedID")
    found.net = cents(text_at(element, f"{SUMS}/TaxBasisTotalAmount"), _("The net amount"))
    found.gross = cents(text_at(element, f"{SUMS}/GrandTotalAmount"), _("The total"))
    found.tax = found.gross - found.net
    settle_amounts(found)


def _day(text: str, what: str) -> date:
    """Format 102: YYYYMMDD."""
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007  # a day has no zone
    except ValueError:
        raise BadEntry(_("%(what)s is not a day: “%(text)s”.") % {"what": what, "text": text[:40]}) from None

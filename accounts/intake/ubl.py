"""EN 16931 invoices in UBL 2.1: Invoice and CreditNote. Terms in brackets are the standard's (BT-...)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element  # the type; parsing is defusedxml's

from django.utils.translation import gettext as _

from accounts.intake.found import Control, Found, Party, UnreadableFile, cents, day_of, settle_amounts
from accounts.intake.xml import all_at, entries, local, text_at

CREDIT_CODES = {"81", "83", "381", "396", "532"}  # UNTDID 1001, as EN 16931 allows


class UblReader:
    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.control = Control()

    def __iter__(self) -> Iterator[Found]:
        row = 0
        for _above, element in entries(self.file, {"Invoice", "CreditNote"}):
            if local(element.tag) in ("Invoice", "CreditNote"):
                row += 1
                yield self._document(element, row)
        if not row:
            raise UnreadableFile(_("This is no invoice in UBL."))

    def _document(self, element: Element, row: int) -> Found:
        code = text_at(element, "InvoiceTypeCode")
        is_credit = local(element.tag) == "CreditNote" or code in CREDIT_CODES
        found = Found(row, "credit_note" if is_credit else "invoice", text_at(element, "ID"))
        return found.filled(lambda: _fill(found, element), lambda: self._compare(found, element))

    def _compare(self, found: Found, element: Element) -> None:
        lines = all_at(element, "InvoiceLine") + all_at(element, "CreditNoteLine")
        read = sum(cents(text_at(line, "LineExtensionAmount"), _("The amount")) for line in lines)
        stated = cents(text_at(element, "LegalMonetaryTotal/LineExtensionAmount"), _("The amount"))
        self.control.pairs[f"{found.number}/LineExtensionAmount"] = (str(stated), str(read))


def _fill(found: Found, element: Element) -> None:
    """The total with VAT (BT-112) is followed, not what is payable (BT-115): prepayments are payments."""
    party = next(iter(all_at(element, "AccountingCustomerParty/Party")), None)
    found.party = Party(
        text_at(party, "PartyIdentification/ID"),
        text_at(party, "PartyTaxScheme/CompanyID"),
        text_at(party, "PartyLegalEntity/RegistrationName") or text_at(party, "PartyName/Name"),
    )
    found.issued_on = day_of(text_at(element, "IssueDate"), _("The date"))
    due = text_at(element, "DueDate") or text_at(element, "PaymentMeans/PaymentDueDate")
    found.due_on = day_of(due, _("The due date")) if due else None
    found.currency = text_at(element, "DocumentCurrencyCode")
    found.reference = text_at(element, "BuyerReference") or text_at(element, "OrderReference/ID")
    found.corrects = text_at(element, "BillingReference/InvoiceDocumentReference/ID")
    found.net = cents(text_at(element, "LegalMonetaryTotal/TaxExclusiveAmount"), _("The net amount"))
    found.gross = cents(text_at(element, "LegalMonetaryTotal/TaxInclusiveAmount"), _("The total"))
    found.tax = found.gross - found.net
    settle_amounts(found)

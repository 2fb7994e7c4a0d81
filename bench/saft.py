"""A year of a whole house in one SAF-T (PT) file: how fast it is checked and written, and in how much memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from django.core.files.base import File
from django.test import override_settings

from accounts import services
from accounts.intake.saft import SaftReader
from accounts.models import Client, Invoice
from bench.sampling import MEGABYTE, Cost, cost_of, watched_memory
from kam.models import Import, User

FIRST_DAY = date(2025, 1, 1)
NAMESPACE = "urn:OECD:StandardAuditFile-Tax:PT_1.04_01"
CUSTOMER = """<Customer><CustomerID>{0}</CustomerID><CustomerTaxID>{1}</CustomerTaxID>
<CompanyName>{2}</CompanyName></Customer>"""
INVOICE = """<Invoice><InvoiceNo>FT A/{number}</InvoiceNo>
<DocumentStatus><InvoiceStatus>N</InvoiceStatus></DocumentStatus>
<Hash>{number:0>172}</Hash><InvoiceDate>{day}</InvoiceDate><InvoiceType>FT</InvoiceType>
<CustomerID>{customer}</CustomerID>
<Line><LineNumber>1</LineNumber><Description>Goods</Description><Quantity>1</Quantity><CreditAmount>80.00</CreditAmount>
<Tax><TaxType>IVA</TaxType><TaxPercentage>23</TaxPercentage></Tax></Line>
<Line><LineNumber>2</LineNumber><Description>Delivery</Description><Quantity>1</Quantity><CreditAmount>20.00</CreditAmount>
<Tax><TaxType>IVA</TaxType><TaxPercentage>23</TaxPercentage></Tax></Line>
<DocumentTotals><TaxPayable>23.00</TaxPayable><NetTotal>100.00</NetTotal><GrossTotal>123.00</GrossTotal></DocumentTotals>
</Invoice>"""


@dataclass(frozen=True)
class Brought:
    """Of so many invoices in a file of `size` MB. `growth`: MB the process grew, at most, while it was written."""

    invoices: int
    size: float
    read: Cost
    checked: Cost
    written: Cost
    growth: float
    wrong: int


def measure(invoices: int) -> Brought:
    by = User.objects.filter(clients__isnull=False, is_active=True).earliest("pk")
    with TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
        path = Path(folder) / "saft.xml"
        with path.open("w", encoding="windows-1252") as out:
            out.writelines(_lines(list(Client.objects.filter(owner=by).order_by("pk")[:100]), invoices))
        with path.open("rb") as file:
            read = cost_of(lambda: _drain(file))
            found = services.keep_import(file=File(file, "saft.xml"), source="bench", by=by)
        with watched_memory() as memory:
            checked = cost_of(lambda: _check(found))
            services.start_import(found)
            written = cost_of(lambda: _run(found))
        size = path.stat().st_size / MEGABYTE
    wrong = abs(Invoice.objects.filter(came_by=found, gross_amount=123).count() - invoices)
    return Brought(invoices, size, read, checked, written, memory.peak / MEGABYTE, wrong)


def _lines(clients: list[Client], invoices: int) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="Windows-1252"?><AuditFile xmlns="{NAMESPACE}"><MasterFiles>'
    for client in clients:
        yield CUSTOMER.format(client.pk, 999999990, client.name)
    yield "</MasterFiles><SourceDocuments><SalesInvoices>"
    yield f"<NumberOfEntries>{invoices}</NumberOfEntries><TotalDebit>0.00</TotalDebit>"
    yield f"<TotalCredit>{invoices * 100}.00</TotalCredit>"
    for number in range(invoices):
        day = FIRST_DAY + timedelta(days=number * 365 // invoices)
        yield INVOICE.format(number=number, day=day, customer=clients[number % len(clients)].pk)
    yield "</SalesInvoices></SourceDocuments></AuditFile>"


def _drain(file: IO[bytes]) -> None:
    for _found in SaftReader(file):
        pass


def _check(found: Import) -> None:
    services.check_import(found)


def _run(found: Import) -> None:
    services.run_import(found)

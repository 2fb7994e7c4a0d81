"""Files of invoices: every bad row is told, nothing is written before it is wanted, all of it can be undone."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import InterfaceError, connection
from django.test import Client as Browser
from django.utils import timezone

from accounts import services, tasks
from accounts.intake import xml
from accounts.intake.found import UnreadableFile
from accounts.models import Allocation, Client, Invoice, Payment
from accounts.services import intake
from kam.celery import app
from kam.models import Import, Team, User
from tests import make

DATA = Path(__file__).parent.parent / "data"
SAFT = DATA / "saft-pt" / "saft_idemo599999999.xml"
HEADER = "Fatura;NIF;Emissão;Vencimento;Total;IVA"


def imported(content: bytes, by: User, *, name: str = "file", source: str = "erp") -> Import:
    found = services.keep_import(file=ContentFile(content, name), source=source, by=by)
    return services.check_import(found)


def ran(found: Import) -> Import:
    services.start_import(found)
    return services.run_import(found)


def table(rows: list[str]) -> bytes:
    return "\r\n".join([HEADER, *rows]).encode("cp1252")


def bad_and_good(nif: str) -> bytes:
    rows = [f"FT {n};{nif};01/03/2026;31/03/2026;1.230,50;230,50" for n in range(1, 494)]
    rows[10:10] = [
        f"FT B1;{nif};31/31/2026;31/03/2026;10,00;0",
        f"FT B2;{nif};01/03/2026;01/02/2026;10,00;0",
        f"FT B3;{nif};01/03/2026;31/03/2026;-10,00;0",
        f"FT B4;{nif};01/03/2026;31/03/2026;zehn;0",
        "FT B5;999;01/03/2026;31/03/2026;10,00;0",
        f";{nif};01/03/2026;31/03/2026;10,00;0",
        f"FT 1;{nif};01/03/2026;31/03/2026;11,00;0",
    ]
    return table(rows)


class Dies:
    """The connection is gone when the rows of this chunk are to be noted."""

    def __init__(self, *, in_chunk: int) -> None:
        self.left = in_chunk

    def __call__(self, execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if sql.startswith('INSERT INTO "kam_importrow"'):
            self.left -= 1
            if self.left == 0:
                raise InterfaceError("connection already closed")
        return execute(sql, *args)


@pytest.fixture
def eager() -> Iterator[None]:
    """What is sent to the worker is done at once."""
    app.conf.changes["task_always_eager"] = True
    yield
    app.conf.changes.pop("task_always_eager", None)


@pytest.fixture
def saft_clients(alice: User, north: Team) -> None:
    for number in ("123456789", "508650704", "504096435"):
        make.client(f"Of {number}", owner=alice, team=north, country="PT", tax_number=number)


def test_a_check_writes_nothing_and_tells_the_seven_bad_rows(grupo: Client, alice: User) -> None:
    found = imported(bad_and_good(grupo.tax_number), alice)

    assert found.counts == {"created": 493, "failed": 7}
    assert found.mapping["encoding"] == "cp1252"
    assert found.mapping["separator"] == ";"
    assert not Invoice.objects.exists()
    assert all(row.reason for row in found.rows.filter(ending="failed"))


def test_running_twice_changes_nothing_and_undoing_leaves_nothing(grupo: Client, alice: User) -> None:
    content = bad_and_good(grupo.tax_number)
    first = ran(imported(content, alice))
    assert (first.state, Invoice.objects.count()) == ("done", 493)
    assert Invoice.objects.get(number="FT 5").net_amount == 1000

    assert imported(content, alice).counts == {"unchanged": 493, "failed": 7}
    assert services.undo_import(first, by=alice) == []
    assert not Invoice.objects.exists()


def test_what_was_paid_since_is_not_undone(grupo: Client, alice: User) -> None:
    rows = [f"FT {n};{grupo.tax_number};01/03/2026;31/03/2026;10,00;0" for n in (1, 2)]
    found = ran(imported(table(rows), alice))
    services.record_payment(grupo, by=alice, number="1", received_on=make.today(), amount=Decimal(10), currency="EUR")

    kept = services.undo_import(found, by=alice)

    assert [row.key for row in kept] == list(Invoice.objects.values_list("number", flat=True))
    assert len(kept) == 1


def test_an_import_that_changed_an_invoice_sets_it_back(grupo: Client, alice: User) -> None:
    row = "FT 1;{};01/03/2026;31/03/2026;{};0"
    ran(imported(table([row.format(grupo.tax_number, "10,00")]), alice))
    found = ran(imported(table([row.format(grupo.tax_number, "12,00")]), alice))
    assert found.counts == {"updated": 1}

    assert services.undo_import(found, by=alice) == []
    assert Invoice.objects.get().gross_amount == 10


def test_one_imports_only_to_clients_one_may_change(grupo: Client, carol: User) -> None:
    assert imported(bad_and_good(grupo.tax_number), carol).counts == {"failed": 500}


@pytest.mark.usefixtures("saft_clients")
def test_a_real_saft_file_agrees_with_its_own_totals(alice: User) -> None:
    found = ran(imported(SAFT.read_bytes(), alice, name="saft.xml"))

    checked = services.check_import(services.keep_import(file=ContentFile(SAFT.read_bytes()), source="x", by=alice))
    assert all(Decimal(stated) == Decimal(read) for stated, read in checked.totals.values())
    assert found.counts["skipped"] == 7
    assert found.rows.filter(ending="skipped", key__startswith="1IECTR").count() == 5
    assert Invoice.objects.count() == 18
    receipt = Payment.objects.get(number="PGT 1T1/1")
    assert (receipt.amount, receipt.open_amount) == (7000, 0)
    assert Allocation.objects.get(payment=receipt).invoice.number == "1T 1/6"


def test_unknown_customers_are_reported(alice: User) -> None:
    found = imported(SAFT.read_bytes(), alice, name="saft.xml")

    assert "123456789" in found.rows.filter(ending="failed")[0].reason


@pytest.mark.parametrize("path", sorted((DATA / "en16931-ubl").glob("*.xml")), ids=lambda path: path.stem)
def test_european_invoices_are_read(path: Path, alice: User, north: Team) -> None:
    for name in ("ODIN 59", "The Buyercompany", "Buyercompany ltd"):
        make.client(name, owner=alice, team=north)

    found = imported(path.read_bytes(), alice, name=path.name)

    assert found.counts == {"created": 1}
    assert all(stated == read for stated, read in found.totals.values())


CII = """<rsm:CrossIndustryInvoice xmlns:rsm="urn:r" xmlns:ram="urn:a" xmlns:udt="urn:u"><rsm:ExchangedDocument>
<ram:ID>R-1</ram:ID><ram:TypeCode>380</ram:TypeCode><ram:IssueDateTime><udt:DateTimeString format="102">20260301
</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument><rsm:SupplyChainTradeTransaction>
<ram:IncludedSupplyChainTradeLineItem><ram:SpecifiedLineTradeSettlement>
<ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>100</ram:LineTotalAmount>
</ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement>
</ram:IncludedSupplyChainTradeLineItem><ram:ApplicableHeaderTradeAgreement><ram:BuyerTradeParty>
<ram:Name>Grupo Alvorada</ram:Name></ram:BuyerTradeParty></ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:LineTotalAmount>100</ram:LineTotalAmount>
<ram:TaxBasisTotalAmount>100</ram:TaxBasisTotalAmount><ram:GrandTotalAmount>123</ram:GrandTotalAmount>
</ram:SpecifiedTradeSettlementHeaderMonetarySummation></ram:ApplicableHeaderTradeSettlement>
</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"""


def test_a_cii_invoice_is_read(grupo: Client, alice: User) -> None:
    ran(imported(CII.encode(), alice))

    assert Invoice.objects.get(client=grupo).gross_amount == 123


def zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    return packed.getvalue()


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><AuditFile>&b;</AuditFile>'
OUTSIDE = b'<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]><AuditFile>&x;</AuditFile>'


@pytest.mark.parametrize(
    "content",
    [LAUGHS, OUTSIDE, b"<other/>", b"<AuditFile", b"", b"\0\1\2", b"PK\3\4 no zip", zip_bomb(), b"<a>" * 200],
    ids=["laughs", "outside", "other", "cut", "empty", "binary", "no-zip", "bomb", "deep"],
)
def test_what_cannot_be_read_is_refused_in_words(content: bytes, alice: User) -> None:
    with pytest.raises(ValidationError):
        imported(content, alice)


def test_only_one_document_may_be_too_wide_not_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "WIDEST", 10)
    ten = "<Invoice>" + "<a/>" * 9 + "</Invoice>"

    assert len([1 for _above, one in xml.entries(io.BytesIO(f"<x>{ten * 9}</x>".encode()), {"Invoice"})]) == 10
    with pytest.raises(UnreadableFile):
        list(xml.entries(io.BytesIO(b"<x><Invoice>" + b"<a/>" * 10 + b"</Invoice></x>"), {"Invoice"}))


@pytest.mark.parametrize("length", [9000, 60000])
@pytest.mark.usefixtures("saft_clients")
def test_a_truncated_file_writes_nothing(length: int, alice: User) -> None:
    found = imported(SAFT.read_bytes()[:length], alice)

    assert found.state == Import.State.FAILED
    assert found.problem
    assert not Invoice.objects.exists()


def test_a_file_in_another_encoding_than_declared_is_refused_in_words(alice: User) -> None:
    content = SAFT.read_bytes().replace(b'encoding="Windows-1252"', b'encoding="UTF-8"')

    assert imported(content, alice).problem


def test_the_failed_rows_come_back_as_a_file_without_formulas(
    grupo: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    rows = ["=1+1;999;01/03/2026;;10,00;0", f"FT 1;{grupo.tax_number};01/03/2026;;10,00;0"]
    found = ran(imported(table(rows), alice))

    answer = browse(alice).get(f"/import/{found.pk}/failed/")

    text = answer.content.decode("utf-8-sig")
    back = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert len(back) == 2
    assert Invoice.objects.get().issued_on == date(2026, 3, 1)  # where commas are decimal, the day comes first
    assert back[1][0] == "'=1+1"
    assert back[1][-1]


@pytest.mark.usefixtures("eager")
def test_a_run_that_died_goes_on_where_it_ended(grupo: Client, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "CHUNK", 100)
    found = imported(bad_and_good(grupo.tax_number), alice)
    services.start_import(found)
    services.run_import(found, seconds=0)
    with pytest.raises(InterfaceError), connection.execute_wrapper(Dies(in_chunk=3)):
        services.run_import(found)
    found.refresh_from_db()
    assert found.state == "running"
    assert (found.done, found.rows.count()) == (200, 200)
    assert Invoice.objects.count() == 193
    stale = Import.objects.get(pk=found.pk)

    tasks.mind_imports()

    services.run_import(stale)  # another who thinks that it is still to do writes nothing
    found.refresh_from_db()
    assert (found.state, found.done, found.counts) == ("done", 500, {"created": 493, "failed": 7})
    assert found.rows.count() == 500
    assert services.undo_import(found, by=alice) == []


def test_a_run_that_fails_by_our_mistake_is_marked_and_can_be_undone(grupo: Client, alice: User) -> None:
    found = imported(bad_and_good(grupo.tax_number), alice)
    services.start_import(found)
    found.mapping = {}

    services.run_import(found)

    found.refresh_from_db()
    assert (found.state, bool(found.problem)) == ("failed", True)
    assert services.undo_import(found, by=alice) == []


@pytest.mark.usefixtures("eager")
def test_a_check_that_died_is_made_again(grupo: Client, alice: User) -> None:
    found = services.keep_import(file=ContentFile(bad_and_good(grupo.tax_number), "a.csv"), source="erp", by=alice)
    told = found.mapping
    services.map_columns(found, columns=told["columns"], dates="dmy", decimal=",")

    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        tasks.mind_imports()

    found.refresh_from_db()
    assert found.counts == {"created": 493, "failed": 7}


def test_a_table_is_brought_checked_run_and_undone_on_pages(
    grupo: Client, alice: User, dave: User, browse: Callable[..., Browser]
) -> None:
    browser = browse(alice)
    assert browser.post("/import/new/", {}).status_code == 422
    file = ContentFile(bad_and_good(grupo.tax_number), "bills.csv")

    where = browser.post("/import/new/", {"file": file, "source": "erp"}).headers["Location"]

    assert where.endswith("/columns/")
    assert browser.get(where).status_code == 200
    mapped = {"number": 0, "tax_number": 1, "issued_on": 2, "due_on": 3, "gross": 4, "tax": 5}
    assert browser.post(where, mapped | {"decimal": ",", "net": 4}).status_code == 422
    shown = browser.post(where, mapped | {"decimal": ",", "dates": "dmy"}).headers["Location"]
    assert "493" in browser.get(shown).content.decode()
    assert not Invoice.objects.exists()
    assert browse(dave).get(shown).status_code == 404
    assert browser.post(f"{shown}run/").status_code == 302
    assert Invoice.objects.count() == 493
    assert browser.get(f"{shown}failed/").content.decode("utf-8-sig").count("\r\n") == 8
    assert browser.post(f"{shown}undo/").status_code == 302
    assert browser.get(shown).status_code == 200
    assert browser.get("/import/").status_code == 200
    assert not Invoice.objects.exists()

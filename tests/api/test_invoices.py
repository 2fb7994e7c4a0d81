"""Invoices and payments over the API: what identifies a document stays, and a list sent twice is there once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Client, Invoice, Payment
from kam.models import Event, User
from kam.services import remember_external_id
from tests import make
from tests.api.conftest import START, Caller

BULK = f"{START}/invoices/bulk/"


@pytest.fixture
def api(alice: User, caller: Caller) -> APIClient:
    return caller(alice)


def row(client: Client | None = None, number: str = "FT 1", **values: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {"number": number, "issued_on": "2026-01-05", "net_amount": "100.00", "tax_amount": "23.00"}
    return usual | ({"client": client.pk} if client else {}) | values


def sent(api: APIClient, *rows: Any, source: str = "erp") -> list[dict[str, Any]]:
    answer = api.post(BULK, {"source": source, "rows": rows})
    assert answer.status_code == 200, answer.content
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def test_an_invoice_is_noted_with_vat_added_and_due_by_the_terms(grupo: Client, api: APIClient) -> None:
    made = api.post(f"{START}/invoices/", row(grupo))

    assert made.status_code == 201, made.content
    shown = made.json()
    assert (shown["gross_amount"], shown["open_amount"], shown["due_on"]) == ("123.00", "123.00", "2026-02-04")
    assert shown["is_due_by_terms"] is True
    assert api.get(f"{START}/invoices/{shown['id']}/").json() == shown


def test_amounts_are_corrected_and_what_identifies_the_document_is_not(grupo: Client, api: APIClient) -> None:
    made = api.post(f"{START}/invoices/", row(grupo)).json()
    address = f"{START}/invoices/{made['id']}/"

    assert api.patch(address, {"net_amount": "50.00"}).json()["gross_amount"] == "73.00"
    assert api.patch(address, {"gross_amount": "99.00"}).status_code == 400
    assert api.patch(address, {"number": "FT 2"}).status_code == 400


def test_money_is_set_off_and_never_more_than_is_open(grupo: Client, alice: User, api: APIClient) -> None:
    bill = make.invoice(grupo, by=alice, amount=100)
    body = {"client": grupo.pk, "number": "RG 1", "received_on": make.today().isoformat(), "amount": "150.00"}

    made = api.post(f"{START}/payments/", body | {"is_spread": False})
    assert (made.status_code, made.json()["open_amount"]) == (201, "150.00")
    address = f"{START}/payments/{made.json()['id']}/"
    assert api.post(f"{address}set-off/", {"invoice": bill.pk, "amount": "101.00"}).status_code == 400
    assert api.post(f"{address}set-off/", {"invoice": bill.pk, "amount": "100.00"}).json()["open_amount"] == "50.00"
    assert api.patch(address, {"amount": "90.00"}).status_code == 400
    assert api.post(f"{START}/invoices/{bill.pk}/annul/").status_code == 400
    assert api.post(f"{address}annul/").json()["cancelled_at"]
    bill.refresh_from_db()
    assert bill.open_amount == 100


def test_a_payment_settles_what_is_due_first_unless_told_otherwise(grupo: Client, alice: User, api: APIClient) -> None:
    bill = make.invoice(grupo, by=alice, amount=100)
    body = {"client": grupo.pk, "number": "RG 1", "received_on": make.today().isoformat(), "amount": "150.00"}

    assert api.post(f"{START}/payments/", body).json()["open_amount"] == "50.00"
    bill.refresh_from_db()
    assert bill.settled_on == make.today()


def test_a_credit_note_is_set_off(grupo: Client, alice: User, api: APIClient) -> None:
    bill = make.invoice(grupo, by=alice, amount=100)
    note = make.invoice(grupo, by=alice, amount=30, kind="credit_note", corrects=bill)

    answer = api.post(f"{START}/invoices/{note.pk}/set-off/", {"invoice": bill.pk, "amount": "30.00"})

    assert answer.json()["open_amount"] == "0.00"
    assert [one["id"] for one in api.get(f"{START}/invoices/?unpaid=true").json()["results"]] == [bill.pk]


def test_a_list_sent_again_changes_nothing_and_a_new_amount_changes_its_row(grupo: Client, api: APIClient) -> None:
    first = sent(api, row(grupo), row(grupo, "FT 2"))
    again = sent(api, row(grupo), row(grupo, "FT 2", net_amount="120.00"))

    assert [one["ending"] for one in first] == ["created", "created"]
    assert [one["ending"] for one in again] == ["unchanged", "updated"]
    assert [one["invoice"] for one in first] == [one["invoice"] for one in again]
    assert list(Invoice.objects.order_by("pk").values_list("gross_amount", flat=True)) == [123, 143]
    assert Event.objects.filter(verb="accounts.invoice_noted").count() == 2
    assert [one["ending"] for one in sent(api, row(grupo), source="other")] == ["created"]


def test_a_refused_row_says_why_and_stops_no_other(grupo: Client, dave: User, api: APIClient) -> None:
    hidden = make.client("Hidden", owner=dave)
    rows: list[Any] = [
        row(grupo, "FT 1"),
        row(grupo, "FT 1"),
        row(hidden, "FT 3"),
        row(None, "FT 4"),
        row(grupo, "FT 5", net_amount="-1"),
        row(grupo, "FT 6", due_on="2026-01-01"),
        row(grupo, "FT 7", gross_amount="1.00"),
        row(grupo, "FT 8", colour="red"),
        row(grupo, "FT 9"),
    ]

    results = sent(api, *rows)

    assert [list(one["errors"]) for one in results] == [
        [], ["number"], ["client"], ["client"], ["net_amount"], ["due_on"], ["gross_amount"], ["colour"], [],
    ]  # fmt: skip
    assert {one.number for one in Invoice.objects.all()} == {"FT 1", "FT 9"}


def test_a_client_is_named_as_the_other_system_knows_it(grupo: Client, api: APIClient) -> None:
    remember_external_id(grupo, system="erp", value="4711")

    known, unknown = sent(api, row(known_as="erp:4711"), row(number="FT 2", known_as="erp:9"))

    assert (known["ending"], unknown["ending"], list(unknown["errors"])) == ("created", "failed", ["known_as"])


def test_a_number_of_a_hidden_client_is_not_taken_over(grupo: Client, dave: User, api: APIClient) -> None:
    bill = make.invoice(make.client("Hidden", owner=dave), by=dave, source="erp", number="FT 1")

    (result,) = sent(api, row(grupo))

    assert (result["ending"], result["invoice"]) == ("failed", None)
    bill.refresh_from_db()
    assert bill.gross_amount == Decimal(100)


def test_a_thousand_rows_at_most_and_a_constant_number_of_queries(grupo: Client, api: APIClient) -> None:
    def asked(count: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            sent(api, *[row(grupo, f"FT {place}") for place in range(count)])
        return len(caught)

    assert api.post(BULK, {"source": "erp", "rows": [row(grupo)] * 1001}).status_code == 400
    asked(1)
    assert asked(40) == asked(80)
    assert Invoice.objects.count() == 80
    assert asked(20) == asked(60)


def test_who_may_only_look_writes_no_list(grupo: Client, erin: User, caller: Caller) -> None:
    answer = caller(erin).post(BULK, {"source": "erp", "rows": [row(grupo)]})

    assert answer.status_code == 403 or answer.json()["results"][0]["ending"] == "failed"
    assert not Invoice.objects.exists()
    assert not Payment.objects.exists()

"""Money against invoices: never more than is open, whoever comes at once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts import services
from accounts.models import Client, Invoice, Payment
from kam.drafts import Draft, Ending
from kam.models import User
from tests import make


def bill(client: Client, by: User, amount: str = "100", **fields: object) -> Invoice:
    number = f"FT {Invoice.objects.count() + 1}"
    usual = {
        "number": number,
        "issued_on": make.days_ago(60),
        "net_amount": Decimal(amount),
        "gross_amount": Decimal(amount),
    }
    return services.create_invoice(client, by=by, **usual | fields)


def test_an_invoice_without_due_date_is_due_by_the_terms(grupo: Client, alice: User) -> None:
    services.set_payment_terms(grupo, by=alice, days=45)

    invoice = bill(grupo, alice)

    assert invoice.due_on == invoice.issued_on + timedelta(days=45)
    assert invoice.is_due_by_terms


def test_more_than_sixty_days_want_an_express_agreement(grupo: Client, alice: User) -> None:
    with pytest.raises(ValidationError):
        services.set_payment_terms(grupo, by=alice, days=90)
    assert services.set_payment_terms(grupo, by=alice, days=90, is_expressly_agreed=True).days == 90


def test_money_settles_the_oldest_due_first(grupo: Client, alice: User) -> None:
    younger, older = bill(grupo, alice), bill(grupo, alice, issued_on=make.days_ago(90))

    payment = services.record_payment(
        grupo, by=alice, number="RG 1", received_on=make.today(), amount=Decimal(120), currency="EUR"
    )

    older.refresh_from_db()
    younger.refresh_from_db()
    payment.refresh_from_db()
    assert (older.open_amount, younger.open_amount, payment.open_amount) == (0, 80, 0)
    assert older.settled_on == make.today()


def test_no_more_is_set_off_than_is_open(grupo: Client, alice: User) -> None:
    invoice = bill(grupo, alice)
    payment = services.record_payment(
        grupo, by=alice, against={}, number="RG 1", received_on=make.today(), amount=Decimal(500), currency="EUR"
    )

    with pytest.raises(ValidationError):
        services.set_off(payment, invoice, amount=Decimal(101), by=alice)


def test_imported_twice_an_invoice_is_there_once(grupo: Client, alice: User) -> None:
    values = {
        "client": grupo,
        "number": "FT 9",
        "issued_on": make.days_ago(5),
        "net_amount": Decimal(10),
        "gross_amount": Decimal(10),
    }
    first = Draft[Invoice](dict(values))
    services.import_invoices([first], by=alice)
    again = Draft[Invoice](dict(values), first.record)
    services.import_invoices([again], by=alice)

    assert (first.ending, again.ending) == (Ending.CREATED, Ending.UNCHANGED)
    assert Invoice.objects.count() == 1


def draft(client: Client, number: str, gross: int, **values: object) -> Draft[Invoice]:
    usual = {"client": client, "number": number, "issued_on": make.days_ago(5)}
    return Draft[Invoice](usual | {"net_amount": Decimal(gross), "gross_amount": Decimal(gross)} | values)


def test_one_wrong_document_does_not_stop_an_import(grupo: Client, alice: User) -> None:
    wrong = [
        draft(grupo, "FT 1", 10, due_on=make.days_ago(9)),
        draft(grupo, "FT 2", 10, net_amount=Decimal(9)),
        draft(grupo, "FT 3", -10),
    ]
    right = draft(grupo, "FT 4", 10)

    services.import_invoices([*wrong, right], by=alice)

    assert [one.ending for one in [*wrong, right]] == [Ending.FAILED] * 3 + [Ending.CREATED]
    assert Invoice.objects.count() == 1


def test_an_import_does_not_lower_an_invoice_below_what_is_paid(grupo: Client, alice: User) -> None:
    invoice = bill(grupo, alice)
    services.record_payment(grupo, by=alice, number="RG 1", received_on=make.today(), amount=Decimal(60))
    lower = draft(grupo, invoice.number, 50, issued_on=invoice.issued_on)
    lower.known = invoice
    services.import_invoices([lower], by=alice)

    exact = draft(grupo, invoice.number, 60, issued_on=invoice.issued_on)
    exact.known = invoice
    services.import_invoices([exact], by=alice)

    invoice.refresh_from_db()
    assert (lower.ending, exact.ending) == (Ending.FAILED, Ending.UPDATED)
    assert (invoice.open_amount, invoice.settled_on) == (0, make.today())


def test_imported_payments_are_set_off_as_told_and_once(grupo: Client, alice: User) -> None:
    invoice = bill(grupo, alice)
    values = {"client": grupo, "number": "RG 1", "received_on": make.days_ago(1), "amount": Decimal(150)}
    first = Draft[Payment](dict(values))

    refused = services.import_payments([first], by=alice, against={first: {invoice: Decimal(100)}})
    again = Draft[Payment](dict(values), first.record)
    services.import_payments([again], by=alice, against={again: {invoice: Decimal(100)}})

    invoice.refresh_from_db()
    assert refused == {}
    assert again.ending == Ending.UNCHANGED
    assert (invoice.open_amount, Payment.objects.get().open_amount) == (0, 50)


def test_a_payment_set_off_beyond_what_is_open_stays_open_and_says_why(grupo: Client, alice: User) -> None:
    invoice = bill(grupo, alice)
    values = {"client": grupo, "number": "RG 1", "received_on": make.today(), "amount": Decimal(150)}
    paid = Draft[Payment](values)

    refused = services.import_payments([paid], by=alice, against={paid: {invoice: Decimal(150)}})

    assert list(refused) == [paid]
    assert Payment.objects.get().open_amount == 150


def test_money_in_another_currency_settles_nothing(grupo: Client, alice: User) -> None:
    invoice = bill(grupo, alice)
    payment = services.record_payment(
        grupo, by=alice, number="RG 1", received_on=make.today(), amount=Decimal(100), currency="USD"
    )

    assert payment.open_amount == 100
    with pytest.raises(ValidationError):
        services.set_off(payment, invoice, amount=Decimal(1), by=alice)

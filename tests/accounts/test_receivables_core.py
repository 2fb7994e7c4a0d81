"""Money against invoices: never more than is open, whoever comes at once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts import services
from accounts.models import Client, Invoice
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

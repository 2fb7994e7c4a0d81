"""Payments are corrected and annulled, and what they settled follows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from django.urls import reverse

from accounts import services
from accounts.models import Client, Invoice
from kam import undo
from kam.models import Undo, User
from tests import make


@pytest.fixture
def bill(grupo: Client, alice: User) -> Invoice:
    return make.invoice(grupo, by=alice, amount=100)


def test_a_payment_is_never_less_than_what_is_set_off(bill: Invoice, alice: User) -> None:
    payment = make.allocation(bill, by=alice, amount=60).payment
    assert payment is not None

    with pytest.raises(ValidationError):
        services.change_payment(payment, by=alice, amount=Decimal(59))
    with pytest.raises(ValidationError):
        services.change_payment(payment, by=alice, received_on=make.days_ago(-1))
    with pytest.raises(ValidationError):
        services.change_payment(payment, by=alice, number="RG other")
    assert services.change_payment(payment, by=alice, amount=Decimal(80)).open_amount == 20


def test_an_annulled_payment_opens_what_it_had_settled_and_can_be_taken_back(bill: Invoice, alice: User) -> None:
    payment = make.allocation(bill, by=alice, amount=100).payment
    assert payment is not None
    spread = [[bill.pk, "100.00", make.today().isoformat()]]

    services.annul_payment(payment, by=alice)
    bill.refresh_from_db()
    assert (bill.open_amount, bill.settled_on) == (100, None)

    pk = undo.offer("accounts.restore_payment", by=alice, message="", pk=payment.pk, spread=spread)
    undo.take_back(pk, by=alice)
    bill.refresh_from_db()
    payment.refresh_from_db()
    assert (bill.open_amount, bill.settled_on, payment.cancelled_at) == (0, make.today(), None)


def test_the_page_offers_the_way_back(bill: Invoice, alice: User) -> None:
    payment = make.allocation(bill, by=alice, amount=100).payment
    assert payment is not None
    browser = Browser()
    browser.force_login(alice)

    browser.post(reverse("accounts:annul-payment", args=[payment.pk]))

    undo.take_back(Undo.objects.get().pk, by=alice)
    bill.refresh_from_db()
    assert bill.open_amount == 0


def test_an_invoice_is_corrected_but_not_below_what_is_paid(bill: Invoice, alice: User) -> None:
    make.allocation(bill, by=alice, amount=60)
    browser = Browser()
    browser.force_login(alice)
    told = {"issued_on": bill.issued_on.isoformat(), "due_on": bill.due_on.isoformat(), "tax_amount": "0"}
    address = reverse("accounts:change-invoice", args=[bill.pk])

    refused = browser.post(address, told | {"net_amount": "59"})
    assert refused.status_code == 422
    assert browser.post(address, told | {"net_amount": "80"}).status_code == 302
    bill.refresh_from_db()
    assert (bill.gross_amount, bill.open_amount) == (80, 20)

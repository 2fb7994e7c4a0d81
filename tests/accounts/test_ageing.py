"""What is owed as of any day, and how fast it comes in, against sums made by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts import receivables, services
from accounts.models import Client, Invoice
from kam.models import User
from tests import make

ON = date(2026, 3, 31)


def bill(client: Client, by: User, gross: str, *, due: date, **fields: object) -> Invoice:
    usual = {"number": f"FT {Invoice.objects.count() + 1}", "issued_on": due - timedelta(days=30), "due_on": due}
    usual |= {"net_amount": Decimal(gross), "gross_amount": Decimal(gross)}
    return services.create_invoice(client, by=by, **usual | fields)


@pytest.mark.parametrize(
    ("late", "bucket"),
    [
        (-5, "current"), (0, "current"), (1, "to_30"), (30, "to_30"), (31, "to_60"), (60, "to_60"), (61, "to_90"),
        (90, "to_90"), (91, "over_90"), (900, "over_90"),
    ],
)  # fmt: skip
def test_an_invoice_stands_in_the_bucket_of_its_days_past_the_due_date(
    grupo: Client, alice: User, late: int, bucket: str
) -> None:
    bill(grupo, alice, "100", due=ON - timedelta(days=late))

    (aged,) = receivables.ageing(Invoice.objects.all(), on=ON)

    assert {key: amount for key, amount in aged.amounts.items() if amount} == {bucket: 100}
    assert aged.total == 100


def test_ageing_looks_back_past_what_was_paid_since(grupo: Client, alice: User) -> None:
    invoice = bill(grupo, alice, "100", due=date(2026, 3, 1))
    paid = services.record_payment(
        grupo, by=alice, against={}, number="RG 1", received_on=date(2026, 4, 10), amount=Decimal(100)
    )
    services.set_off(paid, invoice, amount=Decimal(100), by=alice)

    def total(on: date) -> Decimal:
        return sum((aged.total for aged in receivables.ageing(Invoice.objects.all(), on=on)), Decimal(0))

    assert [total(on) for on in (date(2026, 1, 1), ON, date(2026, 4, 9), date(2026, 4, 10))] == [0, 100, 100, 0]


def test_currencies_are_never_added_and_what_was_annulled_is_not_owed(grupo: Client, alice: User) -> None:
    bill(grupo, alice, "100", due=ON)
    bill(grupo, alice, "70", due=ON, currency="USD")
    services.annul_invoice(bill(grupo, alice, "9", due=ON), by=alice)

    assert [(aged.currency, aged.total) for aged in receivables.ageing(Invoice.objects.all(), on=ON)] == [
        ("EUR", 100),
        ("USD", 70),
    ]


def test_speed_is_that_of_the_formulas(grupo: Client, alice: User) -> None:
    """Open 300 of which 100 not due; 100 was open at the start, 200 and 100 were billed within 90 days."""
    bill(grupo, alice, "100", due=date(2025, 12, 1))
    bill(grupo, alice, "100", due=date(2026, 3, 1))
    bill(grupo, alice, "100", due=date(2026, 4, 20))
    settled = bill(grupo, alice, "100", due=date(2026, 3, 2))
    paid = services.record_payment(
        grupo, by=alice, against={}, number="RG 1", received_on=date(2026, 3, 12), amount=Decimal(100)
    )
    services.set_off(paid, settled, amount=Decimal(100), by=alice)

    (speed,) = receivables.speeds(Invoice.objects.all(), on=ON)

    assert (speed.open, speed.not_due, speed.opening, speed.billed) == (300, 100, 100, 300)
    assert (speed.dso, speed.best, speed.add) == (90, 30, 60)
    assert speed.cei is not None
    assert round(speed.cei, 2) == Decimal("33.33")  # (100 + 300 - 300) ÷ (100 + 300 - 100)
    (terms,) = receivables.terms(Invoice.objects.all(), on=ON)
    assert (terms.negotiated, terms.effective) == (30, 40)


def test_countback_takes_the_latest_billing_first(grupo: Client, alice: User) -> None:
    bill(grupo, alice, "100", due=ON, issued_on=ON)
    bill(grupo, alice, "100", due=ON, issued_on=ON - timedelta(days=10))
    bill(grupo, alice, "40", due=ON, issued_on=ON - timedelta(days=20))
    paid = services.record_payment(grupo, by=alice, against={}, number="RG 1", received_on=ON, amount=Decimal(90))
    services.set_off(paid, Invoice.objects.get(number="FT 2"), amount=Decimal(90), by=alice)

    (speed,) = receivables.speeds(Invoice.objects.all(), on=ON)

    assert speed.open == 150
    assert speed.countback == Decimal("10.5")  # 100 of day 0, half of the 100 of ten days before


def test_days_without_billing_have_no_dso(grupo: Client, alice: User) -> None:
    bill(grupo, alice, "100", due=make.days_ago(400))

    (speed,) = receivables.speeds(Invoice.objects.all(), on=make.today())

    assert (speed.dso, speed.add, speed.countback) == (None, None, None)

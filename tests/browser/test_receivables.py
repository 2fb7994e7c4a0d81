"""What a client owes: the buckets make up the overdue total, as of whatever day is asked for."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import Client
from kam.models import User
from performance.services import refresh_standings
from tests import make
from tests.browser.people import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LATE = {10: "100.00", 45: "200.50", 100: "400.25"}


@pytest.fixture
def owing(grupo: Client, alice: User) -> Client:
    """Three invoices late, and one that is not due."""
    for late, amount in LATE.items():
        make.invoice(grupo, by=alice, amount=amount, late=late)
    make.invoice(grupo, by=alice, amount=1000, late=-5)
    refresh_standings(on=make.today(), client_ids=[grupo.pk])
    return grupo


def amount_in(text: str) -> Decimal:
    return Decimal(re.sub(r"[^0-9.]", "", text))


def buckets(page: Page) -> list[Decimal]:
    """What the table says is open, bucket by bucket."""
    return [amount_in(cell) for cell in page.locator(".ageing tbody td:nth-child(2)").all_inner_texts()]


def bars(page: Page) -> list[float]:
    """The parts of the bar that can be seen."""
    widths = page.locator(".ageing-bar rect").evaluate_all("all => all.map(one => +one.getAttribute('width'))")
    return [width for width in widths if width]


def total(page: Page, label: str) -> Decimal:
    return amount_in(page.locator(".ageing tfoot tr").filter(has_text=label).locator("td").first.inner_text())


def test_the_buckets_make_up_the_overdue_total_on_the_header(desk: Desk, owing: Client, alice: User) -> None:
    page = desk.open(alice, reverse("accounts:client-accounts", args=[owing.pk]))

    assert buckets(page) == [Decimal(1000), Decimal(100), Decimal("200.5"), Decimal(0), Decimal("400.25")]
    assert len(bars(page)) == 4
    assert sum(bars(page)) == pytest.approx(100, abs=0.1)
    header = page.locator(".standing-facts > div").filter(has=page.locator("dt", has_text="Overdue"))
    assert amount_in(header.locator("a").inner_text()) == total(page, "Overdue") == sum(map(Decimal, LATE.values()))


def test_another_day_is_reckoned_anew(desk: Desk, owing: Client, alice: User) -> None:
    page = desk.open(alice, reverse("accounts:receivables", args=[owing.pk]))
    assert total(page, "Overdue") == Decimal("700.75")

    page.get_by_label("As of", exact=True).fill(make.days_ago(50).isoformat())
    page.get_by_role("button", name="Filter").click()

    expect(page.locator(".ageing tfoot")).to_contain_text("400.25")
    assert buckets(page) == [Decimal("200.5"), Decimal(0), Decimal("400.25"), Decimal(0), Decimal(0)]
    assert (total(page, "Overdue"), total(page, "Total")) == (Decimal("400.25"), Decimal("600.75"))
    page.reload()
    assert total(page, "Overdue") == Decimal("400.25")


def test_a_payment_is_annulled_and_back_again(desk: Desk, owing: Client, alice: User) -> None:
    bill = owing.invoices.get(gross_amount=Decimal("400.25"))
    make.allocation(bill, by=alice, amount=400)
    page = desk.open(alice, reverse("accounts:receivables", args=[owing.pk]))
    assert total(page, "Overdue") == Decimal("300.75")

    page.locator("#payments").get_by_role("button", name="Annul").click()
    expect(page.locator(".ageing tfoot")).to_contain_text("700.75")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".ageing tfoot")).to_contain_text("300.75")

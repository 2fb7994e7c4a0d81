"""Interest and costs of late payment by DL 62/2013, against sums worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.late_payment import COMPENSATION, cost_of, rates

TABLE = rates()


def cost(amount: str, due_on: date, on: date, *taken: tuple[date, Decimal]) -> Decimal:
    return cost_of(amount=Decimal(amount), due_on=due_on, taken=taken, on=on, table=TABLE).interest


def test_a_year_within_one_rate_costs_the_rate() -> None:
    assert cost("1000", date(2021, 1, 1), date(2022, 1, 1)) == Decimal("80.00")


def test_the_day_it_is_due_costs_nothing_and_the_next_one_a_day() -> None:
    found = cost_of(amount=Decimal(36500), due_on=date(2021, 3, 1), taken=(), on=date(2021, 3, 1), table=TABLE)
    assert (found.interest, found.compensation, found.days) == (0, 0, 0)
    found = cost_of(amount=Decimal(36500), due_on=date(2021, 3, 1), taken=(), on=date(2021, 3, 2), table=TABLE)
    assert (found.interest, found.compensation, found.days) == (Decimal("8.00"), COMPENSATION, 1)


def test_each_half_year_bears_its_own_rate() -> None:
    """10,000 due on 15 June 2024: 15 days at 12.5%, 184 at 12.25%, 10 at 11.15%."""
    by_hand = Decimal(10000) * (15 * Decimal("12.5") + 184 * Decimal("12.25") + 10 * Decimal("11.15")) / 36500

    assert cost("10000", date(2024, 6, 15), date(2025, 1, 10)) == by_hand.quantize(Decimal("0.01"))


def test_a_leap_year_counts_366_days_of_a_365th() -> None:
    found = cost_of(amount=Decimal(1000), due_on=date(2019, 12, 31), taken=(), on=date(2020, 12, 31), table=TABLE)
    assert found.days == 366
    assert found.interest == Decimal("80.22")


def test_money_counts_from_the_day_after_it_came() -> None:
    part = (date(2021, 1, 11), Decimal(600))

    assert cost("1000", date(2021, 1, 1), date(2021, 1, 21), part) == Decimal("3.07")  # 10 d of 1000, 10 d of 400


def test_once_paid_it_costs_no_more() -> None:
    paid = (date(2021, 2, 1), Decimal(1000))

    assert cost("1000", date(2021, 1, 1), date(2025, 1, 1), paid) == cost("1000", date(2021, 1, 1), date(2021, 2, 1))


@pytest.mark.parametrize(("on", "is_provisional"), [(date(2026, 6, 30), False), (date(2026, 7, 1), True)])
def test_a_rate_that_is_not_published_yet_is_said(on: date, is_provisional: bool) -> None:
    found = cost_of(amount=Decimal(1), due_on=date(2026, 6, 1), taken=(), on=on, table=TABLE)

    assert found.is_provisional is is_provisional


def test_a_rate_of_ones_own_comes_before_the_published_one() -> None:
    table = rates([(date(2026, 7, 1), Decimal("10.40"))])
    found = cost_of(amount=Decimal(36500), due_on=date(2026, 6, 30), taken=(), on=date(2026, 7, 10), table=table)

    assert (found.interest, found.is_provisional) == (Decimal("104.00"), False)


@given(
    due_on=st.dates(date(2013, 7, 1), date(2025, 12, 31)),
    days=st.integers(0, 2000),
    cut=st.integers(0, 2000),
)
def test_interest_sums_across_any_cut(due_on: date, days: int, cut: int) -> None:
    end, middle = due_on + timedelta(days=days), due_on + timedelta(days=min(cut, days))

    def exact(since: date, until: date) -> Decimal:
        found = cost_of(amount=Decimal(1000), due_on=since, taken=(), on=until, table=TABLE)
        return sum((stretch.interest for stretch in found.stretches), Decimal(0))

    assert abs(exact(due_on, middle) + exact(middle, end) - exact(due_on, end)) < Decimal("1e-15")

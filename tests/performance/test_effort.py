"""What clients take of our time against what they bring in, each figure by hand."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts import services as accounts
from accounts.models import Client
from kam.models import User
from performance import effort, services, whale
from performance.effort import Served
from tests import make


def year(client: Client) -> Served:
    [row] = effort.serve(Client.objects.filter(pk=client.pk), since=make.days_ago(300), until=make.today())
    return row


def bill(client: Client, net: str, by: User, **fields: object) -> None:
    amounts = {"net_amount": Decimal(net), "tax_amount": Decimal(0), "gross_amount": Decimal(net)}
    number = f"FT {client.invoices.count() + 1}/{client.pk}"
    accounts.create_invoice(client, by=by, number=number, issued_on=make.today(), **amounts | fields)


def test_time_costs_what_an_hour_cost_on_its_day(grupo: Client, alice: User, frank: User) -> None:
    services.set_cost_rate(since=make.days_ago(400), per_hour=Decimal(40), by=frank)
    services.set_cost_rate(since=make.days_ago(1), per_hour=Decimal(60), by=frank)
    make.interaction(grupo, by=alice, minutes=90, happened_at=timezone.now() - timedelta(days=10))
    issue = accounts.open_issue(grupo, title="Late", by=alice)
    accounts.write_message(issue, body="Called", by=alice, minutes=30)

    row = year(grupo)

    assert (row.minutes, row.cost) == (120, Decimal("90.00"))  # 1.5 h at 40, half an hour at 60


def test_without_a_rate_the_cost_is_not_known_and_not_zero(grupo: Client, alice: User) -> None:
    make.interaction(grupo, by=alice, minutes=90)

    assert year(grupo).cost is None


def test_credit_notes_and_other_currencies_are_no_revenue(grupo: Client, alice: User) -> None:
    bill(grupo, "1000", alice)
    bill(grupo, "300", alice, kind="credit_note")
    bill(grupo, "500", alice, currency="USD")

    assert year(grupo).revenue == 700


def test_contribution_is_margin_less_cost(grupo: Client, alice: User, frank: User) -> None:
    services.set_cost_rate(since=make.days_ago(400), per_hour=Decimal(60), by=frank)
    services.set_margin(grupo, year=make.today().year, percent=Decimal(20), by=alice)
    make.interaction(grupo, by=alice, minutes=60)
    bill(grupo, "1000", alice)

    row = year(grupo)

    assert (row.margin, row.contribution) == (200, 140)
    assert row.cost_share == Decimal("0.3")


def test_revenue_without_a_margin_has_no_known_contribution(grupo: Client, alice: User) -> None:
    bill(grupo, "1000", alice)

    assert year(grupo).contribution is None


def test_only_administrators_say_what_an_hour_costs(bob: User) -> None:
    with pytest.raises(PermissionDenied):
        services.set_cost_rate(since=make.today(), per_hour=Decimal(40), by=bob)


def test_a_client_to_be_kept_simple_that_eats_a_stars_time_is_said(alice: User) -> None:
    simple = make.client("Simple", owner=alice, tier="C")
    star = make.client("Star", owner=alice, tier="B")
    make.interaction(simple, by=alice, minutes=300)
    make.interaction(star, by=alice, minutes=30)
    rows = effort.serve(Client.objects.filter(pk__in=[simple.pk, star.pk]), since=make.days_ago(9), until=make.today())

    [pair] = effort.eaten(rows)

    assert (pair.streamline.client, pair.star.client) == (simple, star)


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=20))
def test_the_curve_ends_at_the_sum_and_no_client_is_better_than_the_one_before(values: list[int]) -> None:
    rows = [
        Served(Client(name=str(place)), 0, Decimal(0), Decimal(0), Decimal(value)) for place, value in enumerate(values)
    ]
    steps = effort.whale(rows)

    curve = whale.curve(steps)

    assert curve is not None
    assert curve.total == sum(values)
    assert curve.peak >= max(curve.total, 0)
    gains = [step.served.contribution or 0 for step in steps]
    assert gains == sorted(gains, reverse=True)

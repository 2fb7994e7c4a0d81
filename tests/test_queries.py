"""No page asks the database more because there is more to show."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts.models import Client
from kam import services as kam
from kam.models import User
from performance import services as performance
from tests import make

BUDGET = 30
PAGES = [
    "",
    "team/",
    "reviews/",
    "clients/",
    "objectives/",
    "objectives/?view=board&by=status",
    "objectives/?view=board&by=quarter",
    "actions/?whose=all",
    "interactions/",
    "clients/{client}/",
    "clients/{client}/timeline/",
    "clients/{client}/plan/",
    "clients/{client}/relationships/",
    "clients/{client}/daily/",
    "clients/{client}/performance/",
    "history/accounts.client/{client}/",
    "settings/tokens/",
]


def fill(client: Client, *, by: User, count: int) -> None:
    """So many records of every kind: of this client, and of as many others."""
    for _ in range(count):
        for of in (client, make.client(owner=by, team=client.team, parent=client)):
            objective = make.objective(of, by=by)
            make.progress(objective, 60, by=by, noted_on=make.days_ago(1))
            person = make.contact(of, by=by)
            interaction = make.interaction(of, by=by, people=[person], next_step="Call back", next_on=make.days_ago(1))
            kam.attach(interaction, make.upload(), client_id=of.pk, by=by)
        make.token(by)
    performance.review_goals(on=make.days_ago(1))
    performance.review_goals(on=make.today())


@pytest.fixture
def manager(bob: User) -> User:
    """Somebody who sees every page."""
    return bob


def cost(browser: Browser, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def test_pages_cost_as_many_statements_for_many_records_as_for_few(
    grupo: Client, manager: User, browse: Callable[..., Browser]
) -> None:
    browser = browse(manager)
    addresses = ["/" + address.format(client=grupo.pk) for address in PAGES]
    fill(grupo, by=manager, count=3)
    few = {address: cost(browser, address) for address in addresses}
    fill(grupo, by=manager, count=9)

    many = {address: cost(browser, address) for address in addresses}

    assert {address: (few[address], many[address]) for address in addresses if many[address] > few[address]} == {}
    assert {address: number for address, number in many.items() if number > BUDGET} == {}

"""No page asks the database more because there is more to show."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts.models import Client, Contact
from kam import services as kam
from kam.models import User
from performance import services as performance
from planning import services as planning
from planning.models import Objective
from relationships import services as relationships
from relationships.models import Need
from tests import make

BUDGET = 30
BUDGET_FOR_TWO = 40  # to compare a plan with itself, all of it is read at two moments
PAGES = [
    "",
    "team/",
    "reviews/",
    "clients/",
    "objectives/",
    "objectives/?view=board&by=status",
    "objectives/?view=board&by=quarter",
    "actions/?whose=all",
    "strategies/",
    "strategies/{strategy}/",
    "plans/",
    "plans/?stale=on",
    "plans/{plan}/",
    "plans/{plan}/?asof={today}",
    "plans/{plan}/review/",
    "plans/{plan}/compare/?from=1",
    "needs/{need}/edit/",
    "objectives/{objective}/",
    "clients/{client}/mutual-plan/",
    "interactions/",
    "interactions/?client={client}&since=review&sentiment=1",
    "interactions/{interaction}/",
    "clients/{client}/interactions/new/",
    "clients/{client}/timeline/?kind=call&since=review&q=went",
    "clients/{client}/",
    "clients/{client}/timeline/",
    "clients/{client}/plan/",
    "clients/{client}/relationships/",
    "clients/{client}/daily/",
    "clients/{client}/performance/",
    "clients/{client}/portal/",
    "{portal}",
    "{portal}history/",
    "history/accounts.client/{client}/",
    "settings/tokens/",
]


def fill(client: Client, *, by: User, count: int) -> None:
    """So many records of every kind: of this client, and of as many others."""
    for _ in range(count):
        for of in (client, make.client(owner=by, team=client.team, parent=client)):
            objective = make.objective(of, by=by)
            make.progress(objective, 60, by=by, noted_on=make.days_ago(1))
            planning.share_objective(objective, by=by)
            planning.share_action(make.action(of, by=by), by=by)
            person = make.contact(of, by=by, email=f"{uuid4().hex}@client.example")
            interaction = make.interaction(of, by=by, people=[person], next_step="Call back", next_on=make.days_ago(1))
            need = make.need(of, by=by, stated_by=person, heard_in=interaction)
            told = {"about": [need], "objectives": [objective], "people": of.contacts.all(), "sentiment": 1}
            relationships.pin_interaction(make.interaction(of, by=by, **told), by=by)
            strategy = make.strategy(of, by=by, need=need, objective=objective)
            for is_shared in (True, False):
                serving = {"need": need, "strategy": strategy, "objective": objective, "client_owner": person}
                make.action(of, by=by, is_shared=is_shared, **serving)
            _talk_about(of, person, by=by)
            _write_plan(of, need, objective, by=by)
            kam.attach(interaction, make.upload(), client_id=of.pk, by=by)
        make.token(by)
    performance.review_goals(on=make.days_ago(1))
    performance.review_goals(on=make.today())


def _talk_about(client: Client, person: Contact, *, by: User) -> None:
    """An agreed target and one that waits, for everybody at the client."""
    people, until = list(client.contacts.current()), make.days_ago(-9)
    people = [each for each in people if each.email]
    for agrees in (True, False):
        target = make.objective(client, by=by)
        offer = planning.propose_target(target, recipients=people, expires_on=until, by=by)
        if agrees:
            planning.accept_as_client(offer, signer=planning.Signer(person, person.name, "CFO"))


def _write_plan(client: Client, need: Need, objective: Objective, *, by: User) -> None:
    """More in the client's plan: a strategy of a pair of the SWOT, each with its evidence, a risk and a version."""
    plan = client.plans.first() or make.plan(client, by=by, meets_on=None)
    inside, outside = make.swot_item(plan, "S", by=by), make.swot_item(plan, "O", by=by)
    planning.add_evidence(inside, need=need, by=by)
    planning.add_evidence(outside, objective=objective, by=by)
    make.strategy(client, by=by, plan=plan, inside=inside, outside=outside)
    make.risk(plan, by=by)
    planning.mark_reviewed(plan, by=by)


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
    contact = make.contact(grupo, by=manager, email="rita@alvorada.example")
    link = make.portal(contact, by=manager).lstrip("/")
    fill(grupo, by=manager, count=3)
    records = {
        "client": grupo.pk,
        "need": grupo.needs.all()[0].pk,
        "strategy": grupo.strategies.all()[0].pk,
        "objective": grupo.objectives.all()[0].pk,
        "plan": grupo.plans.get().pk,
        "interaction": grupo.interactions.all()[0].pk,
        "today": make.today().isoformat(),
        "portal": link,
    }
    addresses = ["/" + address.format(**records) for address in PAGES]
    few = {address: cost(browser, address) for address in addresses}
    fill(grupo, by=manager, count=9)

    many = {address: cost(browser, address) for address in addresses}

    assert {address: (few[address], many[address]) for address in addresses if many[address] > few[address]} == {}
    assert {address: number for address, number in many.items() if number > _budget(address)} == {}


def _budget(address: str) -> int:
    return BUDGET_FOR_TWO if "/compare/" in address else BUDGET

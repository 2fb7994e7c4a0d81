"""Strategies: what they may point to, how they end, and where the chain shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser

from accounts.models import Client
from kam.models import Event, User
from planning import services
from planning.models import Objective, Plan, Strategy, SwotItem
from relationships import services as relationships
from relationships.models import Need
from tests import make


@pytest.fixture
def other(alice: User, grupo: Client) -> Client:
    return make.client("Rio Claro", owner=alice, team=grupo.team)


@pytest.fixture
def need(grupo: Client, alice: User) -> Need:
    return make.need(grupo, by=alice)


@pytest.fixture
def strategy(grupo: Client, alice: User, need: Need, objective: Objective) -> Strategy:
    return make.strategy(grupo, by=alice, need=need, objective=objective)


def plan(client: Client, by: User, since: int = 10) -> Plan:
    return Plan.objects.create(
        client=client, title="Plan", starts_on=make.days_ago(since), ends_on=make.days_ago(since - 5), author=by
    )


def strangers(other: Client, alice: User) -> dict[str, Any]:
    theirs = plan(other, alice)
    return {
        "need": make.need(other, by=alice),
        "objective": make.objective(other, by=alice),
        "plan": theirs,
        "inside": SwotItem.objects.create(plan=theirs, kind="S", text="Cold chain"),
        "outside": SwotItem.objects.create(plan=theirs, kind="O", text="New shops"),
    }


FIELDS = ["need", "objective", "plan", "inside", "outside"]


@pytest.mark.parametrize("field", FIELDS)
def test_all_it_points_to_is_of_its_client(field: str, grupo: Client, other: Client, alice: User) -> None:
    with pytest.raises(ValidationError) as refused:
        make.strategy(grupo, by=alice, **{field: strangers(other, alice)[field]})

    assert set(refused.value.message_dict) == {field}


@pytest.mark.parametrize("field", FIELDS)
def test_pages_and_api_refuse_another_clients_records(
    field: str, strategy: Strategy, other: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    stranger, browser = strangers(other, alice)[field].pk, browse(alice)
    sent = {"title": "Changed", "owner": alice.pk, field: stranger}

    page = browser.post(f"/strategies/{strategy.pk}/edit/", sent)
    answer = browser.patch(f"/api/v1/strategies/{strategy.pk}/", {field: stranger}, content_type="application/json")

    assert (page.status_code, answer.status_code) == (422, 400)
    assert field in answer.json()["errors"]
    strategy.refresh_from_db()
    assert strategy.title != "Changed"


def test_a_pair_is_of_one_inside_and_one_outside_of_the_same_plan(grupo: Client, alice: User) -> None:
    now, before = plan(grupo, alice), plan(grupo, alice, since=30)
    strength = SwotItem.objects.create(plan=now, kind="S", text="Cold chain")
    threat = SwotItem.objects.create(plan=now, kind="T", text="A cheaper rival")
    old = SwotItem.objects.create(plan=before, kind="T", text="An old rival")

    pair = make.strategy(grupo, by=alice, inside=strength, outside=threat)
    assert (pair.pair, pair.plan) == ("ST", now)
    for wrong in ({"inside": threat}, {"outside": strength}, {"inside": strength, "outside": old}):
        with pytest.raises(ValidationError):
            make.strategy(grupo, by=alice, **wrong)


def test_a_strategy_ends_and_is_taken_up_again(strategy: Strategy, alice: User) -> None:
    assert services.finish_strategy(strategy, by=alice).status == "done"
    assert services.finish_strategy(strategy, by=alice).status == "done"
    assert services.reopen_strategy(strategy, by=alice).status == "open"
    assert services.drop_strategy(strategy, by=alice).status == "dropped"

    told = Event.objects.filter(subject_type="planning.strategy").order_by("pk").values_list("verb", flat=True)
    assert [verb.split("_")[1] for verb in told] == ["created", "done", "reopened", "dropped"]


@pytest.mark.parametrize("move", ["done", "drop", "remove"])
def test_the_end_of_a_strategy_is_undone(
    move: str, strategy: Strategy, alice: User, browse: Callable[..., Browser]
) -> None:
    browser = browse(alice)
    page = browser.post(f"/strategies/{strategy.pk}/{move}/", follow=True).content.decode()

    browser.post(_undo(page))

    strategy.refresh_from_db()
    assert (strategy.status, strategy.removed_at) == ("open", None)


def _undo(page: str) -> str:
    return "/undo/" + page.split('action="/undo/')[1].split('"', maxsplit=1)[0]


def test_a_strategy_that_was_removed_is_not_shown(
    strategy: Strategy, alice: User, browse: Callable[..., Browser]
) -> None:
    services.remove_strategy(strategy, by=alice)

    assert browse(alice).get(strategy.get_absolute_url()).status_code == 404
    assert strategy.title not in browse(alice).get("/strategies/").content.decode()


def test_a_strategy_without_open_action_is_found(grupo: Client, strategy: Strategy, alice: User) -> None:
    assert Strategy.objects.without_action().get() == strategy

    action = make.action(grupo, by=alice, strategy=strategy)
    assert not Strategy.objects.without_action().exists()

    services.complete_action(action, by=alice)
    found = Strategy.objects.without_action().get()
    assert (found.planned, found.open_actions) == (1, 0)


def test_the_chain_shows_from_every_end(
    need: Need, strategy: Strategy, objective: Objective, alice: User, browse: Callable[..., Browser]
) -> None:
    grupo = strategy.client
    action = make.action(grupo, by=alice, strategy=strategy)
    told = (need.statement, strategy.title, action.title, objective.title)

    for address in (strategy.get_absolute_url(), action.get_absolute_url()):
        chain = browse(alice).get(address).content.decode().split('class="chain"')[1].split("</ol>")[0]
        assert [text for text in told if text not in chain] == [], address
    for address in (objective.get_absolute_url(), need.get_absolute_url(), f"/clients/{grupo.pk}/plan/"):
        assert strategy.title in browse(alice).get(address).content.decode(), address


def test_an_action_planned_for_a_strategy_serves_what_it_serves(
    grupo: Client, strategy: Strategy, alice: User, browse: Callable[..., Browser]
) -> None:
    form = browse(alice).get(f"/clients/{grupo.pk}/actions/new/?strategy={strategy.pk}").context["form"]

    assert form["strategy"].value() == strategy.pk
    assert (form["need"].value(), form["objective"].value()) == (strategy.need_id, strategy.objective_id)


@pytest.mark.parametrize(
    "query", ["need=abc", "need=99999999999999999999", "objective=%00", "plan=-1", "inside=1&inside=2"]
)
def test_an_address_that_fills_in_nonsense_fills_in_nothing(
    query: str, grupo: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    assert browse(alice).get(f"/clients/{grupo.pk}/strategies/new/?{query}").status_code == 200


def test_what_the_address_fills_in_is_never_another_clients(
    grupo: Client, other: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    theirs = make.need(other, by=alice)

    form = browse(alice).get(f"/clients/{grupo.pk}/strategies/new/?need={theirs.pk}").context["form"]
    assert form["need"].value() is None


def test_a_need_that_was_removed_is_not_offered(
    grupo: Client, need: Need, alice: User, browse: Callable[..., Browser]
) -> None:
    relationships.remove_need(need, by=alice)

    page = browse(alice).get(f"/clients/{grupo.pk}/strategies/new/").content.decode()
    assert need.statement not in page

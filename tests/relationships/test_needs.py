"""What clients want: what is noted and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser

from accounts.models import Client, Contact
from kam.models import Event, User
from relationships import services
from relationships.models import Need
from tests import make


@pytest.fixture
def other(alice: User, grupo: Client) -> Client:
    """Another client of alice's, so that only the link itself can be wrong."""
    return make.client("Rio Claro", owner=alice, team=grupo.team)


@pytest.fixture
def need(grupo: Client, alice: User, contact: Contact) -> Need:
    return make.need(grupo, by=alice, stated_by=contact, stated_on=make.days_ago(2), importance=4)


def test_a_need_is_stated_by_a_person_of_the_client(grupo: Client, other: Client, alice: User) -> None:
    with pytest.raises(ValidationError) as refused:
        make.need(grupo, by=alice, stated_by=make.contact(other, by=alice))

    assert set(refused.value.message_dict) == {"stated_by"}


def test_a_need_is_heard_in_a_conversation_with_the_client(grupo: Client, other: Client, alice: User) -> None:
    with pytest.raises(ValidationError) as refused:
        make.need(grupo, by=alice, heard_in=make.interaction(other, by=alice))

    assert set(refused.value.message_dict) == {"heard_in"}


def test_a_need_is_not_stated_in_the_future(need: Need, alice: User) -> None:
    with pytest.raises(ValidationError, match="future"):
        services.change_need(need, stated_on=make.days_ago(-1), by=alice)


def test_a_need_of_blanks_is_refused(grupo: Client, alice: User) -> None:
    with pytest.raises(ValidationError) as refused:
        make.need(grupo, by=alice, statement="   ")

    assert set(refused.value.message_dict) == {"statement"}


@pytest.mark.parametrize("importance", [0, 6])
def test_importance_is_from_1_to_5(importance: int, need: Need, alice: User) -> None:
    with pytest.raises(ValidationError, match="From 1 to 5"):
        services.change_need(need, importance=importance, by=alice)


def test_a_change_tells_which_fields_it_changed(need: Need, alice: User) -> None:
    services.change_need(need, status="confirmed", importance=4, by=alice)

    told = Event.objects.get(verb="relationships.need_changed")
    assert (told.client_id, told.payload["fields"]) == (need.client_id, ["status"])


def test_a_need_that_was_removed_comes_back_by_undo(need: Need, alice: User, browse: Callable[..., Browser]) -> None:
    browser = browse(alice)
    answer = browser.post(f"/needs/{need.pk}/remove/", follow=True)
    assert need.statement not in _card(browser, need)

    undo_url = answer.content.decode().split('action="/undo/')[1].split('"')[0]
    browser.post(f"/undo/{undo_url}")

    assert need.statement in _card(browser, need)


def _card(browser: Browser, need: Need) -> str:
    page = browser.get(f"/clients/{need.client_id}/relationships/").content.decode()
    return page.split('id="needs"')[1].split("</section>")[0]


def test_the_weightiest_needs_come_first(grupo: Client, alice: User, browse: Callable[..., Browser]) -> None:
    for statement, importance in (("Unweighted one", None), ("Lighter one", 1), ("Heavier one", 5)):
        make.need(grupo, by=alice, statement=statement, importance=importance)

    page = browse(alice).get(f"/clients/{grupo.pk}/relationships/").content.decode()
    assert page.index("Heavier one") < page.index("Lighter one") < page.index("Unweighted one")


def test_a_need_says_whether_anything_answers_it(need: Need, alice: User, browse: Callable[..., Browser]) -> None:
    assert "Nothing yet" in _card(browse(alice), need)

    make.strategy(need.client, by=alice, need=need)

    card = _card(browse(alice), need)
    assert ("Deliver before seven" in card, "Nothing yet" in card, "no open action" in card) == (True, False, True)


def test_who_may_only_look_reads_the_need_without_a_form(
    need: Need, carol: User, browse: Callable[..., Browser]
) -> None:
    page = browse(carol).get(f"/needs/{need.pk}/").content.decode()

    assert need.statement in page
    assert (f"/needs/{need.pk}/edit/" in page, f"/needs/{need.pk}/assess/" in page) == (False, False)


def test_a_form_with_another_clients_people_is_refused(
    need: Need, other: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    sent = {"statement": "Changed", "kind": "need", "status": "assumed"}
    stranger, talk = make.contact(other, by=alice), make.interaction(other, by=alice)

    for field, value in (("stated_by", stranger.pk), ("heard_in", talk.pk), ("stated_by", "abc"), ("importance", "9")):
        answer = browse(alice).post(f"/needs/{need.pk}/edit/", sent | {field: value})
        assert (answer.status_code, "Changed" in answer.content.decode()) == (422, True), field
    need.refresh_from_db()
    assert need.statement != "Changed"


@pytest.mark.parametrize("field", ["stated_by", "heard_in"])
def test_the_api_refuses_another_clients_records(
    field: str, need: Need, other: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    strangers: dict[str, Any] = {
        "stated_by": make.contact(other, by=alice).pk,
        "heard_in": make.interaction(other, by=alice).pk,
    }
    body = {field: strangers[field]}
    answer = browse(alice).patch(f"/api/v1/needs/{need.pk}/", body, content_type="application/json")

    assert answer.status_code == 400
    assert field in answer.json()["errors"]

"""Actions of both sides: what they may point to, sharing them, and what the client's own people may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser

from accounts.models import Client, Contact
from kam.models import Event, User
from planning import services
from planning.models import Action
from tests import make


@pytest.fixture
def other(alice: User, grupo: Client) -> Client:
    return make.client("Rio Claro", owner=alice, team=grupo.team)


@pytest.fixture
def promised(grupo: Client, alice: User, contact: Contact) -> Action:
    """Shared, and to be done by somebody at the client."""
    return make.action(grupo, by=alice, client_owner=contact, is_shared=True)


def strangers(other: Client, alice: User) -> dict[str, Any]:
    return {
        "objective": make.objective(other, by=alice),
        "need": make.need(other, by=alice),
        "strategy": make.strategy(other, by=alice),
        "client_owner": make.contact(other, by=alice),
    }


FIELDS = ["objective", "need", "strategy", "client_owner"]


@pytest.mark.parametrize("field", FIELDS)
def test_all_it_points_to_is_of_its_client(field: str, action: Action, other: Client, alice: User) -> None:
    stranger = {field: strangers(other, alice)[field]}

    for write in (lambda: make.action(action.client, by=alice, **stranger), lambda: _change(action, alice, stranger)):
        with pytest.raises(ValidationError) as refused:
            write()
        assert set(refused.value.message_dict) == {field}


def _change(action: Action, by: User, changes: dict[str, Any]) -> None:
    services.change_action(action, by=by, **changes)


@pytest.mark.parametrize("field", FIELDS)
def test_pages_and_api_refuse_another_clients_records(
    field: str, action: Action, other: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    stranger, browser = strangers(other, alice)[field].pk, browse(alice)
    sent = {"title": "Changed", "due_on": make.today().isoformat(), "owner": alice.pk, field: stranger}

    page = browser.post(action.get_absolute_url(), sent)
    answer = browser.patch(f"/api/v1/actions/{action.pk}/", {field: stranger}, content_type="application/json")

    assert (page.status_code, answer.status_code) == (422, 400)
    assert field in answer.json()["errors"]
    action.refresh_from_db()
    assert action.title != "Changed"


def test_the_person_at_the_client_completes_their_own_action(promised: Action, contact: Contact) -> None:
    done = services.complete_action_as_client(promised, contact=contact)

    event = Event.objects.get(verb="planning.action_done")
    assert (done.status, done.done_at is not None) == ("done", True)
    assert (event.by, event.source, event.source_name) == (None, "portal", "Rita Nunes")
    assert (event.payload["who"], event.client_id) == ("Rita Nunes", promised.client_id)


def test_completing_it_twice_is_told_once(promised: Action, contact: Contact) -> None:
    for _ in range(2):
        assert services.complete_action_as_client(promised, contact=contact).status == "done"

    assert Event.objects.filter(verb="planning.action_done").count() == 1


def test_a_person_at_the_client_completes_nothing_else(
    grupo: Client, other: Client, promised: Action, contact: Contact, alice: User
) -> None:
    colleague, elsewhere = make.contact(grupo, by=alice), make.contact(other, by=alice)
    ours = make.action(grupo, by=alice, is_shared=True)
    hidden = make.action(grupo, by=alice, client_owner=contact)
    dropped = services.drop_action(make.action(grupo, by=alice, client_owner=contact, is_shared=True), by=alice)

    for action, person in (
        (promised, colleague), (promised, elsewhere), (ours, contact), (hidden, contact), (dropped, contact)
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            services.complete_action_as_client(action, contact=person)
    assert not Event.objects.filter(verb="planning.action_done").exists()


def test_sharing_is_a_switch_with_a_way_back(action: Action, alice: User, browse: Callable[..., Browser]) -> None:
    browser = browse(alice)
    page = browser.post(f"/actions/{action.pk}/share/", follow=True).content.decode()
    action.refresh_from_db()
    assert action.is_shared

    browser.post("/undo/" + page.split('action="/undo/')[1].split('"')[0])
    action.refresh_from_db()
    assert not action.is_shared
    told = Event.objects.filter(subject_id=action.pk).order_by("pk").values_list("verb", flat=True)
    assert list(told)[1:] == ["planning.action_shared", "planning.action_unshared"]


def test_the_mutual_plan_holds_what_is_shared_by_day(
    grupo: Client, promised: Action, carol: User, alice: User, browse: Callable[..., Browser]
) -> None:
    make.action(grupo, by=alice, title="Sooner", due_on=make.today(), is_shared=True)
    make.action(grupo, by=alice, title="Ours alone")

    shared, unshared = (
        browse(carol).get(f"/clients/{grupo.pk}/mutual-plan/").content.decode().split("unshared-title")[:2]
    )
    assert shared.index("Sooner") < shared.index(promised.title)
    assert ("Rita Nunes" in shared, "Ours alone" in shared) == (True, False)
    assert "/share/" not in shared + unshared


def test_the_list_is_narrowed_by_whose_when_and_what_for(
    other: Client, contact: Contact, alice: User, bob: User, browse: Callable[..., Browser]
) -> None:
    grupo = contact.client
    objective = make.objective(grupo, by=alice)
    make.action(grupo, by=alice, title="Late", due_on=make.days_ago(2), objective=objective)
    make.action(grupo, by=alice, title="Soon", due_on=make.days_ago(-3), client_owner=contact, is_shared=True)
    make.action(other, by=alice, title="Far", due_on=make.days_ago(-60))
    make.action(grupo, by=alice, title="Of Bob", owner=bob)

    def found(query: str) -> set[str]:
        return {action.title for action in browse(alice).get(f"/actions/?{query}").context["pager"]}

    assert found("") == {"Late", "Soon", "Far"}
    assert found("whose=all") == {"Late", "Soon", "Far", "Of Bob"}
    assert found("whose=client") == found("shared=on") == {"Soon"}
    assert found("due=overdue") == {"Late"}
    assert found("due=7") == {"Soon"}
    assert found(f"client={other.pk}") == found("q=rio") == {"Far"}
    assert found(f"objective={objective.pk}") == {"Late"}
    assert found("status=done") == set()


def test_a_filter_by_a_client_one_may_not_see_is_refused(
    grupo: Client, dave: User, browse: Callable[..., Browser]
) -> None:
    answer = browse(dave).get(f"/actions/?client={grupo.pk}")

    assert (answer.status_code, list(answer.context["pager"])) == (422, [])
    assert grupo.name not in answer.content.decode()

"""Many actions changed at once: what is done, what is left alone and said, and the one way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts import services as accounts
from accounts.models import Client
from kam.models import Event, User
from planning import services
from planning.models import Action
from tests import make


@pytest.fixture
def theirs(dave: User, carol: User, bob: User) -> Action:
    """An action of a client that alice may only look at."""
    client = make.client("Pinhal", owner=bob, team=bob.memberships.get().team)
    return make.action(client, by=bob, title="Not hers")


@pytest.fixture
def several(grupo: Client, alice: User) -> list[Action]:
    return [make.action(grupo, by=alice, title=f"Step {n}", due_on=make.days_ago(n)) for n in range(4)]


def ids(actions: list[Action]) -> list[int]:
    return [action.pk for action in actions]


def now(actions: list[Action], *fields: str) -> list[Any]:
    return list(Action.objects.filter(pk__in=ids(actions)).order_by("pk").values_list(*fields))


CHANGES: list[tuple[str, dict[str, Any], str]] = [
    ("done", {}, "status"),
    ("drop", {}, "status"),
    ("postpone", {"until": make.days_ago(-30)}, "due_on"),
    ("share", {}, "is_shared"),
]


@pytest.mark.parametrize(("what", "given", "field"), CHANGES)
def test_undoing_gives_each_action_its_former_state(
    what: str, given: dict[str, Any], field: str, several: list[Action], alice: User
) -> None:
    before = now(several, field, "done_at")

    batch = services.change_actions(ids(several), what=what, by=alice, **given)
    assert (len(batch.changed), now(several, field, "done_at") == before) == (4, False)

    services.put_back_actions(batch.before, what=what, by=alice)
    assert now(several, field, "done_at") == before


def test_what_may_not_be_changed_is_left_alone_and_told(several: list[Action], theirs: Action, alice: User) -> None:
    batch = services.change_actions([*ids(several), theirs.pk], what="done", by=alice)

    assert (len(batch.changed), {why: ids(left) for why, left in batch.skipped.items()}) == (
        4,
        {"forbidden": [theirs.pk]},
    )
    theirs.refresh_from_db()
    assert theirs.is_open


def test_what_one_may_not_see_is_as_if_it_did_not_exist(several: list[Action], dave: User) -> None:
    batch = services.change_actions(ids(several), what="done", by=dave)

    assert (batch.changed, dict(batch.skipped)) == ([], {})


def test_what_is_so_already_and_what_is_closed_is_skipped(several: list[Action], alice: User) -> None:
    services.complete_action(several[0], by=alice)
    services.drop_action(several[1], by=alice)

    batch = services.change_actions(ids(several), what="done", by=alice)

    assert set(ids(batch.changed)) == set(ids(several[2:]))
    assert {why: ids(left) for why, left in batch.skipped.items()} == {
        "same": [several[0].pk],
        "closed": [several[1].pk],
    }


def test_an_owner_works_with_the_client(several: list[Action], alice: User, bob: User, dave: User) -> None:
    given = services.change_actions(ids(several), what="owner", owner=bob, by=alice)
    refused = services.change_actions(ids(several), what="owner", owner=dave, by=alice)

    assert (len(given.changed), len(refused.changed), list(refused.skipped)) == (4, 0, ["stranger"])
    accounts.join_account_team(several[0].client, dave, by=alice)
    assert len(services.change_actions(ids(several), what="owner", owner=dave, by=alice).changed) == 4


@pytest.mark.parametrize("what", ["postpone", "owner"])
def test_a_change_without_what_it_needs_is_refused(what: str, several: list[Action], alice: User) -> None:
    with pytest.raises(ValidationError):
        services.change_actions(ids(several), what=what, by=alice)


def test_more_than_a_thousand_are_refused_not_cut(several: list[Action], alice: User) -> None:
    with pytest.raises(ValidationError, match="1000"):
        services.change_actions(range(1, 1002), what="done", by=alice)


def test_each_action_tells_its_own_event(several: list[Action], alice: User) -> None:
    services.change_actions(ids(several), what="done", by=alice)

    told = Event.objects.filter(verb="planning.action_done", by=alice)
    assert set(told.values_list("subject_id", flat=True)) == set(ids(several))


def test_a_batch_costs_as_many_statements_however_long_it_is(grupo: Client, alice: User) -> None:
    def cost(count: int) -> tuple[int, int]:
        actions = [make.action(grupo, by=alice) for _ in range(count)]
        with CaptureQueriesContext(connection) as there:
            batch = services.change_actions(ids(actions), what="done", by=alice)
        with CaptureQueriesContext(connection) as back:
            services.put_back_actions(batch.before, what="done", by=alice)
        return len(there), len(back)

    cost(1)  # what a person's roles reach is asked once
    assert cost(2) == cost(20)
    assert max(cost(2)) <= 8


def test_undoing_what_one_may_no_longer_change_undoes_nothing(
    several: list[Action], alice: User, bob: User, dave: User
) -> None:
    batch = services.change_actions(ids(several), what="done", by=alice)
    accounts.change_client(several[0].client, owner=bob, by=bob)

    with pytest.raises(ValidationError, match="none of them"):
        services.put_back_actions(batch.before, what="done", by=alice)
    assert {status for (status,) in now(several, "status")} == {"done"}


def test_the_page_says_how_many_and_which_were_skipped_and_undoes_all_at_once(
    several: list[Action], theirs: Action, alice: User, browse: Callable[..., Browser]
) -> None:
    browser = browse(alice)
    sent = {"what": "done", "pick": [*ids(several), theirs.pk], "filters": "whose=all"}

    page = browser.post("/actions/bulk/", sent, follow=True)
    toast = page.content.decode().split('class="toast')[1].split('class="button square')[0]

    assert page.redirect_chain[-1][0] == "/actions/?whose=all"
    assert "4 actions changed. 1 skipped, no permission" in toast
    assert f'<a href="{theirs.get_absolute_url()}">“Not hers”</a>' in toast
    assert page.content.decode().count('action="/undo/') == 1

    browser.post("/undo/" + toast.split('action="/undo/')[1].split('"')[0])
    assert {status for (status,) in now(several, "status")} == {"open"}


def test_all_that_match_is_all_that_match(several: list[Action], alice: User, browse: Callable[..., Browser]) -> None:
    browse(alice).post("/actions/bulk/", {"what": "drop", "every": "on", "filters": "due=overdue"})

    assert [status for (status,) in now(several, "status")] == ["open", "dropped", "dropped", "dropped"]


@pytest.mark.parametrize(
    "sent",
    [
        {"what": "done"},
        {"what": "explode"},
        {"what": "postpone"},
        {"what": "postpone", "until": "soon"},
        {"what": "owner", "owner": "999999"},
        {"what": "done", "pick": ["abc", "-1", "9" * 30]},
    ],
)
def test_what_cannot_be_done_comes_back_with_the_picks(
    sent: dict[str, Any], several: list[Action], alice: User, browse: Callable[..., Browser]
) -> None:
    picked = {"pick": ids(several[:1])} if "pick" not in sent and sent != {"what": "done"} else {}

    answer = browse(alice).post("/actions/bulk/", sent | picked)

    assert answer.status_code == 422
    assert answer.content.decode().count(" checked") == len(picked)
    assert {status for (status,) in now(several, "status")} == {"open"}


def test_who_only_looks_is_offered_no_change(several: list[Action], erin: User, browse: Callable[..., Browser]) -> None:
    assert 'name="pick"' not in browse(erin).get("/actions/?whose=all").content.decode()

    browse(erin).post("/actions/bulk/", {"what": "done", "pick": ids(several)})
    assert {status for (status,) in now(several, "status")} == {"open"}

"""The registry over all visible clients: what presses comes first, and what is asked for is found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from accounts.models import Client, Contact
from kam.models import Event, User
from performance import queue
from planning import services as planning
from relationships import registry, services
from relationships.models import Need
from tests import make


@pytest.fixture
def other(alice: User, grupo: Client) -> Client:
    return make.client("Rio Claro", owner=alice, team=grupo.team)


@pytest.fixture
def told(grupo: Client, other: Client, contact: Contact, alice: User) -> dict[str, Need]:
    """Needs by a word of their statement, of two clients."""

    def noted(word: str, of: Client, ago: int, importance: int, fit: int, **fields: Any) -> Need:
        need = make.need(of, by=alice, statement=f"{word} deliveries", stated_on=make.days_ago(300), **fields)
        make.assessment(need, by=alice, assessed_on=make.days_ago(ago), importance=importance, fit=fit)
        return need

    return {
        "late": noted("late", grupo, 100, 5, 2, stated_by=contact),
        "later": noted("later", other, 120, 3, 3),
        "soon": noted("soon", grupo, 10, 4, 3, kind="deadline", due_on=make.days_ago(-30)),
        "far": noted("far", other, 5, 2, 4, due_on=make.days_ago(-200)),
        "gone": make.need(grupo, by=alice, statement="gone deliveries", importance=5, fit=1, status="refuted"),
    }


@pytest.fixture
def listed(alice: User, browse: Callable[..., Browser], told: dict[str, Need]) -> Callable[[str], list[str]]:
    """The first words of the needs that the list shows, in its order."""

    def asked(query: str = "") -> list[str]:
        answer = browse(alice).get(f"/needs/?{query}")
        assert answer.status_code == 200
        return [row.need.statement.split()[0] for row in answer.context["rows"]]

    return asked


def test_the_longest_overdue_comes_first_then_the_nearest_deadline(listed: Callable[..., list[str]]) -> None:
    assert listed() == ["later", "late", "soon", "far", "gone"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("view=assess", ["later", "late"]),
        ("view=deadlines", ["soon"]),
        ("view=unmet", ["late"]),
        ("view=unserved", ["later", "late", "soon", "far"]),
        ("q=gone", ["gone"]),
        ("q=rio+claro", ["later", "far"]),
        ("client=alvorada&view=assess", ["late"]),
        ("kind=deadline", ["soon"]),
        ("status=refuted", ["gone"]),
        ("stated_by=rita", ["late"]),
        ("importance=high", ["late", "soon", "gone"]),
        ("importance=5&fit=2", ["late"]),
        ("importance=none", []),
        ("ordering=-gap", ["gone", "late", "soon", "later", "far"]),
        ("ordering=confidence&view=assess", ["later", "late"]),
        ("ordering=client&kind=deadline", ["soon"]),
        ("ordering=nonsense", ["later", "late", "soon", "far", "gone"]),
    ],
)
def test_views_filters_and_orders_find_what_they_say(
    query: str, found: list[str], listed: Callable[..., list[str]]
) -> None:
    assert listed(query) == found


def test_each_view_says_how_many_there_are(alice: User, told: dict[str, Need]) -> None:
    seen = Need.objects.visible_to(alice).kept()
    views = registry.views(seen, chosen="unmet", on=make.today())

    assert [(view.key, view.count) for view in views] == [
        ("assess", 2), ("deadlines", 1), ("unmet", 1), ("unserved", 4), ("", 5),
    ]  # fmt: skip
    assert [view.is_current for view in views] == [False, False, True, False, False]


@pytest.mark.parametrize("query", ["view=mine", "kind=wish", "importance=6", "client_id=abc", "client_id=0"])
def test_a_filter_it_does_not_know_is_refused_and_shows_nothing(
    query: str, told: dict[str, Need], alice: User, browse: Callable[..., Browser]
) -> None:
    answer = browse(alice).get(f"/needs/?{query}")

    assert (answer.status_code, answer.context["rows"]) == (422, [])


def test_a_need_of_a_client_one_does_not_see_is_not_listed(
    told: dict[str, Need], dave: User, browse: Callable[..., Browser]
) -> None:
    answer = browse(dave).get("/needs/")

    assert answer.context["rows"] == []
    assert "No need is known yet" in answer.content.decode()


def test_what_is_open_for_a_need_serves_it(told: dict[str, Need], alice: User) -> None:
    strategy = make.strategy(told["late"].client, by=alice, need=told["late"])
    action = make.action(told["far"].client, by=alice, need=told["far"])
    assert set(Need.objects.unserved()) == {told["later"], told["soon"]}

    planning.drop_strategy(strategy, by=alice)
    planning.complete_action(action, by=alice)

    assert set(Need.objects.unserved()) == {told["later"], told["soon"], told["late"], told["far"]}


def test_the_matrix_counts_and_tells_the_needs_of_each_cell(told: dict[str, Need], grupo: Client, alice: User) -> None:
    for number in range(4):
        make.need(grupo, by=alice, statement=f"Another {number}", importance=4, fit=1)
    make.need(grupo, by=alice)

    matrix = registry.matrix(Need.objects.of(grupo).kept())

    assert registry.matrix_of(Need.objects.of(grupo).kept().order_by("pk")) == matrix
    cells = {(cell.importance, cell.fit): cell for _importance, row in matrix.rows for cell in row}
    assert (len(cells), matrix.unscored) == (25, 1)
    assert {place: cell.count for place, cell in cells.items() if cell.count} == {
        (5, 2): 1, (5, 1): 1, (4, 3): 1, (4, 1): 4,
    }  # fmt: skip
    assert (cells[4, 1].told, cells[4, 1].rest) == (("Another 0", "Another 1", "Another 2"), 1)
    assert [cells[place].tone for place in ((4, 1), (4, 3), (3, 1), (2, 4))] == ["bad", "warn", "warn", "good"]


def test_a_cell_of_the_matrix_leads_to_its_needs(
    told: dict[str, Need], grupo: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    browser = browse(alice)
    of_all = browser.get("/needs/?view=assess&matrix=on").content.decode()
    of_client = browser.get(f"/clients/{grupo.pk}/relationships/").content.decode()

    assert "?view=assess&amp;matrix=on&amp;importance=5&amp;fit=2" in of_all
    assert f"/needs/?client_id={grupo.pk}&importance=5&fit=2" in of_client
    found = browser.get(f"/needs/?client_id={grupo.pk}&importance=5&fit=2").context["rows"]
    assert [row.need for row in found] == [told["late"]]


# --- The page of a need ----------------------------------------------------------------------------------------------


def test_a_need_shows_its_way_to_the_result(
    told: dict[str, Need], grupo: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    need, goal = told["late"], make.objective(grupo, by=alice, title="On time")
    make.progress(goal, 60, by=alice)
    strategy = make.strategy(grupo, by=alice, need=need, objective=goal)
    planning.complete_action(make.action(grupo, by=alice, strategy=strategy, title="Ask the drivers"), by=alice)
    make.action(grupo, by=alice, need=need, title="Call the depot")

    page = browse(alice).get(f"/needs/{need.pk}/").content.decode()

    answers = page.split('id="answers"')[1].split("</section>")[0]
    for told_of in ("Deliver before seven", "On time", "Ask the drivers", "1 of 1 actions done", "Call the depot"):
        assert told_of in answers, told_of
    assert ("€60" in answers, "No reading yet" in answers) == (True, False)


def test_a_need_shows_what_talked_about_it(
    told: dict[str, Need], grupo: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    heard, since = (make.interaction(grupo, by=alice, summary=words) for words in ("At the fair", "On the phone"))
    services.change_need(told["late"], heard_in=heard, by=alice)
    since.about.add(told["late"])

    page = browse(alice).get(f"/needs/{told['late'].pk}/").content.decode()

    talks = page.split('id="talks"')[1].split("</section>")[0]
    assert ("At the fair" in talks, "On the phone" in talks, "first heard" in talks) == (True, True, True)


def test_an_assessment_is_taken_back_and_put_back(
    told: dict[str, Need], alice: User, browse: Callable[..., Browser]
) -> None:
    need, browser = told["late"], browse(alice)
    before = need.assessments.get()

    answer = browser.post(f"/assessments/{before.pk}/withdraw/", follow=True)
    assert not need.assessments.exists()
    browser.post("/undo/" + answer.content.decode().split('action="/undo/')[1].split('"')[0])

    after = need.assessments.get()
    assert (after.pk, after.written()) == (before.pk, before.written())
    need.refresh_from_db()
    assert (need.importance, need.assessed_on) == (5, make.days_ago(100))
    assert Event.objects.filter(verb="relationships.assessment_restored").count() == 1


def test_undo_takes_back_what_was_just_assessed(
    told: dict[str, Need], alice: User, browse: Callable[..., Browser]
) -> None:
    need, browser = told["late"], browse(alice)
    sent = {"importance": 1, "fit": 5, "status": "confirmed", "assessed_on": make.today()}

    answer = browser.post(f"/needs/{need.pk}/assess/", sent, follow=True)
    assert "Next on" in answer.content.decode()
    browser.post("/undo/" + answer.content.decode().split('action="/undo/')[1].split('"')[0])

    need.refresh_from_db()
    assert (need.importance, need.fit, need.assessed_on) == (5, 2, make.days_ago(100))


def test_the_form_of_an_assessed_need_leaves_its_scores_alone(
    told: dict[str, Need], alice: User, browse: Callable[..., Browser]
) -> None:
    page = browse(alice).get(f"/needs/{told['late'].pk}/edit/").content.decode()

    assert ('name="importance"' in page, 'name="assess_every"' in page) == (False, True)


def test_a_cadence_of_no_day_is_refused_on_the_form(
    told: dict[str, Need], alice: User, browse: Callable[..., Browser]
) -> None:
    sent = {"statement": "As typed", "kind": "need", "assess_every": "0"}

    answer = browse(alice).post(f"/needs/{told['late'].pk}/edit/", sent)

    page = answer.content.decode()
    assert (answer.status_code, "A cadence is at least one day." in page, "As typed" in page) == (422, True, True)


# --- My day ----------------------------------------------------------------------------------------------------------


def test_my_day_tells_which_needs_to_assess_the_longest_overdue_first(told: dict[str, Need], alice: User) -> None:
    items = [item for item in queue.of(alice, on=make.today()) if item.rule == queue.Rule.ASSESS]

    assert [item.subject_id for item in items] == [told["later"].pk, told["late"].pk]
    assert items[1].why == "Last assessed 100 days ago; wanted every 90 days"


def test_my_day_is_of_the_clients_one_works_on(told: dict[str, Need], carol: User, dave: User) -> None:
    for user in (carol, dave):
        assert queue.of(user, on=make.today()) == []


def test_a_need_that_is_assessed_leaves_my_day(told: dict[str, Need], alice: User) -> None:
    for need in (told["late"], told["later"]):
        make.assessment(need, by=alice)

    assert queue.Rule.ASSESS not in {item.rule for item in queue.of(alice, on=make.today())}

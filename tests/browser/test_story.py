"""The main job end to end: a day planned, a reading and a talk noted, a goal reviewed, whoever it concerns told."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Client, Contact
from kam import outbox
from kam.models import User
from kam.processes import Process
from performance import services
from planning.models import Objective
from tests import make
from tests.browser.people import Desk, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WHY = "60% against 80% expected"


@pytest.fixture
def sliding(objective: Objective, contact: Contact, alice: User) -> Objective:
    """On track at the review of the day before yesterday. An action is overdue."""
    make.action(objective.client, by=alice, due_on=make.days_ago(3))
    make.progress(objective, 78, by=alice, noted_on=make.days_ago(2))
    services.review_goals(on=make.days_ago(2))
    outbox.sweep()
    return objective


def test_a_goal_that_slides_reaches_everybody_it_concerns(
    desk: Desk, sliding: Objective, bob: User, dave: User
) -> None:
    alice = sliding.owner
    page = desk.open()
    sign_in(page, alice)
    my_day_says_what_to_do_and_why(page)
    the_client_shows_its_objectives_people_and_timeline(page)
    progress_is_recorded_in_place(page)
    progress_is_recorded_without_javascript(desk.open(alice, sliding.get_absolute_url(), java_script_enabled=False))
    a_conversation_is_logged_by_keyboard(page)

    for day in (make.days_ago(1), make.today()):
        services.review_goals(on=day)
    outbox.sweep()

    the_objective_is_at_risk(page, sliding)
    my_day_and_the_timeline_tell(page, sliding.client)
    the_api_tells(page)
    the_managers_board_tells(desk.open(bob, "/team/"))
    nobody_else_is_told(desk.open(dave), sliding)


def my_day_says_what_to_do_and_why(page: Page) -> None:
    first = page.locator(".queue-row").first
    expect(first).to_contain_text("Action overdue")
    expect(first).to_contain_text("Send the analysis")
    expect(first).to_contain_text("3 days late")


def the_client_shows_its_objectives_people_and_timeline(page: Page) -> None:
    page.get_by_role("link", name="Grupo Alvorada").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Grupo Alvorada")
    expect(page.get_by_role("row", name="Yearly revenue")).to_contain_text("On track")
    expect(page.get_by_role("region", name="People")).to_contain_text("Rita Nunes")
    expect(page.get_by_role("region", name="Timeline")).to_contain_text("Rita Nunes")


def progress_is_recorded_in_place(page: Page) -> None:
    page.get_by_role("link", name="Yearly revenue").first.click()
    page.evaluate("window.stayed = true")
    page.get_by_label("Value reached").fill("61")
    page.get_by_label("As of").fill(make.days_ago(1).isoformat())
    page.get_by_role("button", name="Record").click()

    expect(page.get_by_role("status").get_by_text("The reading is recorded.")).to_be_visible()
    expect(page.get_by_role("row", name="61")).to_be_visible()
    assert page.evaluate("window.stayed")
    expect(page.locator("#record-progress")).to_be_focused()


def progress_is_recorded_without_javascript(page: Page) -> None:
    page.get_by_label("Value reached").fill("60")
    page.get_by_role("button", name="Record").click()

    expect(page.get_by_text("The reading is recorded.")).to_be_visible()
    expect(page.get_by_role("row", name="60")).to_be_visible()


def a_conversation_is_logged_by_keyboard(page: Page) -> None:
    page.get_by_role("link", name="Grupo Alvorada").first.click()
    page.evaluate("window.stayed = true")
    page.locator("#plan-action").focus()
    page.keyboard.press("l")
    form = page.locator("dialog[open] #interaction-form")
    expect(form.locator("textarea")).to_be_focused()
    assert form.locator(".required").count() <= 3
    page.keyboard.type("Rita wants the deliveries of shop 14 looked at")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("region", name="Timeline")).to_contain_text("deliveries of shop 14")
    expect(page.get_by_role("status")).to_contain_text("The interaction is logged.")
    expect(form).to_be_hidden()
    assert page.evaluate("window.stayed")
    expect(page.locator("#plan-action")).to_be_focused()


def the_objective_is_at_risk(page: Page, objective: Objective) -> None:
    page.goto(objective.get_absolute_url())
    standing = page.get_by_role("region", name="Standing")
    expect(standing).to_contain_text("At risk")
    expect(standing).to_contain_text(WHY)


def my_day_and_the_timeline_tell(page: Page, client: Client) -> None:
    page.goto("/")
    row = page.locator(".queue-row", has_text="Yearly revenue")
    expect(row).to_contain_text("Goal off track")
    expect(row).to_contain_text(f"{WHY} (was: On track)")
    page.goto(client.get_absolute_url())
    turned = f"“Yearly revenue” turned from On track to At risk: {WHY}"
    expect(page.get_by_role("region", name="Timeline").get_by_text(turned)).to_have_count(1)


def the_api_tells(page: Page) -> None:
    [review] = [one for one in _reviews(page) if one["on"] == make.today().isoformat()]
    assert (review["status"], review["previous_status"], review["turned"]) == ("warn", "good", True)
    assert review["why"] == WHY


def the_managers_board_tells(page: Page) -> None:
    row = page.get_by_role("row", name="Grupo Alvorada").first
    expect(row.get_by_role("link", name="Grupo Alvorada, Performance: At risk")).to_be_visible()
    expect(page.get_by_role("region", name="What turned")).to_contain_text(WHY)
    row.get_by_role("link", name="Performance: At risk").click()
    expect(page.locator("#why")).to_contain_text(f"Yearly revenue: {WHY}")


def nobody_else_is_told(page: Page, objective: Objective) -> None:
    client = objective.client
    pages = [client.get_absolute_url(), *(client.url_of(process) for process in Process), objective.get_absolute_url()]
    pages += [f"/clients/{client.pk}/timeline/", f"/history/accounts.client/{client.pk}/"]
    pages += [f"/history/planning.objective/{objective.pk}/"]
    pages += [f"/api/v1/clients/{client.pk}/", f"/api/v1/objectives/{objective.pk}/"]
    assert {path: page.request.get(path).status for path in pages} == dict.fromkeys(pages, 404)
    assert _reviews(page) == []
    page.goto("/team/")
    expect(page.get_by_text("Grupo Alvorada")).to_have_count(0)


def _reviews(page: Page) -> list[dict[str, object]]:
    found: list[dict[str, object]] = page.request.get("/api/v1/goal-reviews/").json()["results"]
    return found

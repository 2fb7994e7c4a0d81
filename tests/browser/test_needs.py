"""A need that was looked at too long ago: My day asks, half a minute answers, and the history keeps both."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Client
from kam.models import User
from relationships.models import Need
from tests import make
from tests.browser.people import PHONE, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def need(grupo: Client, alice: User) -> Need:
    """Assessed 100 days ago, every 90."""
    made = make.need(grupo, by=alice, stated_on=make.days_ago(150), assess_every=90)
    make.assessment(made, by=alice, assessed_on=make.days_ago(100), importance=5, fit=2)
    return made


def test_an_overdue_need_is_assessed_from_my_day(desk: Desk, need: Need, alice: User) -> None:
    page = desk.open(alice, "/")
    my_day_asks_for_it(page, need)
    it_is_assessed_in_a_dialog_by_keyboard(page)
    expect(page.locator(f"#assess-{need.pk}")).to_have_count(0)

    need.refresh_from_db()
    assert (need.importance, need.fit, need.status) == (5, 3, "confirmed")
    assert (need.assessed_on, need.next_assessment_on) == (make.today(), make.days_ago(-90))
    its_history_shows_both(page, need)


def my_day_asks_for_it(page: Page, need: Need) -> None:
    row = page.locator(f"#assess-{need.pk}")
    expect(row).to_contain_text("Need to assess")
    expect(row).to_contain_text("Last assessed 100 days ago; wanted every 90 days")
    row.get_by_role("link", name="Assess").click()


def it_is_assessed_in_a_dialog_by_keyboard(page: Page) -> None:
    dialog = page.locator("#dialog-body")
    expect(dialog.get_by_role("group", name="Importance to the client").get_by_label("5")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    dialog.get_by_label("What changed").fill("The new route helps")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Next on")).to_be_visible()


def its_history_shows_both(page: Page, need: Need) -> None:
    page.goto(need.get_absolute_url())
    rows = page.locator("#assessments tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("The new route helps")
    expect(page.get_by_role("img", name="Importance and fit over time")).to_be_visible()


def test_a_client_is_gone_through_on_a_phone_without_javascript(
    desk: Desk, need: Need, grupo: Client, alice: User
) -> None:
    make.need(grupo, by=alice, statement="One invoice a month")
    page = desk.open(alice, f"/clients/{grupo.pk}/relationships/", viewport=PHONE, java_script_enabled=False)
    page.locator("#assess-all").click()
    page.locator("#start-round").click()
    expect(page.get_by_text("1 of 2")).to_be_visible()
    page.locator("#skip").click()
    expect(page.get_by_role("heading", name="One invoice a month")).to_be_visible()
    for group, score in (
        ("Importance to the client", "3"),
        ("How well we meet it", "1"),
        ("Still true?", "We think so"),
    ):
        page.get_by_role("group", name=group).get_by_label(score).check()
    page.locator("#save-and-next").click()
    expect(page.get_by_text("1 need was skipped")).to_be_visible()
    page.locator("#finish-round").click()
    expect(page.get_by_role("heading", name="Assessment of needs")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Left out")


def test_a_cell_of_the_matrix_filters_the_list(desk: Desk, need: Need, grupo: Client, alice: User) -> None:
    make.need(grupo, by=alice, statement="One invoice a month", importance=2, fit=4)
    page = desk.open(alice, "/needs/")
    expect(page.locator("tbody tr[data-row]")).to_have_count(2)
    page.locator("#show-matrix").click()
    page.locator("#matrix td.bad a").click()
    expect(page.locator("tbody tr[data-row]")).to_have_count(1)
    expect(page.locator("tbody tr[data-row]")).to_contain_text(need.statement)

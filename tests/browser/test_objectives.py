"""Objectives by keyboard: a value edited in its cell, a card moved on the board."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Client
from kam.models import User
from planning.models import Objective
from tests import make
from tests.browser.people import PHONE, Desk, focused

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def open_cell(page: Page, objective: Objective) -> str:
    """Open the cell by keyboard; the id that keeps focus."""
    cell = f"actual-{objective.pk}"
    page.locator(f"#{cell}").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"input#{cell}")).to_be_focused()
    expect(page.locator(".htmx-added")).to_have_count(0)  # nobody types within the 20 ms until it is settled
    return cell


@pytest.mark.parametrize("on_a_phone", [False, True])
def test_a_value_is_saved_in_its_cell_and_focus_stays_there(
    desk: Desk, objective: Objective, alice: User, on_a_phone: bool
) -> None:
    make.objective(objective.client, by=alice, title="Another")
    page = desk.open(alice, "/objectives/", **({"viewport": PHONE} if on_a_phone else {}))
    page.evaluate("window.stayed = true")
    cell = open_cell(page, objective)
    page.keyboard.type("1,234.5")
    page.keyboard.press("Enter")

    expect(page.locator(f"a#{cell}")).to_be_focused()
    expect(page.locator(f"a#{cell}")).to_contain_text("€1,234.50")
    assert focused(page) == cell
    expect(page.locator("#toasts[role=status]").get_by_text("The reading is recorded.")).to_have_count(1)
    assert page.evaluate("window.stayed")
    assert objective.progress.get().value == 1234.5


@pytest.mark.parametrize("way_out", ["Escape", "Cancel"])
def test_a_cell_that_is_left_keeps_its_value_and_focus(
    desk: Desk, objective: Objective, alice: User, way_out: str
) -> None:
    make.progress(objective, 60, by=alice)
    page = desk.open(alice, "/objectives/")
    cell = open_cell(page, objective)
    page.keyboard.press("Control+a")
    page.keyboard.type("99")
    if way_out == "Escape":
        page.keyboard.press("Escape")
    else:
        page.get_by_role("link", name="Cancel").press("Enter")

    expect(page.locator(f"a#{cell}")).to_be_focused()
    expect(page.locator(f"a#{cell}")).to_contain_text("€60")
    assert objective.progress.count() == 1


def test_what_is_no_number_is_refused_in_the_cell(desk: Desk, objective: Objective, alice: User) -> None:
    page = desk.open(alice, "/objectives/")
    cell = open_cell(page, objective)
    page.keyboard.type("sixty")
    page.keyboard.press("Enter")

    field = page.locator(f"input#{cell}")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("number"))
    expect(field).to_have_value("sixty")
    expect(field).to_be_focused()
    expect(page.locator(".htmx-added")).to_have_count(0)
    field.fill("60")
    page.keyboard.press("Enter")
    expect(page.locator(f"a#{cell}")).to_be_focused()


def test_a_card_is_moved_by_keyboard_and_moved_back(desk: Desk, grupo: Client, alice: User) -> None:
    objective = make.objective(grupo, by=alice, title="Three stores", status="draft")
    page = desk.open(alice, "/objectives/?view=board&by=status")
    page.get_by_label("Move “Three stores”").press("Enter")
    page.get_by_role("button", name="Start").press("Enter")

    active = page.get_by_role("region", name=re.compile("^Active"))
    expect(active.get_by_role("link", name="Three stores")).to_be_visible()
    expect(page).to_have_url(re.compile(r"view=board"))
    expect(page.locator(f"#moves-{objective.pk}")).to_be_focused()
    page.get_by_role("button", name="Undo").press("Enter")
    expect(
        page.get_by_role("region", name=re.compile("^Draft")).get_by_role("link", name="Three stores")
    ).to_be_visible()


def test_the_currency_is_asked_of_money_only(desk: Desk, grupo: Client, alice: User) -> None:
    page = desk.open(alice, f"/clients/{grupo.pk}/objectives/new/", java_script_enabled=False)
    expect(page.get_by_label("Currency")).to_be_visible()
    page.get_by_label("Unit").select_option("score")

    expect(page.get_by_label("Currency")).to_be_hidden()
    page.get_by_label("Unit").select_option("money")
    page.get_by_label("Currency").fill("EUR")
    page.get_by_label("Unit").select_option("score")
    expect(page.get_by_label("Currency")).to_be_visible()

"""What a page owes to whoever works with it: focus that stays, words that are said, nothing lost or done twice."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Client, Contact
from kam import outbox
from kam.models import User
from planning.models import Action, Objective
from tests import make
from tests.browser.people import PHONE, Desk, focused, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def overdue(grupo: Client, alice: User) -> list[Action]:
    titles = ("Send the analysis", "Call the warehouse", "Book the visit")
    actions = [make.action(grupo, by=alice, title=title, due_on=make.days_ago(3 - n)) for n, title in enumerate(titles)]
    outbox.sweep()
    return actions


def told(page: Page, message: str) -> None:
    """The message stands in the one place that screen readers listen to."""
    expect(page.locator("#toasts[role=status]").get_by_text(message)).to_be_visible()


def log(page: Page) -> None:
    page.keyboard.press("l")
    expect(page.get_by_label("What happened")).to_be_focused()


def drafts(page: Page) -> list[str]:
    return [key for key in page.evaluate("Object.keys(localStorage)") if key.startswith("draft:")]


# --- Focus and announcements ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way_out", ["Escape", "Cancel", "Close"])
def test_a_dialog_gives_focus_back_to_what_opened_it(desk: Desk, grupo: Client, alice: User, way_out: str) -> None:
    page = desk.open(alice, grupo.get_absolute_url())
    page.locator("#plan-action").focus()
    page.keyboard.press("Enter")
    dialog = page.locator("#dialog")
    expect(dialog.get_by_label("Action")).to_be_focused()

    if way_out == "Escape":
        page.keyboard.press("Escape")
    else:
        dialog.get_by_text(way_out).or_(dialog.get_by_label(way_out)).first.click()

    expect(dialog).to_be_hidden()
    expect(page.locator("#plan-action")).to_be_focused()


def test_what_is_done_leaves_my_day_and_comes_back_by_undo(desk: Desk, overdue: list[Action], alice: User) -> None:
    page = desk.open(alice, "/")
    count = page.locator("#nav").get_by_role("link", name="My day").locator(".count")
    expect(count).to_have_text("3")
    page.evaluate("window.stayed = true")
    page.get_by_role("button", name="Done Send the analysis").press("Enter")

    told(page, "Done: Send the analysis")
    expect(page.locator(".queue-row", has_text="Send the analysis")).to_have_count(0)
    expect(count).to_have_text("2")
    expect(page.get_by_role("button", name="Done Call the warehouse")).to_be_focused()

    page.get_by_role("button", name="Undo").press("Enter")

    told(page, "Undone: Done: Send the analysis")
    expect(page.locator(".queue-row", has_text="Send the analysis")).to_be_visible()
    expect(count).to_have_text("3")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert page.evaluate("window.stayed")


def test_what_is_put_off_leaves_my_day(desk: Desk, overdue: list[Action], alice: User) -> None:
    page = desk.open(alice, "/")
    page.get_by_label("Put off: Call the warehouse").press("Enter")
    page.get_by_role("button", name="In a week").press("Enter")

    told(page, "Postponed: Call the warehouse")
    expect(page.locator(".queue-row", has_text="Call the warehouse")).to_have_count(0)
    expect(page.get_by_role("button", name="Done Book the visit")).to_be_focused()


def test_an_action_is_ticked_where_it_is_listed(desk: Desk, overdue: list[Action], alice: User) -> None:
    page = desk.open(alice, overdue[0].client.get_absolute_url())
    page.get_by_role("button", name="Mark “Send the analysis” as done").press("Space")

    told(page, "Done: Send the analysis")
    expect(page.get_by_role("button", name="Mark “Call the warehouse” as done")).to_be_focused()


def test_a_reading_is_taken_back_where_it_is_listed(desk: Desk, objective: Objective, alice: User) -> None:
    make.progress(objective, 60, by=alice)
    page = desk.open(alice, objective.get_absolute_url())
    page.get_by_role("button", name="Take back the reading").press("Enter")

    told(page, "The reading is taken back.")
    expect(page.get_by_text("No reading yet").first).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_a_refused_form_takes_focus_to_what_is_wrong(desk: Desk, objective: Objective, alice: User) -> None:
    page = desk.open(alice, objective.get_absolute_url())
    value = page.get_by_label("Value reached")
    value.fill("sixty")
    value.press("Enter")

    expect(page.get_by_role("alert")).to_be_focused()
    expect(value).to_have_value("sixty")
    expect(value).to_have_attribute("aria-invalid", "true")
    expect(value).to_have_accessible_description(re.compile("number"))
    page.get_by_role("alert").get_by_role("link").press("Enter")
    expect(value).to_be_focused()


def test_a_filter_keeps_focus_and_goes_into_the_address(desk: Desk, grupo: Client, alice: User) -> None:
    make.client("Rio Claro", owner=alice, team=grupo.team, tier="C")
    page = desk.open(alice, "/clients/")
    tier = page.get_by_label("Tier")
    tier.focus()
    tier.select_option("A")

    expect(page).to_have_url(re.compile(r"/clients/\?tier=A$"))
    expect(page.get_by_role("row", name="Rio Claro")).to_have_count(0)
    expect(tier).to_be_focused()

    page.get_by_role("link", name="Grupo Alvorada").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Grupo Alvorada")
    page.go_back()

    expect(page).to_have_url(re.compile(r"/clients/\?tier=A$"))
    expect(page.get_by_label("Tier")).to_have_value("A")
    expect(page.get_by_role("row", name="Rio Claro")).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("row", name="Rio Claro")).to_be_visible()
    expect(page.get_by_label("Tier")).to_have_value("")


@pytest.mark.parametrize("on_a_phone", [False, True])
def test_focus_is_seen_wherever_the_keyboard_takes_it(
    desk: Desk, overdue: list[Action], alice: User, on_a_phone: bool
) -> None:
    page = desk.open(alice, "/", **({"viewport": PHONE} if on_a_phone else {}))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()

    lost = []
    for _step in range(60):
        page.keyboard.press("Tab")
        lost += page.evaluate(OUT_OF_SIGHT)
        if focused(page) == "BODY":
            break
    assert not lost


OUT_OF_SIGHT = """
() => {
  const one = document.activeElement;
  if (one === document.body) return [];
  const { x, y, width, height } = one.getBoundingClientRect();
  const over = document.elementFromPoint(x + width / 2, y + height / 2);
  const { outlineStyle, boxShadow } = getComputedStyle(one);
  const seen = over && (one.contains(over) || over.contains(one)) && (outlineStyle !== "none" || boxShadow !== "none");
  return seen ? [] : [`${one.outerHTML.slice(0, 160)} under ${over?.outerHTML.slice(0, 80)}`];
}
"""


# --- Once, and nothing lost -------------------------------------------------------------------------------------------


def test_a_form_sent_twice_is_noted_once(desk: Desk, objective: Objective, alice: User) -> None:
    page = desk.open(alice, objective.get_absolute_url())
    page.get_by_label("Value reached").fill("60")
    page.locator("#progress-form").evaluate("(form) => { form.requestSubmit(); form.requestSubmit(); }")

    told(page, "The reading is recorded.")
    page.wait_for_load_state("networkidle")
    assert objective.progress.count() == 1


def test_without_a_connection_nothing_that_was_typed_is_lost(desk: Desk, objective: Objective, alice: User) -> None:
    page = desk.open(alice, objective.get_absolute_url())
    page.get_by_label("Value reached").fill("60")
    page.context.set_offline(True)
    page.get_by_role("button", name="Record").click()

    told(page, "That did not work: the server cannot be reached or refused. Nothing was changed.")
    expect(page.get_by_label("Value reached")).to_have_value("60")
    desk.complaints.clear()  # Chromium and htmx rightly complain

    page.context.set_offline(False)
    page.get_by_role("button", name="Record").click()
    told(page, "The reading is recorded.")


# --- Keys and looks ---------------------------------------------------------------------------------------------------


def test_the_help_lists_the_keys_and_gives_focus_back(desk: Desk, grupo: Client, alice: User) -> None:
    page = desk.open(alice, "/clients/")
    page.get_by_role("link", name="Help").focus()
    page.keyboard.press("?")

    expect(page.locator("#help[open]")).to_contain_text("Log an interaction")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Help")).to_be_focused()


def test_g_and_a_letter_go_to_a_page(desk: Desk, grupo: Client, alice: User) -> None:
    page = desk.open(alice, "/")
    page.keyboard.press("g")
    page.keyboard.press("c")
    expect(page).to_have_url(re.compile("/clients/$"))


def test_a_letter_typed_into_a_field_is_only_a_letter(desk: Desk, grupo: Client, alice: User) -> None:
    page = desk.open(alice, "/clients/")
    page.get_by_label("Search").press_sequentially("gl?")

    expect(page.get_by_label("Search")).to_have_value("gl?")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_shortcuts_that_are_switched_off_do_nothing(desk: Desk, grupo: Client, alice: User) -> None:
    page = desk.open(alice, "/settings/")
    page.get_by_label("Single-key shortcuts").uncheck()
    page.get_by_role("button", name="Save").click()
    page.goto(grupo.get_absolute_url())
    for key in ("l", "?", "g", "c"):
        page.keyboard.press(key)

    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page).to_have_url(re.compile(f"{grupo.get_absolute_url()}$"))
    page.locator("#log").click()
    expect(page.get_by_label("What happened")).to_be_focused()
    page.keyboard.type("Still there")
    page.keyboard.press("Control+Enter")
    told(page, "The interaction is logged.")


def test_theme_density_and_language_are_remembered(desk: Desk, grupo: Client, alice: User) -> None:
    page = desk.open()
    sign_in(page, alice)
    page.get_by_label("Alice: menu").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/settings/")
    page.get_by_label("Density").select_option("dense")
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Alice: menu").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/login/"))

    elsewhere = desk.open()
    sign_in(elsewhere, alice)
    expect(elsewhere.locator("html")).to_have_attribute("data-theme", "dark")
    expect(elsewhere.locator("html")).to_have_attribute("data-density", "dense")
    elsewhere.get_by_label("Alice: menu").click()
    elsewhere.get_by_role("button", name="Português").click()
    expect(elsewhere.get_by_role("heading", level=1)).to_have_text("O meu dia")
    expect(elsewhere.locator("html")).to_have_attribute("lang", "pt-pt")


def test_a_draft_is_not_for_the_next_person_at_the_browser(desk: Desk, contact: Contact, alice: User) -> None:
    page = desk.open()
    sign_in(page, alice)
    page.goto(f"/clients/{contact.client_id}/strategies/new/")
    page.locator("form[data-record-form] textarea").first.fill("Between us")
    page.wait_for_timeout(1200)  # drafts are kept a second after the last key
    assert drafts(page)
    page.get_by_label("Alice: menu").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/login/"))

    assert not drafts(page)

"""What is typed outlives a closed dialog and an ended session, with JavaScript and without; and it is saved once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Locator, Page, expect

from accounts.models import Client, Contact
from kam.models import UnsentForm, User
from planning.models import Action
from relationships.models import Interaction
from tests import make
from tests.browser.people import PASSWORD, PHONE, Desk, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fresh_cache")]

WORDS = "They want a new price list"


def log(page: Page) -> Locator:
    page.keyboard.press("l")
    words = page.get_by_label("What happened")
    expect(words).to_be_focused()
    return words


def kept(page: Page, act: Callable[[], object]) -> None:
    """Do something and wait until what is in the form is kept."""
    with page.expect_response(lambda answer: "/unsent/?of=" in answer.url and answer.status == 204):
        act()


def end_session(page: Page) -> None:
    page.context.clear_cookies(name="kam-session")


def sign_in_again(page: Page, user: User) -> None:
    dialog = page.locator("#sign-in")
    expect(dialog.get_by_label("Email")).to_be_focused()
    dialog.get_by_label("Email").fill(user.email)
    dialog.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")


def test_an_interaction_is_logged_in_a_sentence_by_keyboard(desk: Desk, grupo: Client, alice: User) -> None:
    page = desk.open(alice, grupo.get_absolute_url())
    page.locator("#plan-action").focus()
    log(page)
    assert page.locator("dialog[open] .required").count() <= 3
    page.keyboard.type(WORDS)
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("region", name="Timeline")).to_contain_text(WORDS)
    expect(page.locator("#plan-action")).to_be_focused()
    logged = Interaction.objects.get()
    assert (logged.client, logged.by, logged.happened_at is not None) == (grupo, alice, True)


def test_a_note_outlives_the_session_in_the_dialog_and_is_saved_once(desk: Desk, grupo: Client, alice: User) -> None:
    page = desk.open(alice, grupo.get_absolute_url())
    page.evaluate("window.stayed = true")
    words = log(page)
    page.keyboard.type(WORDS)
    end_session(page)
    page.keyboard.press("Control+Enter")

    expect(page.locator("#sign-in")).to_contain_text("Your session has ended.")
    sign_in_again(page, alice)
    expect(page.locator("#sign-in")).to_be_hidden()
    expect(words).to_have_value(WORDS)
    expect(page.locator("#dialog").get_by_role("button", name="Log")).to_be_focused()
    assert not Interaction.objects.exists()
    page.keyboard.press("Enter")

    expect(page.locator("#toasts").get_by_text("The interaction is logged.")).to_be_visible()
    assert Interaction.objects.get().summary == WORDS
    assert page.evaluate("window.stayed")
    assert not UnsentForm.objects.exists()
    expect(log(page)).to_have_value("")


def test_a_wrong_password_is_said_in_the_dialog(desk: Desk, grupo: Client, alice: User) -> None:
    page = desk.open(alice, f"/clients/{grupo.pk}/interactions/new/")
    page.get_by_label("What happened").fill(WORDS)
    Session.objects.all().delete()
    page.get_by_role("button", name="Log", exact=True).click()
    dialog = page.locator("#sign-in")
    dialog.get_by_label("Email").fill(alice.email)
    dialog.get_by_label("Password").fill("not this one")
    page.keyboard.press("Enter")

    expect(dialog.get_by_role("alert")).to_be_focused()
    sign_in_again_after_refusal(page)
    expect(page.get_by_label("What happened")).to_have_value(WORDS)
    page.keyboard.press("Enter")
    expect(page.get_by_text("The interaction is logged.")).to_be_visible()
    assert Interaction.objects.count() == 1


def sign_in_again_after_refusal(page: Page) -> None:
    dialog = page.locator("#sign-in")
    dialog.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()


def test_somebody_else_who_signs_in_does_not_get_the_note(desk: Desk, grupo: Client, alice: User, bob: User) -> None:
    page = desk.open(alice, grupo.get_absolute_url())
    log(page)
    page.keyboard.type(WORDS)
    end_session(page)
    page.keyboard.press("Control+Enter")
    sign_in_again(page, bob)

    expect(page).to_have_url(re.compile(r":\d+/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("My day")
    page.goto(f"/clients/{grupo.pk}/interactions/new/")
    expect(page.get_by_label("What happened")).to_have_value("")
    assert not Interaction.objects.exists()
    assert UnsentForm.objects.get().user == alice


def test_whoever_signed_in_elsewhere_meanwhile_goes_on(desk: Desk, grupo: Client, alice: User) -> None:
    page = desk.open(alice, f"/clients/{grupo.pk}/interactions/new/")
    page.get_by_label("What happened").fill(WORDS)
    end_session(page)
    sign_in(page.context.new_page(), alice)
    page.get_by_role("button", name="Log", exact=True).click()

    expect(page.get_by_text("You are signed in again.")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The interaction is logged.")).to_be_visible()
    assert Interaction.objects.count() == 1


def test_without_javascript_signing_in_leads_back_to_the_form_and_its_text(
    desk: Desk, contact: Contact, alice: User
) -> None:
    address = f"/clients/{contact.client_id}/interactions/new/"
    page = desk.open(alice, address, java_script_enabled=False)
    page.get_by_label("What happened").fill(WORDS)
    page.get_by_text("Rita Nunes").click()
    page.get_by_text("Visit").click()
    end_session(page)
    page.get_by_role("button", name="Log", exact=True).click()
    page.get_by_label("Email").fill(alice.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    expect(page).to_have_url(re.compile(f"{address}$"))
    expect(page.get_by_text("restored.")).to_be_visible()
    expect(page.get_by_label("What happened")).to_have_value(WORDS)
    expect(page.get_by_label("Visit")).to_be_checked()
    expect(page.get_by_label("Rita Nunes")).to_be_checked()
    page.get_by_role("button", name="Log", exact=True).click()
    expect(page.get_by_text("The interaction is logged.")).to_be_visible()
    assert [talk.summary for talk in Interaction.objects.all()] == [WORDS]
    page.goto(address)
    expect(page.get_by_label("What happened")).to_have_value("")


def test_a_draft_is_kept_while_it_is_typed_and_restored_anywhere(desk: Desk, contact: Contact, alice: User) -> None:
    page = desk.open(alice, contact.client.get_absolute_url())
    log(page)
    kept(page, lambda: page.keyboard.type(WORDS))
    page.get_by_text("Rita Nunes", exact=True).last.click()
    kept(page, lambda: page.keyboard.press("Escape"))

    phone = desk.open(alice, contact.client.get_absolute_url(), viewport=PHONE)
    phone.get_by_label("Log an interaction").click()
    expect(phone.get_by_label("What happened")).to_have_value(WORDS)
    expect(phone.get_by_label("Rita Nunes")).to_be_checked()
    expect(phone.get_by_text(re.compile(r"Draft of \d\d:\d\d restored\."))).to_be_visible()
    phone.get_by_role("button", name="Discard").click()

    expect(phone.get_by_label("What happened")).to_have_value("")
    expect(phone.locator("#dialog")).to_be_visible()
    assert not UnsentForm.objects.exists()


def test_what_was_changed_but_not_saved_is_restored_too(desk: Desk, interaction: Interaction, alice: User) -> None:
    address = f"/interactions/{interaction.pk}/edit/"
    page = desk.open(alice, address)
    kept(page, lambda: page.get_by_label("What happened").fill(WORDS))
    page.goto(address)
    expect(page.get_by_label("What happened")).to_have_value(WORDS)
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_label("What happened")).to_have_value("Went over the deliveries")


def test_the_next_step_is_due_when_its_chip_says(desk: Desk, contact: Contact, alice: User) -> None:
    page = desk.open(alice, f"/clients/{contact.client_id}/interactions/new/", java_script_enabled=False)
    page.get_by_label("What happened").fill(WORDS)
    expect(page.get_by_text("In 2 weeks")).to_be_hidden()
    page.get_by_label("Next step").fill("Send it")
    page.get_by_text("In 2 weeks").click()
    page.get_by_text("How it went, time, topics and files").click()
    page.get_by_text("Difficult").click()
    page.get_by_label("Minutes spent").fill("45")
    page.get_by_role("button", name="Log", exact=True).click()

    expect(page.get_by_text("The interaction is logged.")).to_be_visible()
    talk = Interaction.objects.get()
    assert (talk.sentiment, talk.minutes) == (-1, 45)
    assert Action.objects.get().due_on == make.days_ago(-14)

"""A target from the first proposal to the second version: what one side does, the other sees."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from accounts.models import Client, Contact
from kam import outbox
from kam.models import User
from planning.models import Objective
from tests import make
from tests.browser.people import PHONE, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LINK = re.compile(r"/p/[\w-]+/")


@pytest.fixture
def draft(grupo: Client, contact: Contact, alice: User) -> Objective:
    return make.objective(grupo, by=alice, status=Objective.Status.DRAFT)


def test_a_target_is_proposed_countered_agreed_and_proposed_anew(desk: Desk, draft: Objective, alice: User) -> None:
    page = desk.open(alice, draft.get_absolute_url())
    it_is_previewed_and_sent(page)
    phone = desk.open(path=link_of_the_mail("Rita Nunes"), viewport=PHONE)
    the_client_proposes_another_number(phone)

    we_agree_to_it_from_my_day(page)
    both_sides_have_a_receipt()
    draft.refresh_from_db()
    assert (draft.target, draft.agreed_version) == (80, 1)

    a_second_version_is_proposed(page, draft)
    draft.refresh_from_db()
    assert (draft.target, draft.agreement, draft.agreed_version) == (80, "proposed", 1)
    the_client_agrees(phone)
    draft.refresh_from_db()
    assert (draft.target, draft.agreed_version) == (95, 2)


def it_is_previewed_and_sent(page: Page) -> None:
    page.locator("#propose-target").click()
    page.get_by_label("Rita Nunes").check()
    page.get_by_label("Message").fill("As we discussed in March")
    page.locator("#preview-proposal").click()
    expect(page.get_by_role("region", name="As the client will see it")).to_contain_text("As we discussed in March")
    assert mail.outbox == []
    page.locator("#send-proposal").click()
    expect(page.get_by_text("The proposal is on its way to Rita Nunes.")).to_be_visible()
    outbox.sweep()


def link_of_the_mail(person: str) -> str:
    letter = next(letter for letter in mail.outbox if person in letter.to[0])
    found = LINK.search(str(letter.body))
    assert found
    return found.group()


def the_client_proposes_another_number(phone: Page) -> None:
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.locator("a", has_text="Look and answer").click()
    phone.locator("summary", has_text="Propose another number").click()
    form = phone.locator("form[action$='/counter/']")
    form.get_by_label("Your name").fill("Rita Nunes")
    form.get_by_label("Your role").fill("Buyer")
    form.get_by_label("Your number").fill("80")
    form.get_by_label("Why").fill("Two shops open later")
    form.get_by_role("button").click()
    expect(phone.get_by_text("Two shops open later")).to_be_visible()
    outbox.sweep()


def we_agree_to_it_from_my_day(page: Page) -> None:
    page.goto("/")
    row = page.locator(".queue-row").first
    expect(row).to_contain_text("Client waiting")
    expect(row).to_contain_text("Rita Nunes proposes")
    row.get_by_role("link", name="Yearly revenue").first.click()
    expect(page.get_by_text("Two shops open later").first).to_be_visible()
    mail.outbox.clear()
    page.locator("#accept-counter").click()
    expect(page.get_by_text("Agreed: Yearly revenue")).to_be_visible()
    outbox.sweep()


def both_sides_have_a_receipt() -> None:
    receipts = [letter for letter in mail.outbox if letter.attachments]
    assert {letter.to[0].split(" <")[0] for letter in receipts} == {"Rita Nunes", "Alice"}


def a_second_version_is_proposed(page: Page, objective: Objective) -> None:
    page.goto(f"/objectives/{objective.pk}/edit/")
    page.get_by_label("Target", exact=False).first.fill("95")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The draft differs from what is agreed")).to_be_visible()
    page.locator("#propose-target").click()
    page.get_by_label("Rita Nunes").check()
    page.locator("#send-proposal").click()
    expect(page.get_by_role("region", name="Agreement with the client")).to_contain_text("Proposed")
    outbox.sweep()


def the_client_agrees(phone: Page) -> None:
    """On the same link as before: it is theirs, not the proposal's."""
    phone.goto(LINK.search(phone.url).group())  # type: ignore[union-attr]
    phone.locator("a", has_text="Look and answer").click()
    form = phone.locator("form[action$='/agree/']")
    form.get_by_label("Your name").fill("Rita Nunes")
    form.get_by_label("Your role").fill("Buyer")
    form.get_by_role("button").click()
    phone.wait_for_load_state()
    expect(phone.get_by_role("main")).to_contain_text("This target is agreed.")

"""A mail from a file to the timeline: added, found waiting, filed with its sender, taken back and filed again."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, Page, expect

from accounts.models import Client, Contact
from kam.models import User
from relationships.models import Mail
from tests import letters
from tests.browser.people import PHONE, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def eml(name: str, raw: bytes) -> FilePayload:
    return {"name": name, "mimeType": "message/rfc822", "buffer": raw}


def test_mails_are_added_and_filed(desk: Desk, grupo: Client, contact: Contact, alice: User, fresh_cache: None) -> None:
    page = desk.open(alice, f"/clients/{grupo.pk}/daily/")
    two_files_are_added(page)
    the_unknown_sender_is_filed_as_a_new_person(page)
    it_is_taken_back(page)

    phone = desk.open(alice, "/mail/", viewport=PHONE)
    it_is_filed_by_one_click(phone)
    assert {mail.client for mail in Mail.objects.filter(owner=alice)} == {grupo}
    assert grupo.contacts.filter(email="nova@alvorada.example").exists()


def two_files_are_added(page: Page) -> None:
    page.get_by_role("link", name="Add an e-mail").click()
    page.get_by_label("File at").select_option(label="Whose people are in it")
    files = [eml("offer.eml", letters.with_files()), eml("new.eml", letters.plain(From="Nova <nova@alvorada.example>"))]
    page.get_by_label("Files").set_input_files(files)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Filed at Grupo Alvorada")).to_be_visible()
    expect(page.get_by_text("Nobody in it is known")).to_be_visible()


def the_unknown_sender_is_filed_as_a_new_person(page: Page) -> None:
    page.get_by_role("row", name="new.eml").get_by_role("link").click()
    page.get_by_role("link", name="Elsewhere").click()
    dialog = page.locator("#file-mail-form")
    expect(dialog.get_by_label("Their name")).to_have_value("Nova")
    dialog.get_by_role("button", name="File e-mail").click()
    expect(page.get_by_text("Filed at Grupo Alvorada: Deliveries")).to_be_visible()


def it_is_taken_back(page: Page) -> None:
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone: Filed at Grupo Alvorada")).to_be_visible()


def it_is_filed_by_one_click(phone: Page) -> None:
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.get_by_role("button", name="Grupo Alvorada").click()
    expect(phone.get_by_text("No mail waits")).to_be_visible()

"""Somebody is in the books twice, is put right, asks what is kept of them, and is erased."""

from __future__ import annotations

import zipfile

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Client, Contact
from kam.models import User
from tests import make
from tests.browser.people import PHONE, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def rita(grupo: Client, alice: User) -> Contact:
    return make.person(grupo, "Rita Nunes", by=alice, phone="")


@pytest.fixture
def again(grupo: Client, alice: User) -> Contact:
    return make.contact(grupo, "Rita M. Nunes", by=alice, phone="+351 253 000 111")


def test_a_duplicate_is_merged_the_merge_undone_and_done_again(
    desk: Desk, rita: Contact, again: Contact, alice: User
) -> None:
    page = desk.open(alice, f"/clients/{rita.client_id}/relationships/")

    merge(page)
    expect(page.get_by_role("heading", name="Rita Nunes")).to_be_visible()
    rita.refresh_from_db()
    assert rita.phone == "+351 253 000 111"

    page.get_by_role("button", name="Undo").click()
    page.wait_for_load_state("networkidle")
    rita.refresh_from_db()
    again.refresh_from_db()
    assert (rita.phone == "+351 253 000 111", again.merged_into) == (False, None)

    page.goto(f"/clients/{rita.client_id}/relationships/")
    merge(page)
    page.goto(again.get_absolute_url())
    expect(page.get_by_text("now part of Rita Nunes")).to_be_visible()


def merge(page: Page) -> None:
    page.get_by_role("link", name="Compare Rita Nunes and Rita M. Nunes").click()
    expect(page.get_by_role("table")).to_contain_text("+351 253 000 111")
    page.get_by_role("button", name="Merge the two records").click()
    page.wait_for_load_state("networkidle")


def test_what_is_kept_is_handed_out_and_then_erased_and_both_are_logged(
    desk: Desk, rita: Contact, bob: User, frank: User
) -> None:
    page = desk.open(bob, rita.get_absolute_url(), viewport=PHONE)
    page.get_by_role("link", name="Export", exact=True).click()
    page.get_by_label("Why").fill("Asked for by mail")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert "Talked to Rita Nunes" in archive.read("person.html").decode()

    page.goto(rita.get_absolute_url())
    page.get_by_role("link", name="Erase", exact=True).click()
    expect(page.get_by_text("This cannot be undone.")).to_be_visible()
    page.get_by_label("Reason").select_option("asked")
    page.get_by_label("Type the name to confirm").fill("Rita")
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_text("This is not the name of the person").first).to_be_visible()
    page.get_by_label("Type the name to confirm").fill("Rita Nunes")
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_role("heading", name=f"Erased person #{rita.pk}")).to_be_visible()
    for address in ("", "timeline/", "relationships/", "plan/"):
        page.goto(f"/clients/{rita.client_id}/{address}")
        expect(page.get_by_role("main")).not_to_contain_text("Rita Nunes")

    log = desk.open(frank, "/settings/privacy/").get_by_role("region", name="Exports and erasures")
    expect(log).to_contain_text("Asked for by mail")
    expect(log).to_contain_text("The person asked for it")
    expect(log).not_to_contain_text("Rita")

"""A role is identified, assessed, and known by one of us; another reader of the page sees what is meant for them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Client, Contact
from kam.models import User
from tests import make
from tests.browser.people import PHONE, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_role_becomes_a_person_one_knows(desk: Desk, grupo: Client, alice: User, erin: User) -> None:
    role = make.placeholder(grupo, "Head of logistics", by=alice)
    page = desk.open(alice, "/people/?who=placeholder")
    page.get_by_role("link", name="Head of logistics").click()
    it_is_identified(page)
    the_person_is_assessed(page)
    it_is_noted_who_knows_them(page)

    seen = desk.open(erin, role.get_absolute_url())
    expect(seen.locator("#trait-support")).to_contain_text("Favourable")
    expect(seen.locator("#trait-role")).to_contain_text("Not known to you")
    expect(seen.get_by_role("link", name="Assess")).to_have_count(0)


def it_is_identified(page: Page) -> None:
    page.locator("#identify").click()
    page.get_by_label("Name").fill("Vera Pires")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".page-title h1")).to_have_text("Vera Pires")


def the_person_is_assessed(page: Page) -> None:
    """First one opinion for those who work on the client, then one for everybody; the second is taken back."""
    for trait, value, audience in (
        ("role", "champion", "Those who work on the client"),
        ("support", "1", "Everyone who sees the client"),
        ("support", "2", "Everyone who sees the client"),
    ):
        page.locator("#assess").click()
        page.locator(f"#dialog-body [name={trait}]").select_option(value)
        page.get_by_label("What it rests on").fill(f"Took our side as {value}")
        page.get_by_label(audience).check()
        page.get_by_role("button", name="Save").click()
        expect(page.locator(f"#trait-{trait}")).to_contain_text(f"Took our side as {value}")
    page.get_by_role("button", name="Undo").last.click()
    expect(page.locator("#trait-support")).to_contain_text("Took our side as 1")


def it_is_noted_who_knows_them(page: Page) -> None:
    page.locator("#know").click()
    page.get_by_label("Trusted advisor").first.check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#known-by")).to_contain_text("Trusted advisor")


def test_a_person_is_assessed_on_a_phone_without_javascript(desk: Desk, contact: Contact, alice: User) -> None:
    page = desk.open(alice, contact.get_absolute_url(), java_script_enabled=False, viewport=PHONE)

    page.locator("#assess").click()
    page.get_by_label("Influence").select_option("8")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Fill in this field").or_(page.get_by_text("This field is required")).first).to_be_visible()
    page.get_by_label("What it rests on").fill("Heard before it is decided")
    page.get_by_role("button", name="Save").click()

    expect(page.locator("#trait-influence")).to_contain_text("8 of 10")

"""Somebody who is known already is told of while one types."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.models import Client, Contact
from kam.models import User
from tests import make
from tests.browser.people import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_tax_number_that_a_client_has_is_told_while_it_is_typed(desk: Desk, grupo: Client, alice: User) -> None:
    page = desk.open(alice, "/clients/new/")

    page.get_by_label("Tax number").press_sequentially("501964843")

    known = page.locator("#known")
    expect(known).to_contain_text("Grupo Alvorada is among the clients already.")
    expect(page.get_by_label("Tax number")).to_be_focused()
    known.get_by_role("link", name="Open it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Grupo Alvorada")


def test_an_address_that_somebody_has_is_told_while_it_is_typed(
    desk: Desk, grupo: Client, contact: Contact, alice: User
) -> None:
    other = make.client("Rio Claro", owner=alice, team=grupo.team)
    page = desk.open(alice, f"/clients/{other.pk}/contacts/new/")

    page.get_by_label("E-mail").press_sequentially("Rita@Alvorada.example")

    expect(page.locator("#known")).to_contain_text("Rita Nunes of Grupo Alvorada has this e-mail address.")

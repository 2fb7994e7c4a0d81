"""A table of 500 invoices with seven bad rows: seen before anything is written, put right later, undone as a whole."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Client, Invoice
from kam.models import User
from tests.accounts.test_imports import bad_and_good
from tests.browser.people import PHONE, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def figure(page: Page, label: str) -> str:
    return page.locator(".kpi", has_text=label).locator(".kpi-value").inner_text()


def bring(page: Page, file: Path) -> None:
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("heading", name="Which column is which").wait_for()
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("heading", name="What would become of the rows").wait_for()


@pytest.mark.parametrize(
    "options", [{}, {"java_script_enabled": False, "viewport": PHONE}], ids=["desk", "phone-without-script"]
)
def test_a_table_is_checked_written_and_undone(
    options: dict[str, object], desk: Desk, grupo: Client, alice: User, tmp_path: Path
) -> None:
    file = tmp_path / "bills.csv"
    file.write_bytes(bad_and_good(grupo.tax_number))
    page = desk.open(alice, "/import/new/", **options)

    bring(page, file)

    assert (figure(page, "Ready"), figure(page, "Errors")) == ("493", "7")
    assert not Invoice.objects.exists()

    page.get_by_role("button", name="Run the import").click()
    page.get_by_role("heading", name="What became of the rows").wait_for()

    assert (figure(page, "Written"), figure(page, "Errors")) == ("493", "7")
    assert Invoice.objects.count() == 493

    with page.expect_download() as download:
        page.get_by_role("link", name="Download the failed rows").click()
    back = list(csv.reader(download.value.path().read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert len(back) == 1 + 7
    assert back[0][-1] == "Reason"
    assert all(row[-1] for row in back)

    page.get_by_role("button", name="Undo this import").click(timeout=60_000)

    expect(page.locator(".page-title")).to_contain_text("Undone")
    assert not Invoice.objects.exists()
    assert desk.complaints == []

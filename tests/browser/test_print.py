"""On paper: a client on two pages at most, without what can only be clicked."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages import DemoCompany, PageOf
from tests.browser.people import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

A_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


@pytest.mark.parametrize(
    ("look_at", "pages"),
    [
        (PageOf("/clients/{client}/"), 2),
        (PageOf("/team/", "carlos"), 1),
        (PageOf("/meetings/{meeting}/brief/"), 2),
        (PageOf("/clients/{client}/brief/"), 2),
    ],
    ids=str,
)
def test_a_page_is_short_on_paper(desk: Desk, demo_company: DemoCompany, look_at: PageOf, pages: int) -> None:
    page = demo_company.open(desk, look_at)
    paper = page.pdf(format="A4", print_background=False)

    assert 1 <= len(A_PAGE.findall(paper)) <= pages


def test_what_can_only_be_clicked_is_not_printed(desk: Desk, demo_company: DemoCompany) -> None:
    page = demo_company.open(desk, PageOf("/clients/{client}/"))
    page.emulate_media(media="print")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for hidden in (".sidebar", ".topbar", ".bottombar", ".page-actions", ".skip", "#toasts", "main button"):
        for one in page.locator(hidden).all():
            expect(one).to_be_hidden()

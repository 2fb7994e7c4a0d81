"""Every page, light and dark, on a desk and on a phone."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from playwright.sync_api import Page

from tests.browser.audit import barriers, flaws
from tests.browser.pages import PAGES, DemoCompany, PageOf
from tests.browser.people import DESKTOP, PHONE, Desk

THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.mark.parametrize("look_at", PAGES, ids=str)
def test_a_page_bars_nobody(desk: Desk, demo_company: DemoCompany, look_at: PageOf) -> None:
    found = looked_at_all_ways(demo_company.open(desk, look_at), look_at)

    assert not found, "\n".join(found)


def test_the_style_guide_bars_nobody(desk: Desk, demo_company: DemoCompany, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.browser.styleguide_urls"
    look_at = PageOf("/styleguide/", who="")
    found = looked_at_all_ways(demo_company.open(desk, look_at), look_at)

    assert not found, "\n".join(found)


def looked_at_all_ways(page: Page, look_at: PageOf) -> list[str]:
    found = []
    for viewport in (DESKTOP, PHONE):
        page.set_viewport_size(viewport)
        look_at.prepare(page)
        found += [f"{viewport['width']}: {flaw}" for flaw in flaws(page, language="en")]
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            found += [f"{viewport['width']}, {theme}: {barrier}" for barrier in barriers(page)]
    return found


def test_every_entry_of_the_menus_is_looked_at(desk: Desk, demo_company: DemoCompany) -> None:
    looked_at = {page.path for page in PAGES}

    for who in demo_company.sessions:
        page = demo_company.open(desk, PageOf("/settings/", who))
        assert {address.split("?")[0] for address in _links(page)} <= looked_at


def _links(page: Page) -> list[str]:
    links = page.locator(".sidebar a, .bottombar a, .topbar a:not([href^='#']), .tabs a")
    return [link.get_attribute("href") or "" for link in links.all() if link.get_attribute("href") != "#help"]

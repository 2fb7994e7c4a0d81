"""Every page in Portuguese, whose words are longer."""

from __future__ import annotations

from typing import Any

import pytest

from relationships.models import Invitation
from tests.browser.audit import flaws
from tests.browser.pages import PAGES, DemoCompany, PageOf
from tests.browser.people import DESKTOP, PHONE, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(scope="module", autouse=True)
def _asked_in_portuguese(demo_company: DemoCompany, django_db_blocker: Any) -> None:
    """A survey speaks the language somebody was asked in, whatever their browser says."""
    with django_db_blocker.unblock():
        Invitation.objects.update(language="pt-pt")


@pytest.mark.parametrize("look_at", PAGES, ids=str)
def test_a_page_has_room_for_portuguese(desk: Desk, demo_company: DemoCompany, look_at: PageOf) -> None:
    page = demo_company.open(desk, look_at, locale="pt-PT")
    found = []
    for viewport in (DESKTOP, PHONE):
        page.set_viewport_size(viewport)
        look_at.prepare(page)
        found += [f"{viewport['width']}: {flaw}" for flaw in flaws(page, language="pt-pt")]
    assert not found, "\n".join(found)

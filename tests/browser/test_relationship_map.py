"""The relationship map in a browser: gaps that close, the same people in both views, lines that meet their cards."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Client, Contact
from kam.models import User
from relationships import services
from relationships.people_map import people_map
from tests import make
from tests.browser.people import PHONE, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NO_DECIDER = "[data-gap=no_decider]"


@pytest.fixture
def people(grupo: Client, contact: Contact, alice: User) -> list[Contact]:
    """Rita above five, one of whom has two below; one more without a line."""
    found = [contact]
    found += [services.add_report(grupo, name=f"Report {n}", superior=contact, by=alice) for n in range(5)]
    found += [services.add_report(grupo, name=f"Below {n}", superior=found[1], by=alice) for n in range(2)]
    make.link(found[2], found[3], by=alice)
    return [*found, make.contact(grupo, "Without a line", by=alice)]


def test_a_missing_decision_maker_is_found_and_the_gap_is_closed(
    desk: Desk, grupo: Client, people: list[Contact], alice: User
) -> None:
    page = desk.open(alice, f"/clients/{grupo.pk}/map/")
    expect(page.locator(NO_DECIDER)).to_contain_text("No decision maker is known")

    page.locator(f"{NO_DECIDER} a").first.click()
    page.get_by_label("Role in decisions").select_option("decides")
    page.get_by_label("What it rests on").fill("Signs every contract")
    page.get_by_role("button", name="Save").click()

    expect(page.locator("#map")).to_contain_text("Decision maker")
    expect(page.locator(NO_DECIDER)).to_have_count(0)


def test_both_views_hold_the_same_people_and_lines(
    desk: Desk, grupo: Client, people: list[Contact], alice: User
) -> None:
    page = desk.open(alice, f"/clients/{grupo.pk}/map/")
    on_the_map = ids_on(page)
    expect(page.locator(f"#person-{people[2].pk}")).to_contain_text("influences Report 2")

    page.get_by_role("navigation", name="Views").get_by_role("link", name="Table").click()

    expect(page.locator("table#people")).to_be_visible()
    assert ids_on(page) == on_the_map == {f"person-{person.pk}" for person in people}
    expect(page.locator(f"#person-{people[2].pk}")).to_contain_text("influences Report 2")
    expect(page.locator(f"#person-{people[6].pk}")).to_contain_text("Report 0")
    page.get_by_role("link", name="Name").press("Enter")
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Name")


def test_cards_stand_where_the_lines_meet_them(desk: Desk, grupo: Client, people: list[Contact], alice: User) -> None:
    places = people_map(grupo, reader=alice, on=make.today()).layout.places
    page = desk.open(alice, f"/clients/{grupo.pk}/map/", viewport={"width": 1600, "height": 900})

    seen = page.evaluate("""() => {
        const origin = document.querySelector(".map-lines").getBoundingClientRect();
        return Object.fromEntries([...document.querySelectorAll(".map-person")].map((card) => {
            const box = card.getBoundingClientRect();
            return [card.id, [box.x - origin.x, box.y - origin.y, box.width, box.height]];
        }));
    }""")

    for pk, place in places.items():
        assert seen[f"person-{pk}"] == pytest.approx([place.x, place.y, 200, 144], abs=1)


def test_somebody_is_moved_and_moved_back_without_dragging(
    desk: Desk, grupo: Client, people: list[Contact], alice: User
) -> None:
    page = desk.open(alice, f"/clients/{grupo.pk}/map/", viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    last = people[-1]
    page.locator(f"#person-{last.pk}").get_by_role("link", name="Lines").click()
    page.get_by_role("link", name="Reports to…").click()
    page.get_by_label("Reports to").select_option("Report 3")
    page.get_by_role("button", name="Save").click()

    expect(page.locator(f"li:has(> #person-{people[4].pk}) #person-{last.pk}")).to_be_visible()
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator(f"li:has(> #person-{people[4].pk}) #person-{last.pk}")).to_have_count(0)


def ids_on(page: Page) -> set[str]:
    found = page.locator("[id^=person-]").evaluate_all("found => found.map((one) => one.id)")
    return set(found)

"""A meeting from its plan to its log: planned, prepared with the brief, held, and told in the timeline."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Client, Contact
from kam.models import User
from planning.models import Action
from relationships.models import Interaction, Meeting
from tests import make
from tests.browser.people import PHONE, Desk
from tests.relationships.calendars import calendar, event

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_meeting_is_planned_prepared_held_and_logged(
    desk: Desk, grupo: Client, contact: Contact, alice: User
) -> None:
    make.need(grupo, by=alice, statement="Fresh goods before opening")
    page = desk.open(alice, f"/clients/{grupo.pk}/relationships/")
    it_is_planned(page)

    my_day_asks_for_preparation(page)
    the_brief_prepares(page)
    my_day_asks_no_more(page)

    with time_machine.travel(timezone.now() + timedelta(hours=2, minutes=5)):
        it_is_logged_from_my_day(page)
        the_timeline_tells(page, grupo)
    talk = Interaction.objects.get()
    assert (talk.minutes, list(talk.people.all()), talk.sentiment) == (60, [contact], 1)
    assert Action.objects.get().title == "Send the new prices"


def it_is_planned(page: Page) -> None:
    page.locator("#plan-meeting").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What about").fill("Prices of next year")
    dialog.get_by_label("Where").fill("Porto")
    dialog.get_by_label("Rita Nunes").check()
    dialog.get_by_label("What we want to reach").fill("Close at two percent")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The meeting is planned.")).to_be_visible()
    expect(page.locator("#meetings")).to_contain_text("Prices of next year")


def my_day_asks_for_preparation(page: Page) -> None:
    page.goto("/")
    expect(page.locator("#agenda")).to_contain_text("Prices of next year")
    row = page.locator(".queue-row", has_text="Prices of next year")
    expect(row).to_contain_text("Not prepared")
    row.get_by_role("link", name="Prepare").click()


def the_brief_prepares(page: Page) -> None:
    expect(page.get_by_text("Internal: not for the client")).to_be_visible()
    for told in ("Close at two percent", "Rita Nunes", "Fresh goods before opening"):
        expect(page.locator("#brief")).to_contain_text(told)
    page.locator("#mark-prepared").click()
    expect(page.get_by_text("Prepared: Prices of next year")).to_be_visible()
    expect(page.locator("#mark-prepared")).to_have_count(0)


def my_day_asks_no_more(page: Page) -> None:
    page.goto("/")
    expect(page.locator("#agenda")).to_contain_text("Prices of next year")
    expect(page.locator(".queue-row", has_text="Prices of next year")).to_have_count(0)


def it_is_logged_from_my_day(page: Page) -> None:
    page.goto("/")
    row = page.locator(".queue-row", has_text="Prices of next year")
    expect(row).to_contain_text("To log")
    row.get_by_role("link", name="Log").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Rita Nunes")).to_be_checked()
    dialog.get_by_label("What happened").fill("They accept two percent")
    dialog.get_by_text("Good", exact=True).click()
    dialog.get_by_label("Next step").fill("Send the new prices")
    dialog.get_by_role("button", name="Log").click()
    expect(page.get_by_text("The meeting is logged.")).to_be_visible()
    expect(page.locator(".queue-row", has_text="Prices of next year")).to_have_count(0)


def the_timeline_tells(page: Page, client: Client) -> None:
    page.goto(client.get_absolute_url())
    expect(page.get_by_role("main")).to_contain_text("They accept two percent")
    page.goto(Meeting.objects.get().get_absolute_url())
    expect(page.get_by_role("region", name="What happened")).to_contain_text("They accept two percent")


def test_a_cancelled_meeting_comes_back_by_undo(desk: Desk, grupo: Client, alice: User) -> None:
    meeting = make.meeting(grupo, by=alice)
    page = desk.open(alice, meeting.get_absolute_url(), viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    page.get_by_role("button", name="Cancel the meeting").click()
    expect(page.locator("main")).to_contain_text("Cancelled")
    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_role("button", name="Cancel the meeting")).to_be_visible()
    meeting.refresh_from_db()
    assert meeting.status == Meeting.Status.PLANNED


@pytest.mark.usefixtures("contact")
def test_a_calendar_comes_in_and_one_goes_out(desk: Desk, alice: User, tmp_path: Path) -> None:
    file = tmp_path / "mine.ics"
    file.write_bytes(calendar(event("rita@alvorada.example", summary="Prices"), event(uid="2", summary="Dentist")))
    page = desk.open(alice, "/calendar/upload/", java_script_enabled=False)
    page.get_by_label("Calendar file").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("row", name=re.compile("Prices"))).to_contain_text("Taken")
    expect(page.get_by_role("row", name=re.compile("Dentist"))).to_contain_text("Left out")

    page.goto("/settings/calendar/")
    page.locator("#make-feed").click()
    told = page.locator("#feed-address").inner_text()
    stranger = desk.open()
    answer = stranger.request.get(urlsplit(told).path)

    assert answer.headers["content-type"].startswith("text/calendar")
    assert "SUMMARY:Prices · Grupo Alvorada" in answer.text()
    assert "Dentist" not in answer.text()

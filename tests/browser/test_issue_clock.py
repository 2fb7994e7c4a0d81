"""The clock of an issue: it stands still while we wait for the client, and what is due moves by that time."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

import pytest
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Client, Issue, IssueStatusChange, Weekday, WorkCalendar, WorkHours
from kam.models import User
from tests import make
from tests.browser.people import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WAITED = timedelta(minutes=90)


@pytest.fixture
def issue(grupo: Client, alice: User) -> Issue:
    """Opened three hours ago, counted by a calendar that never closes, so that the hour of the test does not matter."""
    calendar = WorkCalendar.objects.create(name="Round the clock", is_default=True, holidays_of="")
    for weekday in Weekday.values:
        WorkHours.objects.create(calendar=calendar, weekday=weekday, opens_at=time(0), closes_at=time(0))
    return make.issue(grupo, by=alice, opened_at=timezone.now() - timedelta(hours=3))


def due(issue: Issue) -> datetime:
    issue.refresh_from_db()
    assert issue.resolution_due_at is not None
    return issue.resolution_due_at


def some_time_goes_by(issue: Issue) -> None:
    """As if the waiting had begun so much earlier; what was due before it moves along."""
    changes = IssueStatusChange.objects.filter(issue=issue)
    changes.update(at=F("at") - WAITED)
    Issue.objects.filter(pk=issue.pk).update(
        opened_at=F("opened_at") - WAITED, waiting_since=F("waiting_since") - WAITED
    )


def clock(page: Page) -> str:
    return page.locator("[data-which='resolution']").inner_text()


def test_waiting_for_the_client_stops_the_clock_and_moves_what_is_due(desk: Desk, issue: Issue, alice: User) -> None:
    before = due(issue)
    page = desk.open(alice, issue.get_absolute_url())
    expect(page.locator("[data-which='resolution']")).to_contain_text("left · due")

    page.locator("#pause-issue").click()
    page.get_by_label("Why").fill("Photos of the pallets")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-which='resolution']")).to_contain_text(re.compile(r"Paused since \d\d:\d\d"))
    expect(page.locator("#thread")).to_contain_text("Photos of the pallets")

    some_time_goes_by(issue)
    page.reload()
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("[data-which='resolution']")).to_contain_text("left · due")

    moved = due(issue) - (before - WAITED)  # the opening was moved back too
    assert abs(moved - WAITED) < timedelta(seconds=90)
    page.locator("#clocks summary").last.click()
    expect(page.locator("#clocks")).to_contain_text("Round the clock")

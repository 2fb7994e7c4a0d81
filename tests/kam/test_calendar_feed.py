"""A person's calendar at its secret address: what stands in it, who reads it, and when it ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone
from icalendar import Calendar

from accounts import services as accounts
from accounts.models import AccountTeamMember, Client
from kam import calendars, feeds, logs
from kam.models import CalendarFeed, Membership, Team, User
from planning import services as planning
from relationships import services as relationships
from tests import make

LISBON_TEN = "2027-03-29T10:00"  # the day after the clocks go forward


def read(token: str, **headers: str) -> Any:
    return Browser(headers=headers).get(f"/calendar/{token}.ics")


def entries(user: User) -> list[Any]:
    return list(Calendar.from_ical(read(feeds.renew_feed(user, by=user)).content).walk("VEVENT"))


def titles(user: User) -> list[str]:
    return [str(entry["SUMMARY"]) for entry in entries(user)]


def test_it_shows_meetings_actions_objectives_and_plan_reviews(grupo: Client, alice: User) -> None:
    meeting = make.meeting(grupo, by=alice, title="Prices", place="Porto")
    make.action(grupo, by=alice, title="Send the prices")
    make.objective(grupo, by=alice, title="Revenue")
    plan = make.plan(grupo, by=alice, title="Plan 2026")

    found = {str(entry["UID"]).split("@")[0]: entry for entry in entries(alice)}

    assert len(found) == 5
    shown = found[f"meeting-{meeting.pk}"]
    assert (str(shown["SUMMARY"]), str(shown["LOCATION"])) == ("Prices · Grupo Alvorada", "Porto")
    assert shown["DTSTART"].dt == meeting.starts_at.replace(microsecond=0)
    assert found[f"review-of-plan-{plan.pk}"]["DTSTART"].dt == make.days_ago(-10)
    assert all(isinstance(entry["DTSTART"].dt, date) for entry in found.values())
    assert {str(entry["TRANSP"]) for name, entry in found.items() if "meeting" not in name} == {"TRANSPARENT"}


def test_an_entry_keeps_its_uid_and_counts_its_changes(grupo: Client, alice: User) -> None:
    meeting = make.meeting(grupo, by=alice)
    (before,) = entries(alice)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        relationships.change_meeting(meeting, title="Moved", by=alice)
    (after,) = entries(alice)

    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"] > 0) == (0, True)
    assert after["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt


def test_times_are_told_in_utc_across_the_change_of_clocks(grupo: Client, alice: User) -> None:
    starts_at = timezone.make_aware(datetime.fromisoformat(LISBON_TEN))
    with time_machine.travel("2027-03-27T12:00:00Z"):
        make.meeting(grupo, by=alice, starts_at=starts_at)
        make.meeting(grupo, by=alice, starts_at=starts_at - timedelta(days=2), title="Before")
        found = [entry["DTSTART"].dt for entry in entries(alice)]

    assert found == [datetime(2027, 3, 27, 10, tzinfo=UTC), datetime(2027, 3, 29, 9, tzinfo=UTC)]


def test_whole_days_stay_whole_days_where_the_person_is(grupo: Client, alice: User) -> None:
    day = timezone.make_aware(datetime.fromisoformat("2027-03-28T00:00"))
    with time_machine.travel("2027-03-20T12:00:00Z"):
        make.meeting(grupo, by=alice, starts_at=day, ends_at=day + timedelta(days=1), title="Fair")
        (fair,) = entries(alice)

    assert (fair["DTSTART"].dt, fair["DTEND"].dt) == (date(2027, 3, 28), date(2027, 3, 29))


def test_it_is_bounded_in_time_and_number(grupo: Client, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for days in (-91, -89, 364, 366):
        make.meeting(grupo, by=alice, in_hours=24 * days, title=f"In {days} days")
    monkeypatch.setattr(calendars, "MOST", 3)
    make.meeting(grupo, by=alice, title="Tomorrow")
    make.meeting(grupo, by=alice, title="In two days", in_hours=48)

    assert titles(alice) == [f"{name} · Grupo Alvorada" for name in ("In -89 days", "Tomorrow", "In two days")]


def test_what_was_called_off_and_what_others_do_is_not_in_it(grupo: Client, alice: User, bob: User) -> None:
    relationships.cancel_meeting(make.meeting(grupo, by=alice), by=alice)
    make.meeting(grupo, by=alice, owner=bob)
    planning.complete_action(make.action(grupo, by=alice), by=alice)
    make.action(grupo, by=alice, owner=bob)

    assert entries(alice) == []


def test_a_client_that_went_out_of_sight_is_out_of_the_calendar(
    grupo: Client, alice: User, dave: User, south: Team
) -> None:
    """The canary: a record that still names the person, of a client they no longer see."""
    member = accounts.join_account_team(grupo, dave, by=alice)
    make.meeting(grupo, by=alice, owner=dave, title="CANARY meeting")
    make.action(grupo, by=alice, owner=dave, title="CANARY action")
    make.objective(grupo, by=alice, owner=dave, title="CANARY objective")
    make.plan(grupo, by=alice, author=dave, title="CANARY plan")
    make.meeting(make.client("Own", owner=dave, team=south), by=dave, title="Own meeting")
    token = feeds.renew_feed(dave, by=dave)
    assert read(token).content.count(b"CANARY") >= 5

    accounts.leave_account_team(member, by=alice)

    assert AccountTeamMember.objects.count() == 0
    assert b"CANARY" not in read(token).content
    assert b"Grupo Alvorada" not in read(token).content
    assert b"Own meeting" in read(token).content


def test_the_calendar_of_somebody_with_less_reach_is_shorter(grupo: Client, alice: User, bob: User) -> None:
    make.meeting(grupo, by=alice, owner=bob)
    assert len(entries(bob)) == 1

    Membership.objects.filter(user=bob).delete()

    assert entries(bob) == []


def test_nothing_thought_of_anybody_is_in_it(grupo: Client, alice: User) -> None:
    person = make.contact(grupo, "Rita Nunes", by=alice)
    from_opinion = "Wants to see us fail"
    person.opinions.create(
        trait="support", value="-2", noted_on=make.today(), evidence=from_opinion, by=alice, audience="readers"
    )
    make.meeting(grupo, by=alice, people=[person])

    told = read(feeds.renew_feed(alice, by=alice)).content.decode()

    assert "Rita Nunes" in told
    assert from_opinion not in told
    assert "reserved" not in told.lower()


def test_it_speaks_its_owners_language_whatever_the_program_asks_for(grupo: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(language="pt-pt", name="Alíce; Ávila, KAM")
    make.meeting(grupo, by=alice, title="Preços; prazos, e o resto\\n" + "ç" * 100)

    answer = read(feeds.renew_feed(alice, by=alice), **{"Accept-Language": "en"})
    calendar = Calendar.from_ical(answer.content)

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert calendar["X-WR-CALNAME"] == "KAM: Alíce; Ávila, KAM"
    assert "Preços; prazos, e o resto" in calendar.walk("VEVENT")[0]["SUMMARY"]
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75
    assert all(line.endswith(b"\r") for line in answer.content.split(b"\n")[:-1])


def test_only_the_digest_is_kept_and_a_new_address_ends_the_one_before(
    alice: User, browse: Callable[..., Browser]
) -> None:
    browser = browse(alice)
    first, second = (_address(browser.post("/settings/calendar/").text) for _ in range(2))

    assert first not in browser.get("/settings/calendar/").text
    assert CalendarFeed.objects.get().digest not in (first, second)
    assert (read(first).status_code, read(second).status_code) == (404, 200)
    assert CalendarFeed.objects.get().last_used_at is not None

    browser.post("/settings/calendar/revoke/")
    assert read(second).status_code == 404


def _address(text: str) -> str:
    found = re.search(r"/calendar/([\w-]{43})\.ics", text)
    assert found
    return found[1]


def test_whoever_may_no_longer_sign_in_has_no_calendar(alice: User) -> None:
    token = feeds.renew_feed(alice, by=alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)

    assert read(token).status_code == 404


@pytest.mark.usefixtures("db", "fresh_cache")
@pytest.mark.parametrize("token", ["x", "x" * 43, "-" * 5000, "..", "%00", "ç" * 43])
def test_an_address_nobody_made_is_not_found(token: str) -> None:
    assert read(token).status_code == 404


@pytest.mark.usefixtures("fresh_cache")
def test_it_is_read_so_often_and_no_oftener(alice: User) -> None:
    token = feeds.renew_feed(alice, by=alice)

    answers = [read(token).status_code for _ in range(61)]

    assert answers == [200] * 60 + [429]
    assert read(token)["Retry-After"] == "3600"


def test_it_is_kept_nowhere_on_the_way_and_not_in_our_logs(alice: User) -> None:
    token = feeds.renew_feed(alice, by=alice)

    assert "no-store" in read(token)["Cache-Control"]
    assert token not in logs.hide_secrets(None, "", {"request": f"GET /calendar/{token}.ics"})["request"]
    assert b"Set-Cookie" not in read(token).serialize_headers()


def test_it_costs_as_many_statements_for_many_entries_as_for_few(
    grupo: Client, alice: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        person = make.contact(grupo, by=alice)
        make.meeting(grupo, by=alice, in_hours=number + 1, people=[person])
        make.action(grupo, by=alice)
    token = feeds.renew_feed(alice, by=alice)

    with django_assert_max_num_queries(10):
        assert read(token).status_code == 200

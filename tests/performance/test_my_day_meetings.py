"""Meetings in My day: the agenda, what is not prepared, and what nobody logged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Client
from kam.models import User
from performance import agenda, queue
from performance import services as performance
from performance.queue import Rule
from relationships import services
from tests import make

NOW = datetime.fromisoformat("2026-11-24T12:00:00+00:00")


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def rows(user: User) -> list[tuple[Rule, str]]:
    found = queue.of(user, on=make.today())
    return [(item.rule, item.what) for item in found if item.rule in (Rule.PREPARE, Rule.UNLOGGED)]


def test_meetings_of_today_and_tomorrow_want_preparation_the_next_first(grupo: Client, alice: User) -> None:
    make.meeting(grupo, by=alice, title="Tomorrow late", in_hours=35.5)
    make.meeting(grupo, by=alice, title="Today", in_hours=1)
    make.meeting(grupo, by=alice, title="The day after", in_hours=36)
    ready = make.meeting(grupo, by=alice, title="Ready", in_hours=2)
    services.mark_prepared(ready, by=alice)

    assert rows(alice) == [(Rule.PREPARE, "Today"), (Rule.PREPARE, "Tomorrow late")]


def test_a_meeting_that_has_begun_is_no_longer_to_prepare_and_once_over_to_log(grupo: Client, alice: User) -> None:
    meeting = make.meeting(grupo, by=alice, title="Running", in_hours=-0.5)
    assert rows(alice) == []

    with time_machine.travel(NOW + timedelta(minutes=31)):
        assert rows(alice) == [(Rule.UNLOGGED, "Running")]
        services.hold_meeting(meeting, summary="Done", by=alice)
        assert rows(alice) == []


def test_what_nobody_logged_for_two_weeks_is_asked_for_no_more(grupo: Client, alice: User) -> None:
    make.meeting(grupo, by=alice, title="Old", in_hours=-24 * 15)
    make.meeting(grupo, by=alice, title="Recent", in_hours=-24 * 13)

    assert rows(alice) == [(Rule.UNLOGGED, "Recent")]


def test_meetings_of_others_and_of_clients_out_of_sight_are_not_in_it(
    grupo: Client, alice: User, bob: User, dave: User
) -> None:
    member = accounts.join_account_team(grupo, dave, by=alice)
    for owner in (bob, dave):
        make.meeting(grupo, by=alice, owner=owner, in_hours=1)
    assert (rows(alice), len(rows(dave))) == ([], 1)

    accounts.leave_account_team(member, by=alice)
    dave = User.objects.get(pk=dave.pk)

    assert rows(dave) == []
    assert [day.slots for day in agenda.of(dave, now=NOW)] == [[], []]


def test_preparation_comes_before_actions_and_can_be_put_off(grupo: Client, alice: User) -> None:
    make.action(grupo, by=alice, due_on=make.days_ago(1))
    meeting = make.meeting(grupo, by=alice, in_hours=1)
    assert [item.rule for item in queue.of(alice, on=make.today())][:2] == [Rule.PREPARE, Rule.OVERDUE]

    performance.snooze("prepare", meeting.pk, until=make.days_ago(-1), by=alice)

    assert rows(alice) == []


def test_every_rule_is_published_in_its_place() -> None:
    assert len(queue.PUBLISHED_ORDER) == len(Rule)
    assert "without preparation" in str(queue.PUBLISHED_ORDER[list(Rule).index(Rule.PREPARE)])
    assert "not logged" in str(queue.PUBLISHED_ORDER[list(Rule).index(Rule.UNLOGGED)])


def test_the_agenda_is_of_the_days_where_the_person_is(grupo: Client, alice: User) -> None:
    make.meeting(grupo, by=alice, title="Before midnight in Porto", in_hours=11.5, minutes=30)
    make.meeting(grupo, by=alice, title="After midnight", in_hours=12.5, minutes=20)
    off = make.meeting(grupo, by=alice, title="Called off", in_hours=3)
    services.cancel_meeting(off, by=alice)

    def shown() -> list[list[str]]:
        return [[slot.meeting.title for slot in day.slots] for day in agenda.of(alice, now=NOW)]

    assert shown() == [["Before midnight in Porto"], ["After midnight"]]
    with timezone.override("Atlantic/Azores"):
        assert shown() == [["Before midnight in Porto", "After midnight"], []]


def test_a_meeting_over_midnight_is_on_both_days_and_the_day_clocks_change_is_whole(grupo: Client, alice: User) -> None:
    make.meeting(grupo, by=alice, title="Night shift", in_hours=11, minutes=120)
    assert [[slot.meeting.title for slot in day.slots] for day in agenda.of(alice, now=NOW)] == [["Night shift"]] * 2

    change = datetime.fromisoformat("2027-03-28T08:00:00+00:00")  # a day of 23 hours
    late = timezone.make_aware(datetime.fromisoformat("2027-03-28T23:30"))
    with time_machine.travel(change):
        make.meeting(grupo, by=alice, title="Last of the day", starts_at=late, minutes=15)
        today, tomorrow = agenda.of(alice, now=change)
    assert ([slot.meeting.title for slot in today.slots], tomorrow.slots) == (["Last of the day"], [])


def test_my_day_shows_the_agenda_with_its_overlaps(grupo: Client, alice: User, browse: Callable[..., Browser]) -> None:
    make.meeting(grupo, by=alice, title="First", in_hours=2)
    make.meeting(grupo, by=alice, title="Second", in_hours=2.5)

    text = browse(alice).get("/").text

    assert text.count("Overlaps") == 2
    assert "/brief/" in text

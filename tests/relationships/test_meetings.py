"""Meetings: planned, prepared, moved, called off, held and logged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import Client, Contact
from kam import undo
from kam.models import Event, User
from planning import services as planning
from planning.models import Action
from relationships import diary, services
from relationships.models import Interaction, Meeting
from tests import make

LISBON = "Europe/Lisbon"


def at(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


def test_a_meeting_is_of_whoever_plans_it_unless_said_otherwise(grupo: Client, alice: User, bob: User) -> None:
    assert make.meeting(grupo, by=alice).owner == alice
    assert make.meeting(grupo, by=alice, owner=bob).owner == bob


def test_a_meeting_does_not_end_before_it_begins(grupo: Client, alice: User) -> None:
    with pytest.raises(ValidationError) as refusal:
        make.meeting(grupo, by=alice, minutes=-1)

    assert "ends_at" in refusal.value.message_dict
    assert not Meeting.objects.exists()


def test_only_people_of_the_client_are_met(grupo: Client, alice: User) -> None:
    stranger = make.contact(make.client(owner=alice), by=alice)

    with pytest.raises(ValidationError) as refusal:
        make.meeting(grupo, by=alice, people=[stranger])

    assert "people" in refusal.value.message_dict


def test_a_meeting_is_moved_and_its_history_tells(grupo: Client, contact: Contact, alice: User) -> None:
    meeting = make.meeting(grupo, by=alice)

    services.change_meeting(meeting, by=alice, place="Porto", people=[contact])

    meeting.refresh_from_db()
    assert (meeting.place, list(meeting.people.all())) == ("Porto", [contact])
    assert Event.objects.filter(verb="relationships.meeting_changed", client_id=grupo.pk).count() == 1


def test_what_was_called_off_can_be_put_back_by_undo(grupo: Client, alice: User) -> None:
    meeting = services.cancel_meeting(make.meeting(grupo, by=alice), by=alice)
    assert meeting.status == Meeting.Status.CANCELLED
    with pytest.raises(ValidationError):
        services.change_meeting(meeting, by=alice, title="Another")
    with pytest.raises(ValidationError):
        services.mark_prepared(meeting, by=alice)

    back = undo.offer("relationships.restore_meeting", by=alice, message="Cancelled", pk=meeting.pk)
    undo.take_back(back, by=alice)

    meeting.refresh_from_db()
    assert meeting.status == Meeting.Status.PLANNED


def test_being_prepared_is_said_once_and_can_be_taken_back(grupo: Client, alice: User) -> None:
    meeting = services.mark_prepared(make.meeting(grupo, by=alice), by=alice)
    first = meeting.prepared_at
    assert services.mark_prepared(meeting, by=alice).prepared_at == first

    back = undo.offer("relationships.mark_unprepared", by=alice, message="Prepared", pk=meeting.pk)
    undo.take_back(back, by=alice)

    meeting.refresh_from_db()
    assert meeting.prepared_at is None


def test_a_meeting_is_logged_after_it_began_and_only_once(grupo: Client, contact: Contact, alice: User) -> None:
    meeting = make.meeting(grupo, by=alice, in_hours=1, minutes=45, people=[contact])
    with pytest.raises(ValidationError):
        services.hold_meeting(meeting, summary="Too early", by=alice)

    with time_machine.travel(meeting.starts_at + timedelta(minutes=5)):
        talk = services.hold_meeting(meeting, summary="Prices agreed", by=alice, sentiment=1)
        again = services.hold_meeting(meeting, summary="Prices agreed", by=alice)

    meeting.refresh_from_db()
    assert talk == again == meeting.interaction
    assert (talk.kind, talk.minutes, talk.sentiment, talk.happened_at) == ("meeting", 45, 1, meeting.starts_at)
    assert list(talk.people.all()) == [contact]
    assert (meeting.status, Interaction.objects.count()) == (Meeting.Status.HELD, 1)
    with pytest.raises(ValidationError):
        services.cancel_meeting(meeting, by=alice)


def test_a_log_taken_back_can_be_written_anew(grupo: Client, alice: User) -> None:
    meeting = make.meeting(grupo, by=alice, in_hours=-2)
    first = services.hold_meeting(meeting, summary="Wrong client", by=alice)
    services.remove_interaction(first, by=alice)

    second = services.hold_meeting(meeting, summary="Right this time", by=alice)

    meeting.refresh_from_db()
    assert (second != first, meeting.interaction) == (True, second)


def test_a_cancelled_meeting_is_not_logged(grupo: Client, alice: User) -> None:
    meeting = services.cancel_meeting(make.meeting(grupo, by=alice, in_hours=-2), by=alice)

    with pytest.raises(ValidationError):
        services.hold_meeting(meeting, summary="It took place after all", by=alice)


def test_a_meeting_of_whole_days_says_nothing_of_minutes_spent(grupo: Client, alice: User) -> None:
    fair = {"starts_at": at("2026-10-24T00:00"), "ends_at": at("2026-10-25T00:00")}
    short = {"starts_at": at("2026-03-29T00:00"), "ends_at": at("2026-03-30T00:00")}  # a day of 23 hours

    found = [services.hold_meeting(make.meeting(grupo, by=alice, **days), summary="x", by=alice) for days in (short,)]

    assert [talk.minutes for talk in found] == [None]
    assert diary.slot(make.meeting(grupo, by=alice, **fair), now=timezone.now()).fills_days
    assert diary.slot(make.meeting(grupo, by=alice, **short), now=timezone.now()).fills_days


def test_the_next_step_is_planned_with_the_log_and_not_twice(grupo: Client, alice: User) -> None:
    meeting = make.meeting(grupo, by=alice, in_hours=-2)

    for _ in range(2):
        planning.hold_meeting(meeting, summary="Prices agreed", next_step="Send them", by=alice)

    step = Action.objects.get()
    assert (step.title, step.due_on, step.interaction) == ("Send them", make.days_ago(-7), Interaction.objects.get())


def test_meetings_of_one_person_that_share_a_moment_collide(grupo: Client, alice: User, bob: User) -> None:
    start = at("2030-01-07T10:00")
    first, second = (make.meeting(grupo, by=alice, starts_at=start + timedelta(minutes=m)) for m in (0, 30))
    after = make.meeting(grupo, by=alice, starts_at=start + timedelta(minutes=90))  # begins as the second ends
    theirs = make.meeting(grupo, by=alice, owner=bob, starts_at=start)
    off = services.cancel_meeting(make.meeting(grupo, by=alice, starts_at=start), by=alice)

    slots = diary.slots([first, second, after, theirs, off], now=timezone.now())

    assert [slot.overlaps for slot in slots] == [True, True, False, False, False]


@pytest.mark.parametrize(("who", "status"), [("alice", 302), ("bob", 302), ("carol", 403), ("dave", 404)])
def test_who_may_plan_a_meeting(
    who: str, status: int, grupo: Client, browse: Callable[..., Browser], request: pytest.FixtureRequest
) -> None:
    browser = browse(request.getfixturevalue(who))
    sent = {"title": "Review", "starts_at": "2030-01-07T10:00", "ends_at": "2030-01-07T11:00"}

    assert browser.post(f"/clients/{grupo.pk}/meetings/new/", sent).status_code == status


def test_a_form_that_is_refused_comes_back_as_typed(grupo: Client, alice: User, browse: Callable[..., Browser]) -> None:
    sent = {"title": "Review", "starts_at": "2030-01-07T10:00", "ends_at": "2030-01-07T09:00"}

    answer = browse(alice).post(f"/clients/{grupo.pk}/meetings/new/", sent)

    assert answer.status_code == 422
    assert "A meeting ends after it begins" in answer.text
    assert 'value="2030-01-07T09:00"' in answer.text


def test_the_list_shows_what_comes_what_is_unlogged_and_what_was_held(
    grupo: Client, alice: User, dave: User, browse: Callable[..., Browser]
) -> None:
    make.meeting(grupo, by=alice, title="Coming one")
    make.meeting(grupo, by=alice, title="Unlogged one", in_hours=-5)
    held = make.meeting(grupo, by=alice, title="Held one", in_hours=-9)
    services.hold_meeting(held, summary="x", by=alice)
    names = ("Coming one", "Unlogged one", "Held one")

    def shown(query: str, who: User = alice) -> list[str]:
        text = browse(who).get(f"/meetings/{query}").text
        return [name for name in names if name in text]

    assert shown("") == ["Coming one"]
    assert shown("?show=unlogged") == ["Unlogged one"]
    assert shown("?show=held") == ["Held one"]
    assert shown("?show=cancelled") == shown("?q=nothing+like+it") == shown("?show=nonsense") == []
    assert shown("", dave) == []


def test_a_meeting_is_given_to_ones_own_calendar_and_sent_to_nobody(
    grupo: Client, contact: Contact, alice: User, browse: Callable[..., Browser]
) -> None:
    meeting = make.meeting(grupo, by=alice, people=[contact], agenda="Close the prices")

    answer = browse(alice).get(f"/meetings/{meeting.pk}/meeting.ics")

    assert answer["Content-Type"].startswith("text/calendar")
    assert "attachment" in answer["Content-Disposition"]
    assert b"ATTENDEE" not in answer.content
    assert b"Close the prices" in answer.content


@pytest.mark.parametrize(
    "times",
    [
        {"starts_at": datetime(9999, 12, 31, 22, tzinfo=UTC), "ends_at": datetime(9999, 12, 31, 23, tzinfo=UTC)},
        {"starts_at": datetime(1, 1, 1, 1, tzinfo=UTC)},
        {"ends_at": datetime(9999, 12, 31, 23, tzinfo=UTC)},
    ],
)
def test_a_time_that_cannot_be_told_in_every_zone_is_refused(
    times: dict[str, datetime], grupo: Client, alice: User
) -> None:
    with pytest.raises(ValidationError) as refused:
        make.meeting(grupo, by=alice, **times)
    assert set(refused.value.message_dict) <= {"starts_at", "ends_at"}

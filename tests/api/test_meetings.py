"""Meetings over the API: planned, moved, held, and taken over from calendars."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Client, Contact
from kam.models import User
from relationships.models import Interaction, Meeting
from tests import make
from tests.api.conftest import START, Caller
from tests.relationships.calendars import calendar, event

TIMES = {"starts_at": "2030-01-07T10:00:00Z", "ends_at": "2030-01-07T11:00:00Z"}


def test_a_meeting_is_planned_moved_and_prepared(contact: Contact, alice: User, caller: Caller) -> None:
    api = caller(alice)
    body = {"client": contact.client_id, "title": "Prices", "people": [contact.pk], **TIMES}

    made = api.post(f"{START}/meetings/", body)
    assert made.status_code == 201, made.content
    address = f"{START}/meetings/{made.json()['id']}"
    assert (made.json()["owner"], made.json()["people"], made.json()["status"]) == (alice.pk, [contact.pk], "planned")

    assert api.patch(f"{address}/", {"place": "Porto"}).json()["place"] == "Porto"
    assert api.post(f"{address}/prepared/").json()["prepared_at"] is not None
    assert api.post(f"{address}/hold/", {"summary": "x"}).status_code == 400  # it has not begun
    assert api.post(f"{address}/cancel/").json()["status"] == "cancelled"
    assert api.patch(f"{address}/", {"place": "Gaia"}).status_code == 400
    assert api.post(f"{address}/restore/").json()["status"] == "planned"
    found = api.get(f"{START}/meetings/?is_prepared=true&owner=me&person={contact.pk}").json()["results"]
    assert [row["id"] for row in found] == [made.json()["id"]]
    assert api.get(f"{START}/meetings/?is_prepared=false").json()["results"] == []


def test_a_meeting_is_held_once(grupo: Client, alice: User, caller: Caller) -> None:
    meeting, api = make.meeting(grupo, by=alice, in_hours=-2), caller(alice)

    held = [api.post(f"{START}/meetings/{meeting.pk}/hold/", {"summary": "Done", "sentiment": 1}) for _ in range(2)]

    assert [answer.status_code for answer in held] == [200, 200]
    assert [answer.json()["interaction"] for answer in held] == [Interaction.objects.get().pk] * 2


def test_only_whoever_sees_the_client_can_hold_its_meetings(grupo: Client, alice: User, dave: User) -> None:
    with pytest.raises(ValidationError, match="may see this client"):
        make.meeting(grupo, by=alice, owner=dave)


def test_a_calendar_is_taken_over_event_by_event(contact: Contact, alice: User, caller: Caller) -> None:
    raw = calendar(event(contact.email), event(uid="2", summary="Dentist")).decode()

    answer = caller(alice).post(f"{START}/meetings/import/", {"calendar": raw})

    assert answer.status_code == 200, answer.content
    taken, left = answer.json()["results"]
    assert (taken["ending"], taken["meeting"]) == ("created", Meeting.objects.get().pk)
    assert (left["ending"], left["meeting"], bool(left["reason"])) == ("skipped", None, True)


@pytest.mark.parametrize("raw", ["nonsense", "", "BEGIN:VCALENDAR", "x" * (1024 * 1024 + 1)])
def test_a_broken_calendar_is_refused(raw: str, alice: User, caller: Caller) -> None:
    assert caller(alice).post(f"{START}/meetings/import/", {"calendar": raw}).status_code == 400


def test_a_calendar_does_not_reach_a_client_one_may_only_look_at(
    contact: Contact, carol: User, dave: User, caller: Caller
) -> None:
    body = {"calendar": calendar(event(contact.email)).decode(), "client": contact.client_id}

    assert [caller(who).post(f"{START}/meetings/import/", body).status_code for who in (carol, dave)] == [400, 400]
    assert not Meeting.objects.exists()

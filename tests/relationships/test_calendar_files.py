"""Meetings taken over from .ics files: what comes in, what is changed, and what stays out and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from time import process_time

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import Client, Contact
from kam import calendars
from kam.models import User
from relationships import diary, services
from relationships.models import Meeting
from tests import make
from tests.relationships.calendars import ZONE, calendar, event

RITA = "rita@alvorada.example"
NOON = datetime.fromisoformat("2026-11-24T12:00:00+00:00")  # a Tuesday


def take(raw: bytes, by: User, client: Client | None = None) -> list[tuple[str, str]]:
    return [(str(one.ending), one.reason) for one in services.import_calendar(raw, by=by, client=client)]


def when(meeting: Meeting) -> tuple[str, str]:
    """In Lisbon."""
    return tuple(f"{timezone.localtime(at):%Y-%m-%d %H:%M}" for at in (meeting.starts_at, meeting.ends_at))  # type: ignore[return-value]


@pytest.fixture
def noon() -> object:
    with time_machine.travel(NOON, tick=False):
        yield NOON


def test_a_meeting_comes_to_the_client_whose_people_take_part(grupo: Client, contact: Contact, alice: User) -> None:
    told = event("RITA@Alvorada.example", "nobody@else.example", location="Porto", description="Prices\\nof 2027")

    assert take(calendar(told), alice) == [("created", "")]

    meeting = Meeting.objects.get()
    assert (meeting.client, list(meeting.people.all()), meeting.owner) == (grupo, [contact], alice)
    assert (meeting.title, meeting.place, meeting.agenda) == ("Prices", "Porto", "Prices\nof 2027")


def test_whoever_invites_takes_part(contact: Contact, alice: User) -> None:
    take(calendar(event(organizer=f"mailto:{RITA}")), alice)

    assert list(Meeting.objects.get().people.all()) == [contact]


@pytest.mark.usefixtures("contact")
def test_the_same_file_twice_changes_nothing(alice: User) -> None:
    raw = calendar(event(RITA, sequence="1"))
    take(raw, alice)

    assert take(raw, alice) == [("unchanged", "")]
    assert Meeting.objects.count() == 1


@pytest.mark.usefixtures("contact", "noon")
def test_a_newer_version_moves_the_meeting_and_an_older_one_does_not(alice: User) -> None:
    def version(number: int, hour: int) -> bytes:
        return calendar(event(RITA, start=f"DTSTART:20261130T{hour}0000Z", sequence=str(number)))

    take(version(2, 10), alice)
    services.change_meeting(Meeting.objects.get(), by=alice, agenda="Ours to keep")

    assert take(version(3, 14), alice) == [("changed", "")]
    assert when(Meeting.objects.get())[0] == "2026-11-30 14:00"
    assert take(version(2, 10), alice) == [("unchanged", "The file is older than what is known.")]
    assert when(Meeting.objects.get())[0] == "2026-11-30 14:00"
    assert Meeting.objects.get().agenda == "Ours to keep"


@pytest.mark.usefixtures("contact")
@pytest.mark.parametrize(("method", "lines"), [("CANCEL", {}), ("", {"status": "CANCELLED"})])
def test_what_its_calendar_calls_off_is_cancelled(method: str, lines: dict[str, str], alice: User) -> None:
    take(calendar(event(RITA, sequence="1")), alice)

    assert take(calendar(event(RITA, sequence="0", **lines), method=method), alice)[0][0] == "unchanged"
    assert take(calendar(event(RITA, sequence="2", **lines), method=method), alice) == [("cancelled", "")]
    assert take(calendar(event(RITA, sequence="2", **lines), method=method), alice) == [("unchanged", "")]

    assert Meeting.objects.get().status == Meeting.Status.CANCELLED
    assert take(calendar(event(RITA, uid="other", **lines), method=method), alice)[0][0] == "skipped"


@pytest.mark.usefixtures("contact")
def test_what_was_logged_stays_as_it_was(alice: User) -> None:
    with time_machine.travel(NOON):
        take(calendar(event(RITA, start="DTSTART:20261124T100000Z")), alice)
        services.hold_meeting(Meeting.objects.get(), summary="Done", by=alice)

        moved = calendar(event(RITA, start="DTSTART:20261125T100000Z", sequence="5"))
        assert take(moved, alice) == [("unchanged", "It was held or cancelled here.")]

    assert when(Meeting.objects.get())[0] == "2026-11-24 10:00"


def test_nobody_known_and_people_of_several_clients_leave_the_choice_to_us(
    grupo: Client, contact: Contact, alice: User
) -> None:
    other = make.client(owner=alice)
    make.contact(other, by=alice, email="rui@other.example")
    both = event(RITA, "rui@other.example")

    assert [ending for ending, _why in take(calendar(both, event("x@y.example")), alice)] == ["skipped", "skipped"]
    assert take(calendar(both), alice, client=other) == [("created", "")]

    assert [person.email for person in Meeting.objects.get(client=other).people.all()] == ["rui@other.example"]


def test_people_of_clients_one_may_only_look_at_or_not_see_are_not_matched(
    contact: Contact, carol: User, dave: User
) -> None:
    for who in (carol, dave):
        assert take(calendar(event(RITA)), who)[0][0] == "skipped"

    assert not Meeting.objects.exists()


def test_a_meeting_of_a_client_out_of_reach_is_not_changed_by_its_uid(
    contact: Contact, alice: User, dave: User
) -> None:
    take(calendar(event(RITA)), alice)
    own = make.client(owner=dave)

    told = calendar(event(uid="one@client.example", sequence="9", summary="Taken over"))
    assert take(told, dave, client=own) == [("created", "")]
    hidden = Meeting.objects.exclude(client=own).get()
    forged = calendar(event(uid=calendars.own_uid("meeting", hidden.pk), sequence="9", summary="Taken over"))
    take(forged, dave, client=own)

    hidden.refresh_from_db()
    assert hidden.title == "Prices"


def test_our_own_file_finds_our_own_meeting(grupo: Client, alice: User) -> None:
    meeting = make.meeting(grupo, by=alice, starts_at=timezone.now().replace(microsecond=0))
    raw = calendars.as_ics([diary.entry(meeting)], name="x")

    services.import_calendar(raw, by=alice)

    assert Meeting.objects.count() == 1


@pytest.mark.usefixtures("contact", "noon")
@pytest.mark.parametrize(
    ("start", "end", "lisbon"),
    [
        # in March the clocks go forward in the night to the 29th, in October back in the night to the 25th
        ("DTSTART:20270328T003000Z", "DTEND:20270328T013000Z", ("2027-03-28 00:30", "2027-03-28 02:30")),
        (
            "DTSTART;TZID=Europe/Lisbon:20270329T100000",
            "DTEND;TZID=Europe/Lisbon:20270329T110000",
            ("2027-03-29 10:00", "2027-03-29 11:00"),
        ),
        (
            "DTSTART;TZID=America/New_York:20261201T090000",
            "DURATION:PT90M",
            ("2026-12-01 14:00", "2026-12-01 15:30"),
        ),
        (
            "DTSTART;TZID=GMT Standard Time:20270701T100000",
            "DTEND;TZID=GMT Standard Time:20270701T110000",
            ("2027-07-01 10:00", "2027-07-01 11:00"),
        ),
        ("DTSTART;TZID=Our own Lisbon:20270701T100000", "", ("2027-07-01 10:00", "2027-07-01 10:00")),
        ("DTSTART:20270701T100000", "DTEND:20270701T110000", ("2027-07-01 10:00", "2027-07-01 11:00")),  # floating
        ("DTSTART;VALUE=DATE:20270328", "", ("2027-03-28 00:00", "2027-03-29 00:00")),  # a day of 23 hours
        ("DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261204", ("2026-12-01 00:00", "2026-12-04 00:00")),
        ("DTSTART;VALUE=DATE:20261201", "DURATION:P2D", ("2026-12-01 00:00", "2026-12-03 00:00")),
    ],
)
def test_times_are_read_where_they_are_meant(start: str, end: str, lisbon: tuple[str, str], alice: User) -> None:
    raw = calendar(ZONE, event(RITA, start=start, end=end))

    assert take(raw, alice) == [("created", "")]
    assert when(Meeting.objects.get()) == lisbon


@pytest.mark.usefixtures("contact", "noon")
def test_floating_times_are_those_of_whoever_uploads(alice: User) -> None:
    with timezone.override("Atlantic/Azores"):
        take(calendar(event(RITA, start="DTSTART:20261201T100000")), alice)

    assert when(Meeting.objects.get())[0] == "2026-12-01 11:00"


@pytest.mark.usefixtures("contact", "noon")
def test_an_unknown_zone_is_said(alice: User) -> None:
    found = take(calendar(event(RITA, start="DTSTART;TZID=Middle/Earth:20261201T100000")), alice)

    assert found == [("created", "Its time zone “Middle/Earth” is not known: read as your own.")]


WEEKLY = "DTSTART;TZID=Europe/Lisbon:20260901T100000"  # a Tuesday
AN_HOUR = "DTEND;TZID=Europe/Lisbon:20260901T110000"
NEXT_ONLY = "It repeats: only its next day is taken."


@pytest.mark.usefixtures("contact", "noon")
@pytest.mark.parametrize(
    ("rule", "start"),
    [
        ("FREQ=WEEKLY", "2026-11-24 10:00"),  # in summer time it began, at ten it stays
        ("FREQ=WEEKLY;INTERVAL=5", "2026-12-15 10:00"),
        ("FREQ=MONTHLY;BYDAY=1TU", "2026-12-01 10:00"),
        ("FREQ=DAILY;BYDAY=MO,WE;UNTIL=20261231T000000Z", "2026-11-25 10:00"),
        ("FREQ=WEEKLY;COUNT=13", "2026-11-24 10:00"),
        ("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=29", "2027-03-29 10:00"),
    ],
)
def test_of_a_meeting_that_repeats_the_next_day_is_taken(rule: str, start: str, alice: User) -> None:
    found = take(calendar(event(RITA, start=WEEKLY, end=AN_HOUR, rrule=rule)), alice)

    assert found == [("created", NEXT_ONLY)]
    assert when(Meeting.objects.get())[0] == start
    assert Meeting.objects.get().ends_at - Meeting.objects.get().starts_at == timedelta(hours=1)


@pytest.mark.usefixtures("contact", "noon")
@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;UNTIL=20261101T000000Z",
        "FREQ=WEEKLY;COUNT=12",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;BYHOUR=1,2,3",
        "FREQ=NEVER",
        "FREQ=DAILY;COUNT=99999999999999999999;INTERVAL=99999999999999999999",
    ],
)
def test_a_rule_without_a_day_to_come_or_that_cannot_be_followed_is_said(rule: str, alice: User) -> None:
    ((ending, why),) = take(calendar(event(RITA, start=WEEKLY, end=AN_HOUR, rrule=rule)), alice)

    assert (ending, bool(why), Meeting.objects.exists()) == ("skipped", True, False)


@pytest.mark.usefixtures("contact", "noon")
def test_rules_that_no_day_meets_cost_little(alice: User) -> None:
    never = [event(RITA, start=WEEKLY, end=AN_HOUR, rrule="FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", uid=str(number))
             for number in range(20)]  # fmt: skip
    begun = process_time()

    assert {ending for ending, _why in take(calendar(*never), alice)} == {"skipped"}
    assert process_time() - begun < 20  # seconds; followed from today to the year 9999, each took eight


@pytest.mark.usefixtures("contact", "noon")
def test_days_called_off_are_left_out_and_days_moved_are_followed(alice: User) -> None:
    series = event(
        RITA, start=WEEKLY, end=AN_HOUR, rrule="FREQ=WEEKLY", **{"exdate;tzid=Europe/Lisbon": "20261124T100000"}
    )
    moved = event(RITA, start="DTSTART:20261202T150000Z", recurrence_id="20261201T100000Z", summary="Moved")

    assert take(calendar(series.replace("EXDATE;TZID=EUROPE/LISBON", "EXDATE;TZID=Europe/Lisbon"), moved), alice) == [
        ("created", NEXT_ONLY)
    ]
    assert when(Meeting.objects.get())[0] == "2026-12-02 15:00"


@pytest.mark.usefixtures("contact")
def test_a_series_uploaded_every_week_keeps_what_was_and_moves_what_is_to_come(alice: User) -> None:
    def version(sequence: int, start: str = WEEKLY, end: str = AN_HOUR) -> bytes:
        return calendar(event(RITA, start=start, end=end, rrule="FREQ=WEEKLY", sequence=str(sequence)))

    with time_machine.travel("2026-11-23T12:00:00Z"):
        take(version(0), alice)
    with time_machine.travel("2026-11-25T12:00:00Z"):
        assert take(version(0), alice) == [("created", NEXT_ONLY)]
        later = (WEEKLY.replace("T10", "T16"), AN_HOUR.replace("T11", "T17"))
        assert take(version(1, *later), alice) == [("changed", NEXT_ONLY)]

    assert [when(meeting)[0] for meeting in Meeting.objects.all()] == ["2026-11-24 10:00", "2026-12-01 16:00"]


BROKEN = {
    "nothing": b"",
    "words": b"not a calendar",
    "half": b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:2026",
    "upside down": b"END:VCALENDAR\r\nBEGIN:VEVENT\r\n",
    "no meeting": calendar(),
    "an answer": calendar(event(RITA), method="REPLY"),
    "binary": bytes(range(256)) * 40,
    "UTF-16": calendar(event(RITA)).decode().encode("utf-16"),
    "too large": calendar(event(RITA, description="x" * 1024 * 1024)),
    "too many": calendar(*[event(RITA, uid=str(number)) for number in range(501)]),
    "nested": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X\r\n" * 20_000,
    "nested and ended": b"BEGIN:X\r\n" * 20_000 + b"END:X\r\n" * 20_000,
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_gets_a_sentence(name: str, alice: User, browse: Callable[..., Browser]) -> None:
    with pytest.raises(ValidationError) as refusal:
        services.import_calendar(BROKEN[name], by=alice)

    answer = browse(alice).post("/calendar/upload/", {"upload": SimpleUploadedFile("x.ics", BROKEN[name])})

    said = refusal.value.messages[0] if BROKEN[name] else "The submitted file is empty."
    assert (answer.status_code, said in answer.text) == (422, True)


@pytest.mark.usefixtures("contact", "noon")
@pytest.mark.parametrize(
    "told",
    [
        event(RITA, start="DTSTART:20261301T100000Z"),
        event(RITA, start="DTSTART:rubbish"),
        event(RITA, start="DTSTART:20261201T100000Z", end="DTEND:20261201T090000Z"),
        event(RITA, start="DTSTART:00010101T000000Z"),
        event(RITA, start="DTSTART:99991231T235959Z", end="DURATION:P1D"),
        event(RITA, start="DTSTART:20200101T100000Z"),
        event(RITA, start="SUMMARY:Without a time"),
        event(RITA, recurrence_id="20261201T100000Z"),
    ],
)
def test_one_bad_event_says_why_and_does_not_keep_out_the_others(told: str, alice: User) -> None:
    (bad, why), good = take(calendar(told, event(RITA, uid="good")), alice)

    assert (bad, bool(why), good) == ("skipped", True, ("created", ""))


@pytest.mark.usefixtures("contact", "noon")
def test_odd_texts_are_kept_in_bounds(alice: User) -> None:
    told = event(RITA, uid="u" * 300, summary="A\x00" + "long " * 100, location="L" * 500, description="D" * 9000)

    assert take(calendar(told, told.replace("u" * 300, "u" * 299)), alice) == [("created", ""), ("created", "")]

    first = Meeting.objects.all()[0]
    assert (len(first.title) <= 200, len(first.place), len(first.agenda)) == (True, 200, 5000)
    assert "\x00" not in first.title
    assert take(calendar(told), alice) == [("unchanged", "")]


def test_the_page_tells_of_every_event(contact: Contact, alice: User, browse: Callable[..., Browser]) -> None:
    raw = calendar(event(RITA, summary="Ours"), event(uid="2", summary="Dentist"))

    answer = browse(alice).post("/calendar/upload/", {"upload": SimpleUploadedFile("x.ics", raw)})

    assert answer.status_code == 200
    assert "Taken" in answer.text
    assert "Dentist" in answer.text
    assert "choose the client" in answer.text

"""Calendar files as programs write them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

ZONE = """BEGIN:VTIMEZONE
TZID:Our own Lisbon
BEGIN:STANDARD
DTSTART:19961027T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19960331T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE"""


def calendar(*events: str, method: str = "") -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//EN"]
    lines += [f"METHOD:{method}"] if method else []
    return "\r\n".join([*lines, *("\r\n".join(event.splitlines()) for event in events), "END:VCALENDAR", ""]).encode()


def event(*people: str, uid: str = "one@client.example", start: str = "", end: str = "", **lines: str) -> str:
    """Tomorrow at ten for an hour, in UTC, unless `start` and `end` (whole lines) say otherwise."""
    at = timezone.now().replace(hour=10, minute=0, second=0) + timedelta(days=1)
    told = [
        "BEGIN:VEVENT",
        f"UID:{uid}" if uid else "",
        start or f"DTSTART:{stamp(at)}",
        end if start else f"DTEND:{stamp(at + timedelta(hours=1))}",
        "SUMMARY:Prices",
        *(f"ATTENDEE;CN=Somebody;PARTSTAT=ACCEPTED:mailto:{person}" for person in people),
        *(f"{name.upper().replace('_', '-')}:{value}" for name, value in lines.items()),
        "END:VEVENT",
    ]
    if "summary" in lines:
        told.remove("SUMMARY:Prices")
    return "\n".join(line for line in told if line)


def stamp(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"

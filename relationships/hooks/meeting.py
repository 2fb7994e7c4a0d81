"""Meetings on the pages below and in people's calendars; how they are told of and taken back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from kam.access import for_change, may_change
from kam.calendars import Entry
from kam.events import describe, page_of
from kam.http import Request
from kam.models import User
from kam.processes import Process
from kam.slots import fill
from kam.undo import undoes
from kam.web import NavEntry
from relationships import diary, services
from relationships.models import Meeting

LOOKED_BACK, NEAREST = timedelta(days=14), 15  # what was not logged by then nobody will remember

page_of("relationships.meeting", "relationships:show-meeting")

describe("relationships.meeting_planned", _("%(by)s planned the meeting “%(name)s”"), icon="calendar-plus")
describe("relationships.meeting_changed", _("%(by)s changed the meeting “%(name)s”"), icon="calendar")
describe("relationships.meeting_cancelled", _("%(by)s cancelled the meeting “%(name)s”"), icon="calendar-x")
describe("relationships.meeting_restored", _("%(by)s put the meeting “%(name)s” back"), icon="calendar")
describe("relationships.meeting_prepared", _("%(by)s prepared the meeting “%(name)s”"), icon="calendar-check")
describe("relationships.meeting_unprepared", _("%(by)s is not prepared for “%(name)s” after all"), icon="calendar")
describe("relationships.meeting_held", _("%(by)s held the meeting “%(name)s”"), icon="calendar-check")


@undoes("relationships.restore_meeting")
def restore_meeting(*, pk: int, by: User) -> None:
    services.restore_meeting(for_change(Meeting.objects.all(), by, pk), by=by)


@undoes("relationships.mark_unprepared")
def mark_unprepared(*, pk: int, by: User) -> None:
    services.mark_unprepared(for_change(Meeting.objects.all(), by, pk), by=by)


@fill("nav", order=31)
def meetings_entry(request: Request) -> NavEntry:
    return NavEntry(_("Meetings"), reverse("relationships:meetings"), "calendar", Process.RELATIONSHIPS)


@fill("client.overview", order=5)
def next_meeting(request: Request, client: Client) -> SafeString | None:
    """The next meeting with the client, if there is one."""
    coming = Meeting.objects.of(client).planned().filter(ends_at__gt=timezone.now())
    found = coming.select_related("client", "owner").prefetch_related("people").first()
    if found is None:
        return None
    context = {"slot": diary.slot(found, now=timezone.now()), "client": client}
    return render_to_string("relationships/next_meeting.html", context, request)


@fill("client.relationships", order=25)
def meetings_card(request: Request, client: Client) -> SafeString:
    now = timezone.now()
    planned = Meeting.objects.of(client).planned().select_related("client", "owner").prefetch_related("people")
    nearest = list(planned.filter(ends_at__gt=now - LOOKED_BACK).order_by("starts_at", "pk")[:NEAREST])
    context = {
        "client": client,
        "coming": diary.slots([one for one in nearest if one.ends_at > now], now=now),
        "unlogged": diary.slots([one for one in reversed(nearest) if one.ends_at <= now], now=now),
        "may_change": may_change(Client.objects.all(), request.user, client.pk),
    }
    return render_to_string("relationships/meetings_card.html", context, request)


@fill("calendar.entries", order=10)
def meetings_in_calendar(user: User, start: datetime, end: datetime) -> list[Entry]:
    return diary.entries(user, start, end)

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Client
from kam import calendars, undo
from kam.access import for_change, for_view, may_change, scope_of
from kam.http import Request
from kam.web import accepted, back_to, done, page, paginated, posted, status_of, uploaded
from relationships import diary, services
from relationships.forms import CalendarForm, MeetingFilterForm, MeetingForm
from relationships.models import Meeting

NEXT_HOUR, AN_HOUR = timedelta(hours=1), timedelta(hours=1)


def meetings(request: Request) -> HttpResponse:
    filters = MeetingFilterForm(request.GET or None)
    found = filters.apply(Meeting.objects.visible_to(request.user), request.user)
    rows = paginated(request, found.select_related("client", "owner").prefetch_related("people"))
    context = {"filters": filters, "pager": rows, "slots": diary.slots(list(rows), now=timezone.now())}
    return page(request, "relationships/meetings.html", context, part="list", status=status_of(filters))


def show_meeting(request: Request, pk: int) -> HttpResponse:
    found = for_view(Meeting.objects.select_related("client", "owner", "interaction"), request.user, pk)
    context = {
        "meeting": found,
        "client": found.client,
        "slot": diary.slot(found, now=timezone.now()),
        "people": found.people.all(),
        "may_change": may_change(Meeting.objects.all(), request.user, pk),
    }
    return page(request, "relationships/meeting.html", context, part="meeting")


def plan_meeting(request: Request, pk: int) -> HttpResponse:
    client = for_change(Client.objects.all(), request.user, pk)
    form = MeetingForm(posted(request), client=client, user=request.user, initial=_usual_time())
    made: list[Meeting] = []
    if accepted(form, lambda **fields: made.append(services.plan_meeting(client, by=request.user, **fields))):
        return done(request, _("The meeting is planned."), to=back_to(request, made[0].get_absolute_url()))
    cancel_url = back_to(request, client.get_absolute_url())
    context = {"form": form, "client": client, "title": _("New meeting with %s") % client, "cancel_url": cancel_url}
    return page(request, "relationships/meeting_form.html", context, part="form", status=status_of(form))


def _usual_time() -> dict[str, Any]:
    """The next full hour, for an hour."""
    start = timezone.localtime().replace(minute=0, second=0, microsecond=0) + NEXT_HOUR
    return {"starts_at": start, "ends_at": start + AN_HOUR}


def change_meeting(request: Request, pk: int) -> HttpResponse:
    found = for_change(Meeting.objects.select_related("client"), request.user, pk)
    form = MeetingForm(posted(request), instance=found, client=found.client, user=request.user)
    if accepted(form, partial(services.change_meeting, found, by=request.user)):
        return done(request, _("The changes are saved."), to=back_to(request, found.get_absolute_url()))
    context = {"form": form, "client": found.client, "title": found.title, "cancel_url": found.get_absolute_url()}
    return page(request, "relationships/meeting_form.html", context, part="form", status=status_of(form))


@require_POST
def mark_prepared(request: Request, pk: int) -> HttpResponse:
    return _move(request, pk, services.mark_prepared, _("Prepared: %s"), back="relationships.mark_unprepared")


@require_POST
def cancel_meeting(request: Request, pk: int) -> HttpResponse:
    return _move(request, pk, services.cancel_meeting, _("Cancelled: %s"), back="relationships.restore_meeting")


def _move(request: Request, pk: int, move: Callable[..., Meeting], told: str, *, back: str) -> HttpResponse:
    """Do it and offer the way `back`, or say why not."""
    found = for_change(Meeting.objects.all(), request.user, pk)
    to = back_to(request, found.get_absolute_url())
    try:
        move(found, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(to)
    undone = undo.offer(back, by=request.user, message=told % found, pk=pk)
    return done(request, told % found, to=to, undo=undone)


@require_POST
def restore_meeting(request: Request, pk: int) -> HttpResponse:
    found = for_change(Meeting.objects.all(), request.user, pk)
    services.restore_meeting(found, by=request.user)
    return done(request, _("The meeting is back in the calendar."), to=found.get_absolute_url())


def download_meeting(request: Request, pk: int) -> HttpResponse:
    """For the calendar of whoever asks, or to be sent along in a mail of one's own: KAM invites nobody by itself."""
    found = for_view(Meeting.objects.select_related("client").prefetch_related("people"), request.user, pk)
    content = calendars.as_ics([diary.entry(found)], name=found.title)
    disposition = f'attachment; filename="meeting-{pk}.ics"'
    return HttpResponse(content, content_type=calendars.TYPE, headers={"Content-Disposition": disposition})


def import_calendar(request: Request) -> HttpResponse:
    if not scope_of(request.user).works:
        raise PermissionDenied
    form = CalendarForm(posted(request), uploaded(request), user=request.user, initial=request.GET.dict())
    taken: list[services.TakenOver] = []
    accepted(form, lambda upload, client: taken.extend(_take(request, upload, client)))
    context = {"form": form, "taken": taken, "cancel_url": reverse("relationships:meetings")}
    return page(request, "relationships/calendar_form.html", context, part="form", status=status_of(form))


def _take(request: Request, upload: Any, client: Client | None) -> list[services.TakenOver]:
    return services.import_calendar(upload.read(services.BIGGEST + 1), by=request.user, client=client)

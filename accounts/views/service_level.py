"""The settings of the clocks: calendars, agreed times, the ladder. Everybody reads them, administrators change them."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import service_levels, services
from accounts.clock_words import week_in_words
from accounts.figures import sla_share
from accounts.forms.service_level import CalendarForm, LadderForm, ServiceLevelForm
from accounts.models import Issue, SlaPolicy, WorkCalendar
from accounts.working_time import shipped, working_time_of
from kam import undo
from kam.access import for_change, scope_of
from kam.http import Request
from kam.web import accepted, done, page, posted, status_of

SLA_DAYS = timedelta(days=90)


def calendars(request: Request) -> HttpResponse:
    rows = WorkCalendar.objects.prefetch_related("hours", "own_holidays")
    context = {
        "calendars": [(row, week_in_words(working_time_of(row).week)) for row in rows],
        "shipped": week_in_words(shipped().week),
        "shipped_zone": shipped().zone,
        "may_change": scope_of(request.user).edits_all,
    }
    return page(request, "accounts/calendars.html", context, part="list")


def create_calendar(request: Request) -> HttpResponse:
    _administrators(request)
    return _calendar_page(request, None)


def change_calendar(request: Request, pk: int) -> HttpResponse:
    return _calendar_page(request, for_change(WorkCalendar.objects.all(), request.user, pk))


def _calendar_page(request: Request, calendar: WorkCalendar | None) -> HttpResponse:
    form = CalendarForm(posted(request), instance=calendar)
    if accepted(form, partial(services.set_calendar, calendar, by=request.user)):
        return done(request, _("The calendar is saved."), to=reverse("accounts:calendars"))
    title = _("Change the calendar") if calendar else _("New calendar")
    context = {"form": form, "title": title, "cancel_url": reverse("accounts:calendars")}
    return page(request, "accounts/calendar_form.html", context, part="form", status=status_of(form))


def show_service_levels(request: Request) -> HttpResponse:
    now = timezone.now()
    context = {
        "rows": service_levels.rows(),
        "shares": sla_share(Issue.objects.visible_to(request.user), since=now - SLA_DAYS, at=now),
        "days": SLA_DAYS.days,
        "at": now,
        "may_change": scope_of(request.user).edits_all,
    }
    return page(request, "accounts/service_levels.html", context, part="list")


def create_service_level(request: Request) -> HttpResponse:
    _administrators(request)
    return _service_level_page(request, None)


def change_service_level(request: Request, pk: int) -> HttpResponse:
    return _service_level_page(request, for_change(SlaPolicy.objects.all(), request.user, pk))


def _service_level_page(request: Request, policy: SlaPolicy | None) -> HttpResponse:
    form = ServiceLevelForm(posted(request), instance=policy)
    if accepted(form, partial(services.set_service_level, policy, by=request.user)):
        return done(request, _("The agreed times are saved."), to=reverse("accounts:service-levels"))
    title = _("Change agreed times") if policy else _("New agreed times")
    context = {"form": form, "title": title, "cancel_url": reverse("accounts:service-levels")}
    return page(request, "accounts/service_level_form.html", context, part="form", status=status_of(form))


@require_POST
def remove_service_level(request: Request, pk: int) -> HttpResponse:
    policy = for_change(SlaPolicy.objects.all(), request.user, pk)
    told = _("Removed: %s") % policy
    kept = services.remove_service_level(policy, by=request.user)
    back = undo.offer("accounts.set_service_level", by=request.user, message=told, **kept)
    return done(request, told, to=reverse("accounts:service-levels"), undo=back)


def escalation(request: Request) -> HttpResponse:
    may_change = scope_of(request.user).edits_all
    ladder = service_levels.ladder()
    form = LadderForm(posted(request), ladder=ladder)
    if request.method == "POST":
        _administrators(request)
    if accepted(form, partial(services.set_ladder, by=request.user)):
        return done(request, _("The ladder is saved."), to=request.path)
    context = {"form": form, "rungs": service_levels.ladder_in_words(ladder), "may_change": may_change}
    return page(request, "accounts/escalation.html", context, part="form", status=status_of(form))


def _administrators(request: Request) -> None:
    if not scope_of(request.user).edits_all:
        raise PermissionDenied

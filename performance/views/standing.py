from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Client
from kam import pdf
from kam.access import for_view, may_change, scope_of
from kam.http import Request
from kam.keyset import MAX_ID
from kam.processes import Process
from kam.web import accepted, back_to, done, page, paginated, status_of
from performance import brief, brief_print, cold, dashboards, handover, handover_print, heat, queue, reasons, services
from performance import my_day as my_day_of
from performance.forms import BoardForm, ColdFilterForm, ReviewFilterForm, SnoozeForm
from performance.models import GoalReview
from planning.models import Objective
from relationships import diary
from relationships.models import Meeting


def my_day(request: Request) -> HttpResponse:
    """The KAM's home; whoever only leads or looks goes on to the board."""
    if not scope_of(request.user).works:
        return redirect("performance:team" if scope_of(request.user).leads else "accounts:clients")
    context = my_day_of.told(request.user, today=timezone.localdate())
    return page(request, "performance/my_day.html", context, part="queue")


@require_POST
def snooze(request: Request, rule: str, subject_id: int) -> HttpResponse:
    if rule not in queue.Rule.values or subject_id > MAX_ID:
        raise Http404
    form = SnoozeForm(request.POST)
    if accepted(form, partial(services.snooze, rule, subject_id, by=request.user)):
        return done(request, _("Put off until %s.") % form.cleaned_data["until"], to=back_to(request, "/"))
    messages.error(request, _("Choose a day after today."))
    return redirect(back_to(request, "/"))


def team(request: Request) -> HttpResponse:
    if not scope_of(request.user).leads:
        raise PermissionDenied
    today = timezone.localdate()
    board = BoardForm(request.GET or None, user=request.user)
    found = dashboards.standings(request.user, team=board.chosen_team)
    shown = found.select_related("client__owner").defer("reasons").order_by(*board.ordering)
    rows = paginated(request, shown, size=200)
    summary = dashboards.summary(found)
    seen = Client.objects.visible_to(request.user)
    context = {
        "board": board,
        "pager": rows,
        "rows": [(standing, heat.cells(standing)) for standing in rows],
        "processes": list(Process),
        "counts": summary.counts,
        "money": summary.money,
        "covered": summary.covered,
        "load": dashboards.workload(found, on=today),
        "total": rows.paginator.count,
        "turned": dashboards.turned(seen, since=today - dashboards.MOVERS, limit=12),
    }
    return page(request, "performance/team.html", context, part="board", status=status_of(board))


def reviews(request: Request) -> HttpResponse:
    """The latest review of every goal as of a day, or only those that turned on it."""
    filters = ReviewFilterForm(request.GET or {"on": ""})
    on = filters.cleaned_data.get("on", timezone.localdate()) if filters.is_valid() else timezone.localdate()
    goals = Objective.objects.visible_to(request.user).running()
    found = filters.apply(GoalReview.objects.latest_of(goals, on=on))
    rows = paginated(request, found.worst_first().select_related("objective__client", "objective__owner"))
    context = {
        "filters": filters,
        "pager": rows,
        "on": on,
        "rows": [(row, reasons.of_goal(row.reasons)) for row in rows],
    }
    return page(request, "performance/reviews.html", context, part="list", status=status_of(filters))


def going_cold(request: Request) -> HttpResponse:
    filters, today = ColdFilterForm(request.GET or None, user=request.user), timezone.localdate()
    clients = filters.apply(Client.objects.visible_to(request.user).active())
    context = {"filters": filters, "found": cold.going(request.user, clients, on=today), "shown": cold.SHOWN}
    return page(request, "performance/cold.html", context, part="list", status=status_of(filters))


def brief_client(request: Request, pk: int) -> HttpResponse:
    """What to know before talking to a client's people, without a meeting being planned."""
    client = for_view(Client.objects.all(), request.user, pk)
    told = brief.of(client, reader=request.user, now=timezone.now())
    pdf_url = reverse("performance:print-client-brief", args=[pk])
    return page(request, "performance/brief.html", {"brief": told, "client": client, "pdf_url": pdf_url}, part="brief")


def brief_meeting(request: Request, pk: int) -> HttpResponse:
    meeting = for_view(Meeting.objects.select_related("client", "owner"), request.user, pk)
    context = {
        "brief": brief.of(meeting.client, reader=request.user, now=timezone.now(), meeting=meeting),
        "client": meeting.client,
        "slot": diary.slot(meeting, now=timezone.now()),
        "pdf_url": reverse("performance:print-meeting-brief", args=[pk]),
        "may_change": may_change(Meeting.objects.all(), request.user, pk),
    }
    return page(request, "performance/brief.html", context, part="brief")


def print_client_brief(request: Request, pk: int) -> HttpResponse:
    client = for_view(Client.objects.all(), request.user, pk)
    told = brief.of(client, reader=request.user, now=timezone.now())
    return pdf.answer(pdf.render("brief", brief_print.told(told)), name=f"brief-client-{pk}")


def print_meeting_brief(request: Request, pk: int) -> HttpResponse:
    meeting = for_view(Meeting.objects.select_related("client", "owner"), request.user, pk)
    told = brief.of(meeting.client, reader=request.user, now=timezone.now(), meeting=meeting)
    return pdf.answer(pdf.render("brief", brief_print.told(told)), name=f"brief-meeting-{pk}")


def hand_over(request: Request, pk: int) -> HttpResponse:
    client = for_view(Client.objects.select_related("owner"), request.user, pk)
    found = handover.dossier(client, reader=request.user, now=timezone.now())
    editable = may_change(Client.objects.all(), request.user, pk)
    context = {"dossier": found, "brief": found.brief, "client": client, "may_change": editable}
    return page(request, "performance/handover.html", context, part="handover")


def print_handover(request: Request, pk: int) -> HttpResponse:
    client = for_view(Client.objects.select_related("owner"), request.user, pk)
    found = handover.dossier(client, reader=request.user, now=timezone.now())
    services.note_handover(client, by=request.user)
    return pdf.answer(pdf.render("handover", handover_print.told(found)), name=f"handover-{pk}")

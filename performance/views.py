from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Client
from kam.access import scope_of
from kam.http import Request
from kam.keyset import MAX_ID
from kam.processes import Process
from kam.web import accepted, back_to, done, page, paginated, status_of
from performance import dashboards, heat, queue, reasons, services
from performance.forms import BoardForm, ReviewFilterForm, SnoozeForm
from performance.models import ClientStanding, GoalReview
from planning.models import Action, Objective

COMING, MONTH = timedelta(days=7), timedelta(days=30)


def my_day(request: Request) -> HttpResponse:
    """The KAM's home; whoever only leads or looks goes on to the board."""
    if not scope_of(request.user).works:
        return redirect("performance:team" if scope_of(request.user).leads else "accounts:clients")
    today = timezone.localdate()
    mine = Client.objects.active().worked_by(request.user)
    goals = Objective.objects.running().filter(client__in=mine)
    held = ClientStanding.objects.filter(client__in=mine).select_related("client").defer("reasons")
    summary = dashboards.summary(held)
    todo = queue.of(request.user, on=today)
    context = {
        "queue": todo,
        "later": _days_to_choose(today),
        "overdue": sum(item.rule == queue.Rule.OVERDUE for item in todo),
        "off_track": GoalReview.objects.latest_of(goals, on=today).off_track().count(),
        "rules": queue.PUBLISHED_ORDER,
        "money": summary.money,
        "counts": summary.counts,
        "cold": sum(standing.is_cold(on=today) for standing in held),
        "coming": list(Action.objects.coming(request.user, on=today, within=COMING)[:8]),
        "turned": dashboards.turned(mine, since=today - dashboards.MOVERS, limit=8),
        "has_clients": bool(held) or mine.exists(),
    }
    return page(request, "performance/my_day.html", context, part="queue")


def _days_to_choose(today: date) -> SafeString:
    """What a row can be put off until: the same buttons in each of fifty menus, so they are drawn once."""
    days = ((timedelta(days=1), _("Tomorrow")), (COMING, _("In a week")), (MONTH, _("In a month")))
    chosen = (((today + wait).isoformat(), words) for wait, words in days)
    return format_html_join("", '<button name="until" value="{}">{}</button>', chosen)


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

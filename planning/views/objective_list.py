from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone

from kam.http import Request
from kam.web import page, paginated, status_of
from planning import board
from planning.forms import ObjectiveFilterForm
from planning.models import Objective

GROUPS = {"status": board.by_status, "quarter": board.by_quarter}


def objectives(request: Request) -> HttpResponse:
    """The list or, by `view=board`, the board."""
    return _board(request) if request.GET.get("view") == "board" else _list(request)


def _list(request: Request) -> HttpResponse:
    today = timezone.localdate()
    filters = ObjectiveFilterForm(request.GET or None, user=request.user, today=today)
    found = filters.apply(Objective.objects.visible_to(request.user))
    totals = board.totals(found, today=today)
    ordered = board.in_order(found, request.GET.get("ordering", ""))
    rows = paginated(request, ordered.select_related("client", "owner", "client_owner"), count=totals["n"])
    context = {"filters": filters, "pager": rows, "rows": board.rows_of(list(rows), user=request.user)}
    context |= {"totals": totals, "today": today}
    return page(request, "planning/objectives.html", context, part="list", status=status_of(filters))


def _board(request: Request) -> HttpResponse:
    today, by = timezone.localdate(), request.GET.get("by", "")
    by = by if by in GROUPS else "status"
    filters = ObjectiveFilterForm(request.GET, user=request.user, today=today, shows_all=by == "status")
    found = filters.apply(Objective.objects.visible_to(request.user))
    context = {"filters": filters, "columns": GROUPS[by](found, user=request.user), "by": by, "today": today}
    return page(request, "planning/objectives_board.html", context, part="board", status=status_of(filters))

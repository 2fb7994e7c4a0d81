"""A client's relationship map: as a tree, a table, a matrix, on paper, and without one of us."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Client
from kam import pdf
from kam.access import for_view, may_change
from kam.addresses import address_of
from kam.http import Request
from kam.web import Tab, page, status_of
from relationships import map_print
from relationships.acquaintances import matrix, simulated
from relationships.forms.link import AsOfForm, LeavingForm, MapFilterForm, PrintForm
from relationships.map_page import map_page
from relationships.people_map import people_map


def show_map(request: Request, pk: int) -> HttpResponse:
    client, today = _found(request, pk), timezone.localdate()
    filters = MapFilterForm(request.GET or None, client=client, today=today)
    found = people_map(client, reader=request.user, on=filters.day)
    ordering, back = request.GET.get("ordering", ""), request.get_full_path()
    is_table = request.GET.get("view") == "table"
    context = _frame(request, client, "table" if is_table else "map", is_past=filters.day < today)
    wanted = None if filters.is_refused else filters.chosen
    context |= map_page(found, wanted, ordering=ordering, back=back) | {"filters": filters}
    return page(request, _template_of(is_table), context, part="map", status=status_of(filters))


def show_matrix(request: Request, pk: int) -> HttpResponse:
    client, today = _found(request, pk), timezone.localdate()
    filters = AsOfForm(request.GET or None, today=today)
    found = people_map(client, reader=request.user, on=filters.day)
    context = _frame(request, client, "matrix", is_past=filters.day < today)
    context |= matrix(found, back=request.get_full_path()) | {"filters": filters}
    return page(request, "relationships/who_knows_whom.html", context, part="matrix", status=status_of(filters))


def simulate_leaving(request: Request, pk: int) -> HttpResponse:
    """What would be if one of us left; nothing is written."""
    client = _found(request, pk)
    form = LeavingForm(request.GET or None, client=client)
    context = _frame(request, client, "leaving", is_past=False) | {"form": form}
    if colleague := form.is_valid() and form.cleaned_data["colleague"]:
        found = people_map(client, reader=request.user, on=timezone.localdate())
        context |= simulated(found, colleague, back=request.get_full_path())
    return page(request, "relationships/leaving.html", context, part="leaving", status=status_of(form))


def print_map(request: Request, pk: int) -> HttpResponse:
    """The map on one landscape sheet, A4 or A3, and its people as a list: for ourselves, never for the client."""
    client = _found(request, pk)
    form = PrintForm(request.GET or None, today=timezone.localdate())
    if form.is_bound and not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("relationships:show-map", pk)
    found = people_map(client, reader=request.user, on=form.day)
    told = map_print.told(found, paper=form.chosen.get("paper") or "a4")
    return pdf.answer(pdf.render("map", told), name=f"map-{pk}-{form.day}")


def _found(request: Request, pk: int) -> Client:
    return for_view(Client.objects.select_related("owner", "team"), request.user, pk)


def _template_of(is_table: bool) -> str:
    return "relationships/map_table.html" if is_table else "relationships/map.html"


def _frame(request: Request, client: Client, current: str, *, is_past: bool) -> dict[str, Any]:
    """What every view of the map has: its tabs, and whether it may be changed (the past may not)."""
    return {
        "client": client,
        "may_change": not is_past and may_change(Client.objects.all(), request.user, client.pk),
        "is_past": is_past,
        "views": _views(request, client, current),
    }


def _views(request: Request, client: Client, current: str) -> list[Tab]:
    kept = {name: value for name, value in request.GET.items() if name not in ("view", "ordering", "colleague", "next")}
    on = {"on": kept["on"]} if kept.get("on") else {}
    found: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
        ("map", _("Map"), "network", "relationships:show-map", kept),
        ("table", _("Table"), "table-2", "relationships:show-map", {**kept, "view": "table"}),
        ("matrix", _("Who knows whom"), "grid-3x3", "relationships:show-matrix", on),
        ("leaving", _("If one of us left"), "user-round-minus", "relationships:simulate-leaving", {}),
    )
    return [
        Tab(label, address_of(name, client.pk) + (f"?{urlencode(query)}" if query else ""), icon, key == current)
        for key, label, icon, name, query in found
    ]

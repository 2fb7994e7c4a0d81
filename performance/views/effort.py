from __future__ import annotations

from functools import partial

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Client
from kam.access import for_change, scope_of
from kam.http import Request
from kam.web import accepted, back_to, done, page, posted, status_of
from performance import effort as effort_of
from performance import services, whale
from performance.forms import CostRateForm, EffortForm, MarginForm
from performance.models import CostRate, Margin


def effort(request: Request) -> HttpResponse:
    """What clients take of our time against what they bring in."""
    filters = EffortForm(request.GET or None, user=request.user, today=timezone.localdate())
    since, until = filters.period
    clients = filters.apply(Client.objects.visible_to(request.user).active())
    rows = effort_of.serve(clients, since=since, until=until)
    context = {
        "filters": filters,
        "since": since,
        "until": until,
        "rows": rows,
        "totals": whale.totals(rows),
        "curve": whale.curve(effort_of.whale(rows)),
        "eaten": effort_of.eaten(rows),
        "has_rate": CostRate.objects.exists(),
        "currency": settings.DEFAULT_CURRENCY,
    }
    return page(request, "performance/effort.html", context, part="list", status=status_of(filters))


def set_margin(request: Request, pk: int) -> HttpResponse:
    client = for_change(Client.objects.all(), request.user, pk)
    form = MarginForm(posted(request), initial={"year": timezone.localdate().year})
    to = back_to(request, "/effort/")
    if accepted(form, partial(services.set_margin, client, by=request.user)):
        return done(request, _("The margin is noted."), to=to)
    known = Margin.objects.of(client).select_related("by")
    context = {"form": form, "client": client, "known": known, "title": _("Margin of %s") % client, "cancel_url": to}
    return page(request, "performance/margin_form.html", context, part="form", status=status_of(form))


def cost_rates(request: Request) -> HttpResponse:
    """What an hour of ours costs: everybody reads it, administrators set it."""
    may_change = scope_of(request.user).edits_all
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    form = CostRateForm(posted(request), initial={"since": timezone.localdate()})
    if accepted(form, partial(services.set_cost_rate, by=request.user)):
        return done(request, _("The cost of an hour is set."), to="/settings/cost-rates/")
    context = {
        "form": form,
        "rates": CostRate.objects.all(),
        "may_change": may_change,
        "currency": settings.DEFAULT_CURRENCY,
    }
    return page(request, "performance/cost_rates.html", context, part="form", status=status_of(form))

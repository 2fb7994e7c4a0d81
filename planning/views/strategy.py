from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Client
from kam import undo
from kam.access import for_change, for_view, may_change
from kam.http import Request
from kam.processes import Process
from kam.web import accepted, back_to, done, page, paginated, posted, status_of
from planning import chain, services
from planning.forms import StrategyFilterForm, StrategyForm, given
from planning.models import Strategy

SHOWN_WITH = ("client", "owner", "need__stated_by", "objective", "plan", "inside", "outside")


def strategies(request: Request) -> HttpResponse:
    filters = StrategyFilterForm(request.GET or None)
    found = filters.apply(Strategy.objects.visible_to(request.user), request.user)
    rows = paginated(request, found.select_related("client", "owner", "need", "objective", "inside", "outside"))
    context = {"filters": filters, "pager": rows}
    return page(request, "planning/strategies.html", context, part="list", status=status_of(filters))


def create_strategy(request: Request, pk: int) -> HttpResponse:
    client = for_change(Client.objects.all(), request.user, pk)
    initial = {"owner": client.owner, **given(StrategyForm(request.GET, client=client))}
    form = StrategyForm(posted(request), client=client, initial=initial)
    to = back_to(request, client.url_of(Process.PLANNING))
    if accepted(form, partial(services.create_strategy, client, by=request.user)):
        return done(request, _("The strategy is set."), to=to)
    context = {"form": form, "client": client, "title": _("New strategy for %s") % client, "cancel_url": to}
    return page(request, "planning/strategy_form.html", context, part="form", status=status_of(form))


def show_strategy(request: Request, pk: int) -> HttpResponse:
    strategy = for_view(Strategy.objects.kept().select_related(*SHOWN_WITH), request.user, pk)
    context = {
        "strategy": strategy,
        "client": strategy.client,
        "chain": chain.of_strategy(strategy),
        "may_change": may_change(Strategy.objects.all(), request.user, pk),
    }
    return page(request, "planning/strategy.html", context, part="strategy")


def change_strategy(request: Request, pk: int) -> HttpResponse:
    strategy = for_change(Strategy.objects.kept().select_related("client"), request.user, pk)
    form = StrategyForm(posted(request), instance=strategy, client=strategy.client)
    to = strategy.get_absolute_url()
    if accepted(form, partial(services.change_strategy, strategy, by=request.user)):
        return done(request, _("The changes are saved."), to=to)
    context = {"form": form, "client": strategy.client, "title": _("Edit strategy"), "cancel_url": to}
    return page(request, "planning/strategy_form.html", context, part="form", status=status_of(form))


@require_POST
def finish_strategy(request: Request, pk: int) -> HttpResponse:
    return _move(request, pk, services.finish_strategy, _("“%s” is carried out."))


@require_POST
def drop_strategy(request: Request, pk: int) -> HttpResponse:
    return _move(request, pk, services.drop_strategy, _("“%s” is given up."))


@require_POST
def reopen_strategy(request: Request, pk: int) -> HttpResponse:
    return _move(request, pk, services.reopen_strategy, _("“%s” is pursued again."))


def _move(request: Request, pk: int, service: Callable[..., Strategy], message: str) -> HttpResponse:
    before = for_change(Strategy.objects.kept(), request.user, pk)
    after = service(before, by=request.user)
    told, back = message % after, None
    if after.status != before.status:
        back = undo.offer("planning.reopen_strategy", by=request.user, message=told, pk=pk, to=before.status)
    return done(request, told, to=after.get_absolute_url(), undo=back)


@require_POST
def remove_strategy(request: Request, pk: int) -> HttpResponse:
    strategy = for_change(Strategy.objects.select_related("client"), request.user, pk)
    services.remove_strategy(strategy, by=request.user)
    told = _("Removed: %s") % strategy
    back = undo.offer("planning.restore_strategy", by=request.user, message=told, pk=pk)
    return done(request, told, to=strategy.client.url_of(Process.PLANNING), undo=back)

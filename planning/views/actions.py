"""Actions by the dozen: the list, changing many at once, and the mutual plan of a client."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.models import Client
from kam import undo
from kam.access import for_view, may_change
from kam.http import Request
from kam.web import accepted, done, page, paginated, status_of
from planning import outcome, services
from planning.forms import ActionFilterForm, BulkForm
from planning.models import Action
from planning.services.actions import AT_MOST, Batch


def actions(request: Request) -> HttpResponse:
    filters = ActionFilterForm(request.GET or None, user=request.user)
    bulk = BulkForm(user=request.user, initial={"filters": request.GET.urlencode()})
    return _list(request, filters, bulk, status=status_of(filters))


@require_POST
def change_actions(request: Request) -> HttpResponse:
    form, batches = BulkForm(request.POST, user=request.user), list[Batch]()
    query = QueryDict(request.POST.get("filters", ""))
    filters = ActionFilterForm(query or None, user=request.user)
    if not accepted(form, lambda **values: batches.append(_change(form, filters, values))):
        return _list(request, filters, form, status=422)
    told, back = outcome.told(batches[0]), None
    if before := batches[0].before:
        offer = partial(undo.offer, "planning.put_back_actions", by=request.user, message=outcome.plain(told))
        back = offer(before=before, what=batches[0].what)
    return done(request, told, to=f"{reverse('planning:actions')}?{query.urlencode()}", undo=back)


def _change(form: BulkForm, filters: ActionFilterForm, values: dict[str, Any]) -> Batch:
    every = filters.apply(Action.objects.visible_to(filters.user)).values_list("pk", flat=True)
    ids = list(every[: AT_MOST + 1]) if values["every"] else form.picked
    wanted = {name: values[name] for name in ("what", "until", "owner")}
    return services.change_actions(ids, by=filters.user, **wanted)


def _list(request: Request, filters: ActionFilterForm, bulk: BulkForm, *, status: int) -> HttpResponse:
    found = filters.apply(Action.objects.visible_to(request.user))
    rows = paginated(request, found.select_related("client", "owner", "client_owner", "objective", "need", "strategy"))
    context = {"filters": filters, "pager": rows, "bulk": bulk}
    return page(request, "planning/actions.html", context, part="list", status=status)


def mutual_plan(request: Request, pk: int) -> HttpResponse:
    """What both sides have promised each other, and what is only ours to see."""
    client = for_view(Client.objects.all(), request.user, pk)
    found = Action.objects.of(client).select_related("owner", "client_owner")
    context = {
        "client": client,
        "shared": found.shared(),
        "unshared": found.open().filter(is_shared=False)[:100],
        "may_change": may_change(Client.objects.all(), request.user, pk),
    }
    return page(request, "planning/mutual_plan.html", context, part="plan")

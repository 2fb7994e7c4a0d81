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
from kam.web import accepted, back_to, done, page, posted, status_of
from planning import chain, services
from planning.forms import ActionForm, PostponeForm, given, serving
from planning.models import Action

SHOWN_WITH = ("client", "owner", "client_owner", "objective", "need", "strategy__need", "strategy__objective")


def plan_action(request: Request, pk: int) -> HttpResponse:
    client = for_change(Client.objects.all(), request.user, pk)
    initial = {"owner": request.user, **serving(given(ActionForm(request.GET, client=client)))}
    title = _("Plan an action for %s") % client
    form = ActionForm(posted(request), client=client, initial=initial)
    if accepted(form, partial(services.plan_action, client, by=request.user)):
        return done(request, _("The action is planned."), to=back_to(request, client.get_absolute_url()))
    context = {"form": form, "client": client, "title": title}
    return page(request, "planning/action_form.html", context, part="form", status=status_of(form))


def show_action(request: Request, pk: int) -> HttpResponse:
    """The action as a form for those who may change it, as a text for the others."""
    if request.method == "POST":
        for_change(Action.objects.all(), request.user, pk)
    action = for_view(Action.objects.select_related(*SHOWN_WITH), request.user, pk)
    form = ActionForm(posted(request), instance=action, client=action.client)
    if accepted(form, partial(services.change_action, action, by=request.user)):
        return done(request, _("The changes are saved."), to=action.get_absolute_url())
    return _show(request, action, form, status=status_of(form))


def _show(
    request: Request, action: Action, form: ActionForm, *, refused: PostponeForm | None = None, status: int
) -> HttpResponse:
    context = {
        "form": form,
        "refused": refused,
        "action": action,
        "client": action.client,
        "chain": chain.of_action(action),
        "may_change": may_change(Action.objects.all(), request.user, action.pk),
    }
    return page(request, "planning/action.html", context, part="form", status=status)


@require_POST
def complete_action(request: Request, pk: int) -> HttpResponse:
    return _move(request, pk, services.complete_action, _("Done: %s"))


@require_POST
def share_action(request: Request, pk: int) -> HttpResponse:
    return _share(request, pk, services.share_action, _("Shared with the client: %s"), "planning.unshare_action")


@require_POST
def unshare_action(request: Request, pk: int) -> HttpResponse:
    return _share(request, pk, services.unshare_action, _("No longer shared: %s"), "planning.share_action")


def _share(request: Request, pk: int, service: Callable[..., Action], message: str, inverse: str) -> HttpResponse:
    before = for_change(Action.objects.all(), request.user, pk)
    action = service(before, by=request.user)
    told, back = message % action, None
    if action.is_shared != before.is_shared:
        back = undo.offer(inverse, by=request.user, message=told, pk=pk)
    return done(request, told, to=back_to(request, action.get_absolute_url()), undo=back)


@require_POST
def drop_action(request: Request, pk: int) -> HttpResponse:
    return _move(request, pk, services.drop_action, _("Dropped: %s"))


def _move(request: Request, pk: int, service: Callable[..., Action], message: str) -> HttpResponse:
    before = for_change(Action.objects.all(), request.user, pk)
    action = service(before, by=request.user)
    told, back = message % action, None
    if action.status != before.status:
        back = undo.offer("planning.reopen_action", by=request.user, message=told, pk=pk)
    return done(request, told, to=back_to(request, action.get_absolute_url()), undo=back)


@require_POST
def postpone_action(request: Request, pk: int) -> HttpResponse:
    action = for_change(Action.objects.select_related(*SHOWN_WITH), request.user, pk)
    form, before = PostponeForm(request.POST), action.due_on
    if not accepted(form, lambda until: services.postpone_action(action, due_on=until, by=request.user)):
        as_it_is = ActionForm(instance=action, client=action.client)
        return _show(request, action, as_it_is, refused=form, status=422)
    told = _("Postponed: %s") % action
    back = undo.offer("planning.put_back_action", by=request.user, message=told, pk=pk, due_on=before.isoformat())
    return done(request, told, to=back_to(request, action.get_absolute_url()), undo=back)

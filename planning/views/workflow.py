"""Moving an objective from draft to its outcome."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kam import undo
from kam.access import for_change
from kam.http import Request
from kam.web import accepted, back_to, done, page, posted, status_of
from planning import services
from planning.forms import ClosingForm
from planning.models import Objective


@require_POST
def start_objective(request: Request, pk: int) -> HttpResponse:
    return _move(request, pk, services.start_objective, _("“%s” is active."))


@require_POST
def cancel_objective(request: Request, pk: int) -> HttpResponse:
    return _move(request, pk, services.cancel_objective, _("“%s” is cancelled."))


@require_POST
def reopen_objective(request: Request, pk: int) -> HttpResponse:
    return _move(request, pk, services.reopen_objective, _("“%s” is active again."))


def close_objective(request: Request, pk: int) -> HttpResponse:
    objective = for_change(Objective.objects.select_related("client"), request.user, pk)
    form = ClosingForm(posted(request), initial={"outcome": services.suggest_outcome(objective)})
    if accepted(form, partial(services.close_objective, objective, by=request.user)):
        return _moved(request, objective, _("“%s” is closed."))
    context = {"objective": objective, "client": objective.client, "form": form}
    context["cancel_url"] = back_to(request, objective.get_absolute_url())
    return page(request, "planning/objective_close.html", context, part="form", status=status_of(form))


def _move(request: Request, pk: int, service: Callable[..., Objective], message: str) -> HttpResponse:
    before = for_change(Objective.objects.all(), request.user, pk)
    try:
        service(before, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(back_to(request, before.get_absolute_url()))
    return _moved(request, before, message)


def _moved(request: Request, before: Objective, message: str) -> HttpResponse:
    """Undone to what it was before; what stood there already, by somebody else's doing, is not theirs to undo."""
    told, back = message % before, None
    if Objective.objects.values_list("status", flat=True).get(pk=before.pk) != before.status:
        to = {"pk": before.pk, "to": before.status, "outcome": before.outcome}
        back = undo.offer("planning.reopen_objective", by=request.user, message=told, **to)
    return done(request, told, to=back_to(request, before.get_absolute_url()), undo=back)

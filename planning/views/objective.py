from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Client
from kam import undo
from kam.access import for_change, for_view, may_change
from kam.http import Request
from kam.web import accepted, done, page, posted, status_of
from planning import outlook, services
from planning.board import agreement_mark
from planning.forms import ActualForm, ObjectiveForm, ProgressForm
from planning.models import Objective, Progress
from planning.reviews import judged
from planning.terms import as_written


def show_objective(request: Request, pk: int) -> HttpResponse:
    return _objective(request, pk, ProgressForm())


def record_progress(request: Request, pk: int) -> HttpResponse:
    found = for_change(Objective.objects.all(), request.user, pk)
    form = ProgressForm(posted(request))
    if accepted(form, partial(services.record_progress, found, by=request.user)):
        messages.success(request, _("The reading is recorded."))
        return _objective(request, pk, ProgressForm()) if request.htmx else redirect(found)
    return _objective(request, pk, form)


def edit_actual(request: Request, pk: int) -> HttpResponse:
    """The actual value of a list's row, edited in its cell; without htmx on the objective's page."""
    found = for_change(Objective.objects.all(), request.user, pk)
    form = ActualForm(posted(request), initial={"value": found.current})
    record = partial(services.record_progress, found, by=request.user, noted_on=timezone.localdate())
    if accepted(form, record):
        messages.success(request, _("The reading is recorded."))
        found.refresh_from_db(fields=["current", "current_on"])
        return _cell(request, found, form, part="cell") if request.htmx else redirect(found)
    if not request.htmx:
        return _objective(request, pk, ProgressForm(request.POST)) if form.is_bound else redirect(found)
    return _cell(request, found, form, part="cell" if "shown" in request.GET else "form")


def _cell(request: Request, objective: Objective, form: ActualForm, *, part: str) -> HttpResponse:
    """One cell of the list: the value, or the form to change it with; the cell keeps its id, so focus stays in it."""
    context = {"objective": objective, "form": form, "may_change": objective.is_running, "was_edited": True}
    return page(request, "planning/objective_actual.html", context, part=part, status=status_of(form))


def _objective(request: Request, pk: int, form: ProgressForm) -> HttpResponse:
    """The objective's page; by htmx only its progress part."""
    found = Objective.objects.select_related("client", "owner", "client_owner", "parent", "follows")
    objective = for_view(found, request.user, pk)
    context = {
        "objective": objective,
        "client": objective.client,
        "form": form,
        "readings": objective.progress.kept().select_related("by")[:12],
        "milestones": objective.milestones.all(),
        "actions": objective.actions.select_related("owner", "client_owner"),
        "outlook": outlook.of_objective(objective, on=timezone.localdate()),
        "agreements": objective.agreements.with_state()[:12],
        "parts": judged(list(objective.parts.order_by("pk"))),
        "agreement": agreement_mark(objective),
        "may_change": may_change(Objective.objects.all(), request.user, pk),
    }
    return page(request, "planning/objective.html", context, part="progress", status=status_of(form))


def create_objective(request: Request, pk: int) -> HttpResponse:
    client = for_change(Client.objects.all(), request.user, pk)
    form = ObjectiveForm(posted(request), client=client, process=request.GET.get("process", ""))
    if accepted(form, partial(services.create_objective, client, by=request.user)):
        return done(request, _("The objective is set."), to=client.url_of(form.cleaned_data["process"]))
    return _form(request, form, client=client)


def change_objective(request: Request, pk: int) -> HttpResponse:
    objective = for_change(Objective.objects.select_related("client"), request.user, pk)
    form = ObjectiveForm(posted(request), instance=as_written(objective), client=objective.client)
    if accepted(form, partial(services.change_objective, objective, by=request.user)):
        return done(request, _("The changes are saved."), to=objective.get_absolute_url())
    return _form(request, form, client=objective.client, objective=objective)


def _form(request: Request, form: ObjectiveForm, *, client: Client, objective: Objective | None = None) -> HttpResponse:
    title = _("Edit objective") if objective else _("New objective")
    cancel_url = objective.get_absolute_url() if objective else client.get_absolute_url()
    context = {"form": form, "client": client, "objective": objective, "title": title, "cancel_url": cancel_url}
    context["intro"] = _("What the client agreed to stays in force until they agree to the new terms.") if (
        objective and objective.is_bound
    ) else ""  # fmt: skip
    return page(request, "planning/objective_form.html", context, part="form", status=status_of(form))


@require_POST
def withdraw_progress(request: Request, pk: int) -> HttpResponse:
    reading = for_change(Progress.objects.select_related("objective"), request.user, pk)
    try:
        services.withdraw_progress(reading, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(reading)
    message = _("The reading is taken back.")
    back = undo.offer("planning.restore_progress", by=request.user, message=message, pk=pk)
    return done(request, message, to=reading.get_absolute_url(), undo=back)

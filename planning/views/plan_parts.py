"""The SWOT items, evidence and risks of a plan."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kam import undo
from kam.access import for_change
from kam.http import Request
from kam.web import accepted, back_to, done, page, posted, status_of
from planning import services
from planning.forms import EvidenceForm, RiskForm, SwotAddForm, SwotItemForm
from planning.models import Evidence, Plan, Risk, SwotItem
from planning.views.plan import plan_page


def add_swot_item(request: Request, pk: int) -> HttpResponse:
    """In place on the plan's page; opened by its address, the page with its forms."""
    plan = for_change(Plan.objects.kept().select_related("client"), request.user, pk)
    kind = request.POST.get("kind", "")
    form = SwotAddForm(posted(request), auto_id=f"id_{kind}_%s")
    if accepted(form, partial(services.add_swot_item, plan, by=request.user)):
        messages.success(request, _("Added to the SWOT."))
        return plan_page(request, plan, part="swot") if request.htmx else redirect(f"{plan.get_absolute_url()}#swot")
    return plan_page(request, plan, swot=form, part="swot")


def change_swot_item(request: Request, pk: int) -> HttpResponse:
    item = for_change(SwotItem.objects.kept().select_related("plan__client"), request.user, pk)
    form = SwotItemForm(posted(request), instance=item)
    if accepted(form, partial(services.change_swot_item, item, by=request.user)):
        return done(request, _("The changes are saved."), to=back_to(request, f"{item.plan.get_absolute_url()}#swot"))
    return _form(request, form, item.plan, title=_("Edit SWOT item"), place="swot", item=item)


@require_POST
def remove_swot_item(request: Request, pk: int) -> HttpResponse:
    item = for_change(SwotItem.objects.kept().select_related("plan"), request.user, pk)
    services.remove_swot_item(item, by=request.user)
    return _taken_back(request, item, item.plan, "planning.restore_swot_item", "swot")


def add_evidence(request: Request, pk: int) -> HttpResponse:
    item = for_change(SwotItem.objects.kept().select_related("plan__client"), request.user, pk)
    form = EvidenceForm(posted(request), client=item.plan.client)
    if accepted(form, partial(services.add_evidence, item, by=request.user)):
        return done(request, _("The evidence is linked."), to=back_to(request, f"{item.plan.get_absolute_url()}#swot"))
    intro = f"{item.get_kind_display()}: {item.text}"
    return _form(request, form, item.plan, title=_("What shows it?"), place="swot", intro=intro)


@require_POST
def remove_evidence(request: Request, pk: int) -> HttpResponse:
    found = Evidence.objects.kept().select_related("item__plan", "need", "interaction", "objective")
    evidence = for_change(found, request.user, pk)
    plan = evidence.item.plan
    services.remove_evidence(evidence, by=request.user)
    return _taken_back(request, evidence, plan, "planning.restore_evidence", "swot")


def add_risk(request: Request, pk: int) -> HttpResponse:
    plan = for_change(Plan.objects.kept().select_related("client"), request.user, pk)
    form = RiskForm(posted(request), client=plan.client, initial={"owner": request.user})
    if accepted(form, partial(services.add_risk, plan, by=request.user)):
        messages.success(request, _("The risk is added."))
        return plan_page(request, plan, part="risks") if request.htmx else redirect(f"{plan.get_absolute_url()}#risks")
    return plan_page(request, plan, risk=form, part="risks")


def change_risk(request: Request, pk: int) -> HttpResponse:
    risk = for_change(Risk.objects.kept().select_related("plan__client"), request.user, pk)
    form = RiskForm(posted(request), instance=risk, client=risk.plan.client)
    if accepted(form, partial(services.change_risk, risk, by=request.user)):
        return done(request, _("The changes are saved."), to=back_to(request, f"{risk.plan.get_absolute_url()}#risks"))
    return _form(request, form, risk.plan, title=_("Edit risk"), place="risks", risk=risk)


@require_POST
def close_risk(request: Request, pk: int) -> HttpResponse:
    risk = for_change(Risk.objects.kept().select_related("plan"), request.user, pk)
    services.close_risk(risk, by=request.user)
    told = _("Closed: %s") % risk
    back = undo.offer("planning.reopen_risk", by=request.user, message=told, pk=pk) if risk.is_open else None
    return done(request, told, to=f"{risk.plan.get_absolute_url()}#risks", undo=back)


@require_POST
def remove_risk(request: Request, pk: int) -> HttpResponse:
    risk = for_change(Risk.objects.kept().select_related("plan"), request.user, pk)
    services.remove_risk(risk, by=request.user)
    return _taken_back(request, risk, risk.plan, "planning.restore_risk", "risks")


def _taken_back(request: Request, part: Any, plan: Plan, inverse: str, place: str) -> HttpResponse:
    told = _("Removed: %s") % part
    back = undo.offer(inverse, by=request.user, message=told, pk=part.pk)
    return done(request, told, to=f"{plan.get_absolute_url()}#{place}", undo=back)


def _form(request: Request, form: Any, plan: Plan, *, title: str, place: str, **more: Any) -> HttpResponse:
    context = {"form": form, "plan": plan, "client": plan.client, "title": title, **more}
    context["cancel_url"] = back_to(request, f"{plan.get_absolute_url()}#{place}")
    return page(request, "planning/plan_part_form.html", context, part="form", status=status_of(form))

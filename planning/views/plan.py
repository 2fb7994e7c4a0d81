"""The account plan: its list, its page now or as of a day, and what is done with a plan as a whole."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Client
from kam import pdf, undo
from kam.access import for_change, for_view, may_change
from kam.http import Request
from kam.numbers import date_short
from kam.web import accepted, done, page, paginated, posted, status_of
from planning import comparison, plan_print, services, upkeep
from planning.chronicle import PlanContent, content_of, end_of
from planning.forms import (
    AsOfForm,
    CompareForm,
    CopyPlanForm,
    PlanFilterForm,
    PlanForm,
    ReviewForm,
    RiskForm,
    SwotAddForm,
)
from planning.models import Plan
from planning.plan_page import KINDS, arranged


def plans(request: Request) -> HttpResponse:
    filters, today = PlanFilterForm(request.GET or None), timezone.localdate()
    found = filters.apply(Plan.objects.visible_to(request.user).kept(), request.user, on=today)
    pager = paginated(request, upkeep.listed(found).order_by("-starts_on", "client__name", "pk"))
    rows = [(plan, upkeep.freshness(plan, on=today)) for plan in pager]
    context = {"filters": filters, "pager": pager, "rows": rows, "sections": len(upkeep.SECTIONS)}
    return page(request, "planning/plans.html", context, part="list", status=status_of(filters))


def start_plan(request: Request, pk: int) -> HttpResponse:
    client = for_change(Client.objects.all(), request.user, pk)
    year = timezone.localdate().year
    initial = {"title": _("Plan %(year)s") % {"year": year}, "author": request.user, "starts_on": f"{year}-01-01"}
    form = PlanForm(posted(request), client=client, initial=initial | {"ends_on": f"{year}-12-31"})
    made: list[Plan] = []
    if accepted(form, lambda **fields: made.append(services.start_plan(client, by=request.user, **fields))):
        return done(request, _("The plan is started."), to=made[0].get_absolute_url())
    context = {"form": form, "client": client, "title": _("Start the plan"), "cancel_url": client.get_absolute_url()}
    return page(request, "planning/plan_form.html", context, part="form", status=status_of(form))


def show_plan(request: Request, pk: int) -> HttpResponse:
    """The plan as it is, or as it was at the end of the day of `?asof=`: that is looked at only."""
    found = for_view(Plan.objects.kept(), request.user, pk)
    if "asof" not in request.GET:
        return plan_page(request, found)
    form = AsOfForm(request.GET)
    content = content_of(found, at=end_of(form.cleaned_data["asof"])) if form.is_valid() else None
    if form.is_valid() and content is None:
        began = date_short(timezone.localtime(found.created_at))
        form.add_error("asof", _("This plan was begun on %s: choose that day or a later one.") % began)
    if content is None:
        return plan_page(request, found, asof=form)
    context = arranged(content, on=form.cleaned_data["asof"]) | {"asof": form, "may_change": False}
    return page(request, "planning/plan.html", context, part="plan")


def plan_page(
    request: Request, plan: Plan, *, swot: SwotAddForm | None = None, risk: RiskForm | None = None, **more: Any
) -> HttpResponse:
    """The plan's page as it stands; a form that was refused is shown in its place."""
    content, editable = _content(plan), may_change(Plan.objects.all(), request.user, plan.pk)
    forms = {kind: SwotAddForm(initial={"kind": kind}, auto_id=f"id_{kind}_%s") for kind in KINDS} if editable else {}
    if swot is not None and swot.data.get("kind") in forms:
        forms[swot.data["kind"]] = swot
    risk_form = risk or RiskForm(client=content.client, initial={"owner": request.user}) if editable else None
    context = arranged(content, on=timezone.localdate(), forms=forms) | {
        "asof": more.get("asof") or AsOfForm(),
        "may_change": editable,
        "risk_form": risk_form,
        "versions": list(plan.versions.select_related("by")),
    }
    refused = any(form is not None and form.errors for form in (swot, risk, more.get("asof")))
    return page(request, "planning/plan.html", context, part=more.get("part", "plan"), status=422 if refused else 200)


def _content(plan: Plan) -> PlanContent:
    content = content_of(plan)
    if content is None:
        raise Http404
    return content


def change_plan(request: Request, pk: int) -> HttpResponse:
    plan = for_change(Plan.objects.kept().select_related("client"), request.user, pk)
    form = PlanForm(posted(request), instance=plan, client=plan.client)
    if accepted(form, partial(services.change_plan, plan, by=request.user)):
        return done(request, _("The changes are saved."), to=plan.get_absolute_url())
    context = {"form": form, "client": plan.client, "plan": plan, "title": _("Edit plan")}
    context |= {"cancel_url": plan.get_absolute_url()}
    return page(request, "planning/plan_form.html", context, part="form", status=status_of(form))


@require_POST
def remove_plan(request: Request, pk: int) -> HttpResponse:
    plan = for_change(Plan.objects.kept().select_related("client"), request.user, pk)
    services.remove_plan(plan, by=request.user)
    told = _("Removed: %s") % plan
    back = undo.offer("planning.restore_plan", by=request.user, message=told, pk=pk)
    return done(request, told, to=plan.client.url_of("planning"), undo=back)


def copy_plan(request: Request, pk: int) -> HttpResponse:
    plan = for_change(Plan.objects.kept().select_related("client"), request.user, pk)
    starts_on, ends_on = services.next_period(plan.starts_on, plan.ends_on)
    title = plan.title.replace(str(plan.starts_on.year), str(starts_on.year))
    form = CopyPlanForm(posted(request), initial={"title": title, "starts_on": starts_on, "ends_on": ends_on})
    made: list[Plan] = []
    if accepted(form, lambda **fields: made.append(services.copy_plan(plan, by=request.user, **fields))):
        return done(request, _("The next plan is started."), to=made[0].get_absolute_url())
    context = {"form": form, "client": plan.client, "plan": plan}
    return page(request, "planning/plan_copy.html", context, part="form", status=status_of(form))


def review_plan(request: Request, pk: int) -> HttpResponse:
    """One thing after another that is stale or changed; the place is in the address, and the end makes the version."""
    plan = for_change(Plan.objects.kept(), request.user, pk)
    form = ReviewForm(posted(request))
    if accepted(form, partial(services.mark_reviewed, plan, by=request.user)):
        return done(request, _("The plan is reviewed and kept as a version."), to=plan.get_absolute_url())
    content, newest = _content(plan), plan.versions.first()
    steps = upkeep.steps(content, on=timezone.localdate(), since=newest.at if newest else None)
    place = upkeep.place(steps, after=request.GET.get("after", ""))
    context = {"plan": plan, "client": content.client, "steps": steps, "form": form, **place}
    return page(request, "planning/plan_review.html", context, part="review", status=status_of(form))


def compare_plan(request: Request, pk: int) -> HttpResponse:
    plan = for_view(Plan.objects.kept().select_related("client"), request.user, pk)
    versions = list(plan.versions.all()[:2])
    form = CompareForm(request.GET or None, plan=plan, initial={"from": versions[-1].number if versions else None})
    sections = None
    if form.is_valid():
        before, after = form.cleaned_data["from"], form.cleaned_data["to"]
        then, now = content_of(plan, at=before.at), content_of(plan, at=after.at if after else None)
        sections = comparison.compared(then, now) if then and now else []
    context = {"plan": plan, "client": plan.client, "versions": versions, "form": form, "sections": sections}
    return page(request, "planning/plan_compare.html", context, part="comparison", status=status_of(form))


def print_plan(request: Request, pk: int) -> HttpResponse:
    """The PDF of the plan as it is, or as of a day."""
    plan = for_view(Plan.objects.kept(), request.user, pk)
    form = AsOfForm(request.GET if "asof" in request.GET else None)
    if form.is_bound and not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["asof"])))
        return redirect(plan)
    day = form.cleaned_data["asof"] if form.is_bound else timezone.localdate()
    content = content_of(plan, at=end_of(day) if form.is_bound else None)
    if content is None:
        raise Http404
    return pdf.answer(pdf.render("plan", plan_print.told(content, on=day)), name=f"plan-{plan.pk}-{day}")

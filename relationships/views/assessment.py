"""Assessing one need, and all needs of a client one after the other."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Client
from kam import undo
from kam.access import for_change, for_view, may_change
from kam.http import Request
from kam.keyset import MAX_ID
from kam.numbers import date_short
from kam.web import accepted, back_to, done, page, posted, status_of
from relationships import rounds, services
from relationships.forms import AssessmentForm
from relationships.models import Assessment, AssessmentRound, Need

ASKED = ("client", "stated_by", "heard_in")


def assess_need(request: Request, pk: int) -> HttpResponse:
    need = for_change(Need.objects.kept().select_related(*ASKED), request.user, pk)
    form = AssessmentForm(posted(request), need=need)
    to = back_to(request, need.get_absolute_url())
    if accepted(form, partial(services.assess_need, need, by=request.user)):
        return _assessed(request, need, to=to)
    context = {"form": form, "need": need, "client": need.client, "title": _("Assess"), "cancel_url": to}
    return page(request, "relationships/assess.html", context, part="form", status=status_of(form))


@require_POST
def withdraw_assessment(request: Request, pk: int) -> HttpResponse:
    found = for_change(Assessment.objects.select_related("need"), request.user, pk)
    services.withdraw_assessment(found, by=request.user)
    told = _("The assessment of %s is taken back.") % date_short(found.assessed_on)
    back = undo.offer(
        "relationships.restore_assessment", by=request.user, message=told, pk=found.need_id, written=found.written()
    )
    return done(request, told, to=found.need.get_absolute_url(), undo=back)


def assess_client(request: Request, pk: int) -> HttpResponse:
    """Where the round of a client stands: to start it, the next need, or its end. A POST starts or resumes it."""
    client = for_change(Client.objects.all(), request.user, pk)
    if request.method == "POST":
        return _start(request, client)
    under_way = AssessmentRound.objects.of(client).open().select_related("by").first()
    if under_way is None:
        return _before(request, client)
    need = services.next_in_round(under_way, after=_after(request))
    return _ask(request, under_way, need, AssessmentForm(need=need)) if need else _end(request, under_way)


def assess_in_round(request: Request, pk: int, need_pk: int) -> HttpResponse:
    """One need of the round. Should somebody have finished the round meanwhile, what was found is kept all the same."""
    client = for_change(Client.objects.all(), request.user, pk)
    need = for_view(Need.objects.of(client).kept().select_related(*ASKED), request.user, need_pk)
    under_way = AssessmentRound.objects.of(client).open().select_related("by").first()
    form = AssessmentForm(posted(request), need=need)
    write = partial(services.assess_need, need, by=request.user, in_round=under_way)
    start = reverse("relationships:assess-client", args=[pk])
    if accepted(form, write):
        return _assessed(request, need, to=f"{start}?after={need.pk}")
    return _ask(request, under_way, need, form) if under_way else redirect("relationships:assess-need", need_pk)


@require_POST
def finish_round(request: Request, pk: int) -> HttpResponse:
    client = for_change(Client.objects.all(), request.user, pk)
    under_way = AssessmentRound.objects.of(client).open().first()
    if under_way is None:
        return redirect("relationships:assess-client", pk)
    services.finish_round(under_way, by=request.user)
    return done(request, _("The round is finished."), to=under_way.get_absolute_url())


def show_round(request: Request, pk: int) -> HttpResponse:
    found = for_view(AssessmentRound.objects.select_related("client", "by"), request.user, pk)
    context = {"round": found, "client": found.client, "outcome": rounds.outcome_of(found)}
    context["may_change"] = may_change(AssessmentRound.objects.all(), request.user, pk)
    return page(request, "relationships/round.html", context, part="round")


def _assessed(request: Request, need: Need, *, to: str) -> HttpResponse:
    """Say when it is due again; undone by taking back what this person wrote last."""
    need.refresh_from_db(fields=["next_assessment_on"])
    written = need.assessments.filter(by=request.user).order_by("-pk")[0]
    told = _("Assessed: %s.") % need
    if need.next_assessment_on:
        told = _("Assessed: %(need)s. Next on %(day)s.") % {"need": need, "day": date_short(need.next_assessment_on)}
    back = undo.offer("relationships.withdraw_assessment", by=request.user, message=told, pk=written.pk)
    return done(request, told, to=to, undo=back)


def _start(request: Request, client: Client) -> HttpResponse:
    try:
        services.start_round(client, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("relationships:assess-client", client.pk)


def _before(request: Request, client: Client) -> HttpResponse:
    needs = Need.objects.of(client).believed()
    earlier = AssessmentRound.objects.of(client).finished().with_counts().select_related("by")[:12]
    context = {"client": client, "count": needs.count(), "earlier": earlier}
    return page(request, "relationships/round_start.html", context, part="round")


def _ask(request: Request, under_way: AssessmentRound, need: Need, form: AssessmentForm) -> HttpResponse:
    context = {"round": under_way, "client": need.client, "need": need, "form": form}
    context["course"] = rounds.course_of(under_way, need)
    context["latest"] = need.assessments.select_related("by").first()
    return page(request, "relationships/round_need.html", context, part="round", status=status_of(form))


def _end(request: Request, under_way: AssessmentRound) -> HttpResponse:
    left = Need.objects.awaiting(under_way).order_by("pk")
    course = rounds.course_of(under_way)
    context = {"round": under_way, "client": under_way.client, "left": left, "course": course}
    return page(request, "relationships/round_end.html", context, part="round")


def _after(request: Request) -> int:
    """After which need to go on, from the address; what is no number starts over."""
    wanted = request.GET.get("after", "")
    return min(int(wanted), MAX_ID) if wanted.isascii() and wanted.isdigit() and len(wanted) < 20 else 0

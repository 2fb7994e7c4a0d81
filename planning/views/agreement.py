from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kam import pdf
from kam.access import for_change, for_view, may_change
from kam.http import Request
from kam.web import accepted, done, page, posted, status_of
from planning import receipts, services, talks, terms
from planning.forms import ProposalForm, ReasonForm, RecordAgreementForm
from planning.models import Agreement, Objective


def propose_target(request: Request, pk: int) -> HttpResponse:
    """Offer the target to the client; "preview" shows what they would see and sends nothing."""
    objective = for_change(Objective.objects.select_related("client", "owner"), request.user, pk)
    form = ProposalForm(posted(request), client=objective.client)
    if "preview" in request.POST:
        return _proposal(request, objective, form, previewed=form.is_valid())
    if accepted(form, partial(services.propose_target, objective, by=request.user)):
        people = ", ".join(person.name for person in form.cleaned_data["recipients"])
        return done(request, _("The proposal is on its way to %s.") % people, to=objective.get_absolute_url())
    return _proposal(request, objective, form)


def _proposal(request: Request, objective: Objective, form: ProposalForm, *, previewed: bool = False) -> HttpResponse:
    context = talks.proposal(objective, on=timezone.localdate()) | {
        "objective": objective,
        "client": objective.client,
        "form": form,
        "preview": talks.preview(objective, form.cleaned_data, by=request.user) if previewed else None,
    }
    return page(request, "planning/propose.html", context, part="form", status=status_of(form))


def record_agreement(request: Request, pk: int) -> HttpResponse:
    objective = for_change(Objective.objects.select_related("client", "owner"), request.user, pk)
    form = RecordAgreementForm(posted(request), client=objective.client)
    if accepted(form, partial(services.record_agreement, objective, by=request.user)):
        return done(request, _("The agreement is recorded."), to=objective.get_absolute_url())
    context = talks.proposal(objective, on=timezone.localdate())
    context |= {"objective": objective, "client": objective.client, "form": form}
    return page(request, "planning/record_agreement.html", context, part="form", status=status_of(form))


def show_agreement(request: Request, pk: int) -> HttpResponse:
    return _agreement(request, _found(request, pk), ReasonForm())


def accept_counter(request: Request, pk: int) -> HttpResponse:
    """Asked first, answered second: the client hears of it at once."""
    agreement = _changeable(request, pk)
    if request.method != "POST":
        return _agreement(request, agreement, ReasonForm())
    return _answered(request, agreement, partial(services.accept_counter, by=request.user), _("Agreed: %s"))


def decline_counter(request: Request, pk: int) -> HttpResponse:
    agreement = _changeable(request, pk)
    form = ReasonForm(posted(request))
    if accepted(form, partial(services.decline_counter, agreement, by=request.user)):
        told = _("Declined: %s") % agreement.objective
        return done(request, told, to=agreement.objective.get_absolute_url())
    return _agreement(request, agreement, form)


@require_POST
def withdraw_proposal(request: Request, pk: int) -> HttpResponse:
    agreement = _changeable(request, pk)
    return _answered(request, agreement, partial(services.withdraw_proposal, by=request.user), _("Withdrawn: %s"))


def receipt(request: Request, pk: int) -> HttpResponse:
    """What was agreed, as a PDF."""
    agreement = _found(request, pk)
    return pdf.answer(receipts.render(agreement), name=receipts.name_of(agreement))


def _found(request: Request, pk: int) -> Agreement:
    return for_view(Agreement.objects.with_state().select_related("objective__client", "by"), request.user, pk)


def _changeable(request: Request, pk: int) -> Agreement:
    return for_change(Agreement.objects.with_state().select_related("objective__client", "by"), request.user, pk)


def _answered(request: Request, agreement: Agreement, answer: Any, message: str) -> HttpResponse:
    try:
        answer(agreement)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(agreement)
    return done(request, message % agreement.objective, to=agreement.objective.get_absolute_url())


def _agreement(request: Request, agreement: Agreement, form: ReasonForm) -> HttpResponse:
    objective = agreement.objective
    context = {
        "agreement": agreement,
        "objective": objective,
        "client": objective.client,
        "form": form,
        "differences": terms.differences(talks.before(agreement), agreement.terms),
        "steps": agreement.steps.select_related("by", "interaction"),
        "recipients": agreement.recipients.all(),
        "may_change": may_change(Agreement.objects.all(), request.user, agreement.pk),
    }
    return page(request, "planning/agreement.html", context, part="agreement", status=status_of(form))

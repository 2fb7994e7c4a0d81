"""What planning shows in the client portal: targets to agree, where they stand, actions, the next review, and history.

Nothing is read here that was not given to this person: proposals sent to them, and objectives, actions and a review
whose own switch is on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from icalendar import Calendar
from icalendar import Event as CalendarEvent

from accounts.models import Contact
from accounts.portal import portal_page, visitor
from accounts.visit import Visit
from kam import pdf
from kam.brand import brand
from kam.web import accepted, posted, status_of
from planning import receipts, services
from planning import terms as wording
from planning.forms import AnswerForm, CounterForm, DeclineForm
from planning.models import Action, Agreement, AgreementState, AgreementStep, Objective, Plan
from planning.reviews import Judgement, judged

State = AgreementState
DONE_SHOWN_FOR = timedelta(days=30)
ENDED = (Objective.Status.CLOSED, Objective.Status.CANCELLED)
TOLD = (Objective.Status.AGREED, Objective.Status.ACTIVE, Objective.Status.CLOSED)
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposal, against what was agreed before (None: nothing was)."""

    agreement: Agreement
    agreed: Agreement | None

    @property
    def differences(self) -> list[wording.Difference]:
        return wording.differences(self.agreed.terms if self.agreed else None, self.agreement.terms)

    @property
    def before(self) -> str:
        return wording.told(self.agreed.terms, "target") if self.agreed else ""

    @property
    def after(self) -> str:
        return wording.told(self.agreement.terms, "target")

    @property
    def due(self) -> str:
        return wording.told(self.agreement.terms, "due_on")


# --- What is shown ----------------------------------------------------------------------------------------------------


def offers_to(contact: Contact, *, on: date) -> list[Offer]:
    """What waits for this person's answer, the most urgent first."""
    waiting = Agreement.objects.open_to(contact).exclude(objective__status__in=ENDED).exclude(expires_on__lt=on)
    return _against_agreed(waiting.select_related("objective", "by").order_by("expires_on", "pk")[:SHOWN])


def _against_agreed(offers: Iterable[Agreement]) -> list[Offer]:
    found = list(offers)
    agreed = Agreement.objects.in_state(State.AGREED).filter(objective__in=[offer.objective_id for offer in found])
    known = {agreement.objective_id: agreement for agreement in agreed.order_by("version", "round")}
    return [Offer(offer, known.get(offer.objective_id)) for offer in found]


def standing_for(contact: Contact) -> list[tuple[Objective, Judgement]]:
    """The objectives that are shared, each with how it stands."""
    shared = Objective.objects.shared_with(contact).filter(status__in=TOLD).order_by("status", "due_on", "pk")
    return judged(list(shared[:SHOWN]))


def actions_for(contact: Contact, *, on: date) -> list[Action]:
    """The shared actions: those open, and those done of late."""
    lately = Q(status=Action.Status.OPEN) | Q(done_at__date__gte=on - DONE_SHOWN_FOR)
    shared = Action.objects.shared_with(contact).filter(lately).select_related("owner", "client_owner")
    return list(shared.order_by("-status", "due_on", "pk")[:SHOWN])


def review_of(contact: Contact, *, on: date) -> Plan | None:
    """The plan whose next review with the client is shared and still to come."""
    return Plan.objects.of(contact.client).running(on=on).filter(is_shared=True, meets_on__gte=on).first()


def agreed_with(contact: Contact) -> list[Agreement]:
    """Everything that was agreed and that this person was asked about or is shown, newest first."""
    signed = AgreementStep.objects.filter(state=State.AGREED, agreement__objective__client=contact.client_id)
    return list(
        Agreement.objects.seen_by(contact)
        .with_state()
        .filter(pk__in=signed.values("agreement"))
        .select_related("objective")
        .prefetch_related("steps")
        .order_by("-pk")[:SHOWN]
    )


# --- Pages ------------------------------------------------------------------------------------------------------------


@require_GET
@visitor
def show_target(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """A proposal to answer, or for good what became of it."""
    return _target_page(request, visit, _found(visit, pk), {})


def _found(visit: Visit, pk: int) -> Agreement:
    seen = Agreement.objects.seen_by(visit.contact).with_state().select_related("objective", "by")
    return get_object_or_404(seen, pk=pk)


def _target_page(
    request: HttpRequest, visit: Visit, agreement: Agreement, forms_sent: dict[str, forms.Form]
) -> HttpResponse:
    sent = next(iter(forms_sent.values()), None)
    steps = [step for step in agreement.steps.all() if step.state != State.PROPOSED]
    known = {"name": visit.contact.name, "role": visit.contact.job_title}
    blank = {name: kind(initial=known, prefix=name) for name, kind in FORMS.items()}
    context = {
        "offer": _offer(agreement),
        "is_open": _waits_for(visit.contact, agreement),
        "answer": steps[0] if steps else None,
        "forms": blank | forms_sent,
        "refused": sent,
    }
    return portal_page(request, visit, "portal/target.html", context, status=status_of(sent) if sent else 200)


FORMS: dict[str, type[AnswerForm]] = {"agree": AnswerForm, "counter": CounterForm, "decline": DeclineForm}


def _offer(agreement: Agreement) -> Offer:
    """Against what was agreed before this offer, so that the page reads the same for good."""
    agreed = AgreementStep.objects.filter(
        state=State.AGREED, agreement__objective=agreement.objective_id, agreement__pk__lt=agreement.pk
    )
    before = Agreement.objects.filter(pk__in=agreed.values("agreement")).order_by("-pk").first()
    return Offer(agreement, before)


def _waits_for(contact: Contact, agreement: Agreement) -> bool:
    on = timezone.localdate()
    is_over = bool(agreement.expires_on and agreement.expires_on < on) or agreement.objective.is_over
    return not is_over and Agreement.objects.open_to(contact).filter(pk=agreement.pk).exists()


def _answered(request: HttpRequest, visit: Visit, pk: int, *, kind: str, service: Callable[..., Any]) -> HttpResponse:
    agreement = _found(visit, pk)
    form = FORMS[kind](posted(request), prefix=kind)

    def answer(*, name: str, role: str, **said: Any) -> None:
        signer = services.Signer(visit.contact, name, role, request.META.get("REMOTE_ADDR"), visit.access)
        service(agreement, signer=signer, **said)

    if accepted(form, answer):
        return redirect(f"{visit.base}targets/{agreement.pk}/")
    return _target_page(request, visit, _found(visit, pk), {kind: form})


agree = require_POST(visitor(partial(_answered, kind="agree", service=services.accept_as_client)))
counter = require_POST(visitor(partial(_answered, kind="counter", service=services.counter_as_client)))
decline = require_POST(visitor(partial(_answered, kind="decline", service=services.decline_as_client)))


@require_POST
@visitor
def complete_action(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    action = get_object_or_404(Action.objects.shared_with(visit.contact), pk=pk)
    try:
        services.complete_action_as_client(action, contact=visit.contact)
    except ValidationError as refusal:
        return portal_page(request, visit, "portal/refused.html", {"refusals": refusal.messages}, status=422)
    return redirect(f"{visit.base}#actions")


@require_GET
@visitor
def history(request: HttpRequest, visit: Visit) -> HttpResponse:
    context = {"agreements": [(agreement, _signature(agreement)) for agreement in agreed_with(visit.contact)]}
    return portal_page(request, visit, "portal/history.html", context)


def _signature(agreement: Agreement) -> AgreementStep:
    return next(step for step in agreement.steps.all() if step.state == State.AGREED)


@require_GET
@visitor
def receipt(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """What was agreed, as a PDF; of what was not, there is none."""
    agreement = _found(visit, pk)
    if not agreement.steps.filter(state=State.AGREED).exists():
        raise Http404
    return pdf.answer(receipts.render(agreement), name=receipts.name_of(agreement))


@require_GET
@visitor
def review_calendar(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The next review for the client's own calendar (RFC 5545)."""
    plan = review_of(visit.contact, on=timezone.localdate())
    if plan is None or plan.meets_on is None:
        raise Http404
    response = HttpResponse(_calendar(plan, plan.meets_on), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="review.ics"'
    return response


def _calendar(plan: Plan, day: date) -> bytes:
    """The same uid each time, so that a moved review moves in the calendar."""
    event = CalendarEvent()
    event.add("uid", f"review-of-plan-{plan.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("summary", _("Review: %(us)s and %(them)s") % {"us": brand().name, "them": plan.client.name})
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("dtstamp", plan.updated_at)
    calendar = Calendar()
    calendar.add("prodid", "-//KAM//review//")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())

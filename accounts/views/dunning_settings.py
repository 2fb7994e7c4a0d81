"""The ladder of reminders and the rates of interest: everybody may read them, administrators change them."""

from __future__ import annotations

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import services
from accounts.forms import LateRateForm, ReminderStepForm
from accounts.ladder import SHIPPED
from accounts.late_costs import rate_table
from accounts.late_payment import known_until
from accounts.models import LateRate, ReminderStep
from kam import undo
from kam.access import for_change, scope_of
from kam.http import Request
from kam.web import accepted, done, page, posted, status_of


def reminder_ladder(request: Request) -> HttpResponse:
    steps = list(ReminderStep.objects.all())
    shipped = [ReminderStep(days=one.days, tone=one.tone, asks_approval=one.asks_approval) for one in SHIPPED]
    context = {"steps": steps or shipped, "is_shipped": not steps}
    return page(request, "accounts/ladder.html", context, part="ladder")


def create_step(request: Request) -> HttpResponse:
    return _step(request, None, _("New rung"))


def change_step(request: Request, pk: int) -> HttpResponse:
    return _step(request, for_change(ReminderStep.objects.all(), request.user, pk), _("Edit rung"))


def _step(request: Request, step: ReminderStep | None, title: str) -> HttpResponse:
    _only_administrators(request)
    form, to = ReminderStepForm(posted(request), instance=step), reverse("accounts:reminder-ladder")
    if accepted(form, partial(services.write_step, step, by=request.user)):
        return done(request, _("The changes are saved."), to=to)
    context = {"form": form, "title": title, "cancel_url": to, "submit": _("Save")}
    return page(request, "accounts/dunning_form.html", context, part="form", status=status_of(form))


@require_POST
def remove_step(request: Request, pk: int) -> HttpResponse:
    step = for_change(ReminderStep.objects.all(), request.user, pk)
    services.remove_step(step, by=request.user)
    told = _("Removed: %s") % step
    fields = {"days": step.days, "tone": step.tone, "asks_approval": step.asks_approval}
    back = undo.offer("accounts.put_step_back", by=request.user, message=told, **fields)
    return done(request, told, to=reverse("accounts:reminder-ladder"), undo=back)


def late_rates(request: Request) -> HttpResponse:
    own = {rate.since: rate for rate in LateRate.objects.all()}
    table = rate_table()
    rows = [(rate, own.get(rate.since)) for rate in reversed(table)]
    context = {"rows": rows, "known_until": known_until(table), "today": timezone.localdate()}
    return page(request, "accounts/late_rates.html", context, part="rates")


def create_late_rate(request: Request) -> HttpResponse:
    return _rate(request, None, _("New rate of interest"))


def change_late_rate(request: Request, pk: int) -> HttpResponse:
    return _rate(request, get_object_or_404(LateRate, pk=pk), _("Edit rate of interest"))


def _rate(request: Request, rate: LateRate | None, title: str) -> HttpResponse:
    _only_administrators(request)
    form, to = LateRateForm(posted(request), instance=rate), reverse("accounts:late-rates")
    if accepted(form, partial(services.note_late_rate, rate, by=request.user)):
        return done(request, _("The changes are saved."), to=to)
    context = {"form": form, "title": title, "cancel_url": to, "submit": _("Save")}
    return page(request, "accounts/dunning_form.html", context, part="form", status=status_of(form))


def _only_administrators(request: Request) -> None:
    if not scope_of(request.user).edits_all:
        raise PermissionDenied

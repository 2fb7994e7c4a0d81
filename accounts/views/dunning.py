"""Disputes, promises and reminders, what lateness costs, and what money is expected."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import cash, services, statement
from accounts.forms import AsOfForm, DisputeForm, PromiseForm, ResolveForm, StatementForm
from accounts.ladder import Halt
from accounts.late_costs import late_costs, rate_table
from accounts.late_payment import known_until
from accounts.models import Client, Dispute, Invoice, PaymentTerms, Promise, Reminder
from accounts.reminder_letters import letter_of
from kam import pdf, undo
from kam.access import for_change, for_view, may_change
from kam.http import Request
from kam.processes import Process
from kam.web import accepted, back_to, done, page, paginated, posted, status_of

OF_INVOICE = ("client", "client__owner")
OF_REMINDER = ("client", "client__owner", "contact", "approved_by")
LATEST = 20


def _home(invoice: Invoice) -> str:
    return invoice.client.url_of(Process.ACCOUNTS)


def dispute_invoice(request: Request, pk: int) -> HttpResponse:
    invoice = for_change(Invoice.objects.select_related(*OF_INVOICE), request.user, pk)
    form = DisputeForm(posted(request), invoice=invoice, on=timezone.localdate())
    to = back_to(request, _home(invoice))
    if accepted(form, partial(services.open_dispute, invoice, by=request.user)):
        return done(request, _("The dispute is noted. Nobody is reminded of this invoice until it is resolved."), to=to)
    context = {"form": form, "invoice": invoice, "cancel_url": to, "submit": _("Note the dispute")}
    context["title"] = _("Invoice %s is disputed") % invoice
    return page(request, "accounts/dunning_form.html", context, part="form", status=status_of(form))


def resolve_dispute(request: Request, pk: int) -> HttpResponse:
    dispute = for_change(Dispute.objects.select_related("invoice__client"), request.user, pk)
    form = ResolveForm(posted(request), initial={"resolved_on": timezone.localdate()})
    to = back_to(request, _home(dispute.invoice))
    if accepted(form, partial(services.resolve_dispute, dispute, by=request.user)):
        told = _("The dispute of invoice %s is resolved.") % dispute.invoice
        back = undo.offer("accounts.reopen_dispute", by=request.user, message=told, pk=pk)
        return done(request, told, to=to, undo=back)
    context = {"form": form, "invoice": dispute.invoice, "cancel_url": to, "submit": _("Save")}
    context |= {"title": _("How did the dispute end?"), "intro": dispute.told}
    return page(request, "accounts/dunning_form.html", context, part="form", status=status_of(form))


def promise_payment(request: Request, pk: int) -> HttpResponse:
    invoice = for_change(Invoice.objects.select_related(*OF_INVOICE), request.user, pk)
    form = PromiseForm(posted(request), invoice=invoice, on=timezone.localdate())
    to = back_to(request, _home(invoice))
    if accepted(form, partial(services.make_promise, invoice, by=request.user)):
        return done(request, _("The promise is noted. Reminders wait until its day is past."), to=to)
    context = {"form": form, "invoice": invoice, "cancel_url": to, "submit": _("Note the promise")}
    context["title"] = _("Payment of invoice %s is promised") % invoice
    return page(request, "accounts/dunning_form.html", context, part="form", status=status_of(form))


@require_POST
def withdraw_promise(request: Request, pk: int) -> HttpResponse:
    promise = for_change(Promise.objects.select_related("invoice__client"), request.user, pk)
    services.withdraw_promise(promise, by=request.user)
    told = _("The promise to pay invoice %s is withdrawn.") % promise.invoice
    back = undo.offer("accounts.restore_promise", by=request.user, message=told, pk=pk)
    return done(request, told, to=back_to(request, _home(promise.invoice)), undo=back)


def reminders(request: Request) -> HttpResponse:
    """What waits for approval, and what became of the others."""
    seen = Reminder.objects.visible_to(request.user).select_related(*OF_REMINDER).prefetch_related("lines__invoice")
    decided = seen.exclude(state=Reminder.State.PROPOSED)
    context = {"waiting": paginated(request, seen.waiting().order_by("-days", "pk")), "decided": decided[:LATEST]}
    return page(request, "accounts/reminders.html", context, part="list")


def show_reminder(request: Request, pk: int) -> HttpResponse:
    """The mail as it would go out now, or as it is decided, and what was left out of it."""
    reminder = for_view(Reminder.objects.select_related(*OF_REMINDER), request.user, pk)
    lines = list(reminder.lines.select_related("invoice").order_by("invoice__due_on", "pk"))
    kept = [line for line in lines if not line.dropped_because]
    context = {
        "reminder": reminder,
        "client": reminder.client,
        "letter": letter_of(reminder, kept or lines, on=timezone.localdate(reminder.sent_at)),
        "dropped": [(line, Halt(line.dropped_because).label) for line in lines if line.dropped_because],
        "may_change": may_change(Reminder.objects.all(), request.user, pk),
    }
    return page(request, "accounts/reminder.html", context, part="reminder")


@require_POST
def approve_reminder(request: Request, pk: int) -> HttpResponse:
    reminder = for_change(Reminder.objects.all(), request.user, pk)
    decided = services.approve_reminder(reminder, by=request.user, at=timezone.now())
    told = _("The reminder goes out within a minute.")
    if decided.state == Reminder.State.STOPPED:
        told = _("Nothing is left to ask for: the reminder is not sent.")
    return done(request, told, to=back_to(request, reminder.get_absolute_url()))


@require_POST
def stop_reminder(request: Request, pk: int) -> HttpResponse:
    reminder = for_change(Reminder.objects.select_related("client"), request.user, pk)
    services.stop_reminder(reminder, by=request.user)
    told = _("The reminder to %s is not sent.") % reminder.client
    back = undo.offer("accounts.take_up_reminder", by=request.user, message=told, pk=pk)
    return done(request, told, to=back_to(request, reminder.get_absolute_url()), undo=back)


def late_payment(request: Request, pk: int) -> HttpResponse:
    """What lateness costs as of a day, stretch by stretch."""
    invoice = for_view(Invoice.objects.select_related(*OF_INVOICE), request.user, pk)
    form = AsOfForm(request.GET or None, initial={"on": timezone.localdate()})
    on = (form.is_valid() and form.cleaned_data["on"]) or timezone.localdate()
    cost, table = late_costs([invoice], on=on)[invoice.pk], rate_table()
    context = {"invoice": invoice, "client": invoice.client, "form": form, "on": on, "cost": cost}
    context |= {"known_until": known_until(table), "is_euro": invoice.currency == "EUR"}
    context["sum"] = cost.interest + cost.compensation
    return page(request, "accounts/late_payment.html", context, part="cost", status=status_of(form))


def show_statement(request: Request, pk: int) -> HttpResponse:
    """The statement of account as a PDF, in the language of whom invoices are talked about with."""
    client = for_view(Client.objects.select_related("owner"), request.user, pk)
    form = StatementForm(request.GET or None)
    if not (form.is_valid() or not form.is_bound):
        return page(request, "accounts/statement.html", {"form": form, "client": client}, part="form", status=422)
    on, language = form.chosen.get("on") or timezone.localdate(), form.chosen.get("language")
    return statement_of(client, on=on, language=language or _language_of(client))


def statement_of(client: Client, *, on: date, language: str) -> HttpResponse:
    with translation.override(language):
        made = pdf.render("statement", statement.told(client, on=on))
    return pdf.answer(made, name=f"{slugify(client.name)}-{on}")


def _language_of(client: Client) -> str:
    terms = PaymentTerms.objects.filter(client=client).select_related("bills_to").first()
    return (terms.bills_to.language if terms and terms.bills_to else "") or settings.LANGUAGE_CODE


def expected_cash(request: Request) -> HttpResponse:
    """Which money is expected in which week, over the clients one sees."""
    today = timezone.localdate()
    found = cash.outlook(Invoice.objects.visible_to(request.user), on=today)
    return page(request, "accounts/cash.html", {"outlooks": found, "on": today}, part="cash")

"""Invoices and what is owed."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import receivables, services
from accounts.forms import InvoiceFilterForm, InvoiceForm, PaymentForm, PaymentTermsForm, SetOffForm
from accounts.links import held_up_by
from accounts.models import Allocation, Client, Invoice, Payment, PaymentTerms
from kam import undo
from kam.access import for_change, for_view, may_change
from kam.http import Request
from kam.processes import Process
from kam.web import accepted, back_to, done, page, paginated, posted, status_of

PAYMENTS = 10  # the latest ones


def invoices(request: Request) -> HttpResponse:
    filters = InvoiceFilterForm(request.GET or None, today=timezone.localdate())
    seen, on = Invoice.objects.visible_to(request.user), filters.on
    rows = paginated(request, filters.apply(seen).select_related("client").order_by(*filters.ordering))
    rows = paginated(
        request, filters.apply(seen).select_related("client").prefetch_related(held_up_by()).order_by("due_on", "pk")
    )
    aged = receivables.ageing(filters.counted(seen), on=on)
    context = {"filters": filters, "pager": rows, "rows": _told(rows, on), "ageing": aged, "on": on}
    return page(request, "accounts/invoices.html", context, part="list", status=status_of(filters))


def show_invoice(request: Request, pk: int) -> HttpResponse:
    invoice = for_view(Invoice.objects.select_related("client", "corrects"), request.user, pk)
    found = Allocation.objects.filter(credit_note=invoice) if invoice.is_credit else invoice.allocations
    today = timezone.localdate()
    context = {
        "invoice": invoice,
        "client": invoice.client,
        "late": invoice.days_late(today) if invoice.is_unpaid else 0,
        "allocations": found.select_related("payment", "credit_note", "invoice", "by"),
        "may_change": may_change(Invoice.objects.all(), request.user, pk),
        "on": today,
    }
    return page(request, "accounts/invoice.html", context, part="invoice")


def create_invoice(request: Request, pk: int) -> HttpResponse:
    client = for_change(Client.objects.all(), request.user, pk)
    form = InvoiceForm(posted(request), initial={"issued_on": timezone.localdate(), "currency": client.currency})
    to = back_to(request, reverse("accounts:receivables", args=[pk]))
    if accepted(form, partial(services.create_invoice, client, by=request.user)):
        return done(request, _("The invoice is noted."), to=to)
    return _form(request, form, client, _("New invoice of %s") % client, to)


def create_payment(request: Request, pk: int) -> HttpResponse:
    client = for_change(Client.objects.all(), request.user, pk)
    form = PaymentForm(posted(request), initial={"received_on": timezone.localdate(), "currency": client.currency})
    to = back_to(request, reverse("accounts:receivables", args=[pk]))
    if accepted(form, partial(services.record_payment, client, by=request.user)):
        return done(request, _("The payment is recorded and set off against what was due first."), to=to)
    intro = _("It is set off against the unpaid invoices in its currency, the oldest due first, disputed ones last.")
    return _form(request, form, client, _("New payment of %s") % client, to, intro=intro)


def allocate(request: Request, pk: int) -> HttpResponse:
    invoice = for_change(Invoice.objects.select_related("client"), request.user, pk)
    form = SetOffForm(posted(request), invoice=invoice, initial={"amount": invoice.open_amount})
    to = back_to(request, invoice.get_absolute_url())
    if accepted(form, partial(services.set_off, invoice=invoice, by=request.user)):
        return done(request, _("It is set off."), to=to)
    return _form(request, form, invoice.client, _("Set off against %s") % invoice, to)


@require_POST
def take_back(request: Request, pk: int) -> HttpResponse:
    allocation = for_change(Allocation.objects.select_related("invoice__client"), request.user, pk)
    services.take_back(allocation, by=request.user)
    told = _("Both sides are open again by %s.") % allocation.amount
    arguments: dict[str, Any] = {
        "invoice": allocation.invoice_id,
        "payment": allocation.payment_id,
        "note": allocation.credit_note_id,
    }
    arguments |= {"amount": str(allocation.amount), "on": allocation.on.isoformat()}
    back = undo.offer("accounts.set_off_again", by=request.user, message=told, **arguments)
    return done(request, told, to=allocation.invoice.get_absolute_url(), undo=back)


@require_POST
def annul_invoice(request: Request, pk: int) -> HttpResponse:
    invoice = for_change(Invoice.objects.select_related("client"), request.user, pk)
    try:
        services.annul_invoice(invoice, by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect(invoice)
    told = _("Annulled: %s") % invoice
    back = undo.offer("accounts.restore_invoice", by=request.user, message=told, pk=pk)
    return done(request, told, to=invoice.get_absolute_url(), undo=back)


def payment_terms(request: Request, pk: int) -> HttpResponse:
    client = for_change(Client.objects.all(), request.user, pk)
    form = PaymentTermsForm(posted(request), client=client, instance=PaymentTerms.objects.filter(client=client).first())
    to = back_to(request, reverse("accounts:receivables", args=[pk]))
    if accepted(form, partial(services.set_payment_terms, client, by=request.user)):
        return done(request, _("The payment terms are saved."), to=to)
    intro = _("Invoices that are there already keep their due date.")
    return _form(request, form, client, _("Payment terms of %s") % client, to, intro=intro)


def receivables_of(request: Request, pk: int) -> HttpResponse:
    client = for_view(Client.objects.all(), request.user, pk)
    filters = InvoiceFilterForm(request.GET or None, today=timezone.localdate())
    on, found = filters.on, filters.counted(Invoice.objects.of(client))
    listed = filters.apply(Invoice.objects.of(client)).select_related("client")
    rows = paginated(request, listed.order_by(*filters.ordering))
    listed = filters.apply(Invoice.objects.of(client)).select_related("client").prefetch_related(held_up_by())
    rows = paginated(request, listed.order_by("due_on", "pk"))
    context = {"client": client, "filters": filters, "pager": rows, "rows": _told(rows, on), "on": on}
    context |= {"ageing": receivables.ageing(found, on=on), "speeds": receivables.speeds(found, on=on)}
    context |= {"terms": list(receivables.terms(found, on=on)), "process_url": client.url_of(Process.ACCOUNTS)}
    context["payments"] = Payment.objects.of(client)[:PAYMENTS]
    context["may_change"] = may_change(Client.objects.all(), request.user, pk)
    return page(request, "accounts/receivables.html", context, part="list", status=status_of(filters))


def _told(rows: Any, on: date) -> list[tuple[Invoice, Any, int]]:
    """Each invoice with what is or was open of it, and the days it is past due as of the day."""
    told = []
    for invoice in rows:
        left = getattr(invoice, "open_then", invoice.open_amount)
        counts = left > 0 and not invoice.is_credit and invoice.cancelled_at is None
        told.append((invoice, left, max((on - invoice.due_on).days, 0) if counts else 0))
    return told


def _form(request: Request, form: Any, client: Client, title: str, to: str, *, intro: str = "") -> HttpResponse:
    context = {"form": form, "client": client, "title": title, "cancel_url": to, "intro": intro}
    return page(request, "accounts/receivable_form.html", context, part="form", status=status_of(form))

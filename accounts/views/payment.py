"""Money that came in: corrected, annulled, and the list of it."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import services
from accounts.forms import ChangedInvoiceForm, ChangedPaymentForm
from accounts.models import Invoice, Payment
from kam import undo
from kam.access import for_change
from kam.http import Request
from kam.web import accepted, back_to, done, page, posted, status_of


def change_invoice(request: Request, pk: int) -> HttpResponse:
    invoice = for_change(Invoice.objects.select_related("client"), request.user, pk)
    form = ChangedInvoiceForm(posted(request), instance=invoice)
    to = back_to(request, invoice.get_absolute_url())
    if accepted(form, partial(services.change_invoice, invoice, by=request.user)):
        return done(request, _("The invoice is corrected."), to=to)
    context = {"form": form, "client": invoice.client, "cancel_url": to, "title": _("Correct %s") % invoice.number}
    context["intro"] = _("Correct it here as it was corrected where it was issued.")
    return page(request, "accounts/receivable_form.html", context, part="form", status=status_of(form))


def change_payment(request: Request, pk: int) -> HttpResponse:
    payment = for_change(Payment.objects.select_related("client"), request.user, pk)
    form = ChangedPaymentForm(posted(request), instance=payment)
    to = back_to(request, reverse("accounts:receivables", args=[payment.client_id]))
    if accepted(form, partial(services.change_payment, payment, by=request.user)):
        return done(request, _("The payment is corrected."), to=to)
    context = {"form": form, "client": payment.client, "cancel_url": to, "title": _("Correct %s") % payment.number}
    return page(request, "accounts/receivable_form.html", context, part="form", status=status_of(form))


@require_POST
def annul_payment(request: Request, pk: int) -> HttpResponse:
    payment = for_change(Payment.objects.select_related("client"), request.user, pk)
    spread = [[one.invoice_id, str(one.amount), one.on.isoformat()] for one in payment.allocations.all()]
    services.annul_payment(payment, by=request.user)
    told = _("Annulled: %s. What it had settled is open again.") % payment
    back = undo.offer("accounts.restore_payment", by=request.user, message=told, pk=pk, spread=spread)
    return done(request, told, to=reverse("accounts:receivables", args=[payment.client_id]), undo=back)

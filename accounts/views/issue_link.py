"""Linking issues with invoices, from the page of either."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import services
from accounts.forms.issue_link import InvoiceOfIssueForm, IssueOfInvoiceForm
from accounts.models import Invoice, Issue, IssueInvoice
from kam import undo
from kam.access import for_change
from kam.http import Request
from kam.web import accepted, back_to, done, page, posted, status_of


def link_invoice(request: Request, pk: int) -> HttpResponse:
    issue = for_change(Issue.objects.kept().select_related("client"), request.user, pk)
    form = InvoiceOfIssueForm(posted(request), issue=issue)
    to = issue.get_absolute_url()
    if accepted(form, partial(services.link_invoice, issue, by=request.user)):
        return done(request, _("Linked."), to=to)
    context = {"form": form, "client": issue.client, "title": _("Link an invoice"), "cancel_url": to}
    return page(request, "accounts/receivable_form.html", context, part="form", status=status_of(form))


def link_issue(request: Request, pk: int) -> HttpResponse:
    invoice = for_change(Invoice.objects.select_related("client"), request.user, pk)
    form = IssueOfInvoiceForm(posted(request), invoice=invoice)
    to = invoice.get_absolute_url()
    if accepted(form, partial(services.link_invoice, invoice=invoice, by=request.user)):
        return done(request, _("Linked."), to=to)
    context = {"form": form, "client": invoice.client, "title": _("Link an issue"), "cancel_url": to}
    return page(request, "accounts/receivable_form.html", context, part="form", status=status_of(form))


@require_POST
def unlink_invoice(request: Request, pk: int) -> HttpResponse:
    link = for_change(IssueInvoice.objects.select_related("issue", "invoice"), request.user, pk)
    told = {"issue": link.issue_id, "invoice": link.invoice_id, "holds_up": link.holds_up}
    services.unlink_invoice(link.issue, invoice=link.invoice, by=request.user)
    message = _("Unlinked: %s") % link
    back = undo.offer("accounts.link_invoice", by=request.user, message=message, **told)
    return done(request, message, to=back_to(request, link.issue.get_absolute_url()), undo=back)

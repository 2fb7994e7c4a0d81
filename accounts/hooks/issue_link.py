"""Invoices on the page of an issue, issues on the page of an invoice, how links are told and taken back."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.forms.issue_link import InvoiceOfIssueForm, IssueOfInvoiceForm
from accounts.links import Line, LinkCard, held_up_by, may_link, standing_of
from accounts.models import Invoice, Issue
from kam.access import for_change, may_change
from kam.events import describe
from kam.http import Request
from kam.models import User
from kam.numbers import date_short, money
from kam.slots import fill
from kam.undo import undoes

describe("accounts.issue_invoice_linked", _("“%(name)s” has to do with invoice %(what)s"), icon="link")
describe("accounts.issue_invoice_unlinked", _("“%(name)s” has nothing to do with invoice %(what)s"), icon="unlink")


@undoes("accounts.link_invoice")
def link_invoice(*, issue: int, invoice: int, holds_up: bool, by: User) -> None:
    found = for_change(Issue.objects.kept(), by, issue)
    services.link_invoice(found, invoice=for_change(Invoice.objects.all(), by, invoice), holds_up=holds_up, by=by)


@fill("issue.page", order=30)
def invoices_of_issue(request: Request, issue: Issue) -> SafeString | None:
    lines = [
        Line(
            name=str(link.invoice),
            url=link.invoice.get_absolute_url(),
            meta=_standing(link.invoice),
            unlink_url=reverse("accounts:unlink-invoice", args=[link.pk]),
            flag=str(_("Not paid because of it")) if link.holds_up and link.invoice.is_unpaid else "",
        )
        for link in issue.invoice_links.select_related("invoice")
    ]
    form = InvoiceOfIssueForm(issue=issue) if may_link(request, issue) else None
    url = reverse("accounts:link-invoice", args=[issue.pk])
    return LinkCard("invoices", _("Invoices"), lines, form, url, _("Link an invoice")).shown(request)


@fill("invoice.page", order=20)
def issues_of_invoice(request: Request, invoice: Invoice) -> SafeString | None:
    links = invoice.issue_links.select_related("issue").filter(issue__in=Issue.objects.kept())
    lines = [
        Line(
            name=str(link.issue),
            url=link.issue.get_absolute_url(),
            meta=standing_of(link.issue),
            unlink_url=reverse("accounts:unlink-invoice", args=[link.pk]),
            flag=str(_("Not paid because of it")) if link.holds_up and link.issue.is_open and invoice.is_unpaid else "",
        )
        for link in links
    ]
    may = not invoice.cancelled_at and may_change(Invoice.objects.all(), request.user, invoice.pk)
    form = IssueOfInvoiceForm(invoice=invoice) if may else None
    url = reverse("accounts:link-issue", args=[invoice.pk])
    return LinkCard("issues", _("Issues"), lines, form, url, _("Link an issue")).shown(request)


@fill("invoice.page", order=5)
def why_not_paid(request: Request, invoice: Invoice) -> SafeString | None:
    if not invoice.is_unpaid:
        return None
    found = Invoice.objects.prefetch_related(held_up_by()).get(pk=invoice.pk)
    return render_to_string("accounts/held_up_note.html", {"invoice": found}, request)


def _standing(invoice: Invoice) -> str:
    """What is open of it and since when, or that it is settled."""
    if not invoice.is_unpaid:
        return str(_("settled") if invoice.settled_on else invoice.get_kind_display())
    told = {"amount": money(invoice.open_amount, invoice.currency), "day": date_short(invoice.due_on)}
    return str(_("%(amount)s open, due %(day)s") % told)

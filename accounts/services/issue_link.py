"""Writes on what issues have to do with: the invoices that are not paid because of them, or that they are about."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Invoice, Issue, IssueInvoice
from kam import events
from kam.models import User
from kam.records import keep


@transaction.atomic
def link_invoice(issue: Issue, *, invoice: Invoice, by: User | None, holds_up: bool = False) -> IssueInvoice:
    """An issue is about an invoice of the same client; `holds_up`: it is why the invoice is not paid.

    Said again it takes over `holds_up`, and else changes nothing. ValidationError: of another client, merged, annulled.
    """
    issue = Issue.objects.select_for_update(of=("self",)).get(pk=issue.pk)
    _refuse(issue, invoice)
    link = issue.invoice_links.filter(invoice=invoice).first() or IssueInvoice(issue=issue, invoice=invoice, by=by)
    if link.pk and link.holds_up == holds_up:
        return link
    link.holds_up = holds_up
    keep(link)
    _tell("accounts.issue_invoice_linked", link, by=by)
    return link


@transaction.atomic
def unlink_invoice(issue: Issue, *, invoice: Invoice, by: User) -> None:
    """They have nothing to do with each other. Where they are not linked it changes nothing."""
    issue = Issue.objects.select_for_update(of=("self",)).get(pk=issue.pk)
    link = issue.invoice_links.select_related("issue", "invoice").filter(invoice=invoice).first()
    if link is None:
        return
    link.delete()
    _tell("accounts.issue_invoice_unlinked", link, by=by)


def _refuse(issue: Issue, invoice: Invoice) -> None:
    if invoice.client_id != issue.client_id:
        raise ValidationError({"invoice": _("Choose an invoice of this client.")})
    if issue.removed_at or issue.merged_into_id:
        raise ValidationError(_("This issue is no longer in the books."))
    if invoice.cancelled_at:
        raise ValidationError({"invoice": _("This invoice is annulled.")})


def _tell(verb: str, link: IssueInvoice, *, by: User | None) -> None:
    told = {"what": str(link.invoice), "invoice": link.invoice_id, "holds_up": link.holds_up}
    events.record(verb, link.issue, by=by, client_id=link.issue.client_id, **told)

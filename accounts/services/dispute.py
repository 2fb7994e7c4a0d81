"""Writes on disputes. An open dispute stops every reminder of its invoice: both lock the invoice first."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Contact, Dispute, Invoice
from accounts.services.invoice import locked_invoice
from accounts.services.issue import open_issue
from accounts.services.issue_link import link_invoice
from kam import events
from kam.models import User
from kam.records import keep


@transaction.atomic
def open_dispute(
    invoice: Invoice,
    *,
    by: User | None,
    amount: Decimal | None = None,
    raised_on: date | None = None,
    raised_by: Contact | None = None,
    opens_issue: bool = False,
    **fields: Any,
) -> Dispute:
    """The client does not accept an invoice, or part of it. `opens_issue`: it is followed as an issue, too."""
    invoice = locked_invoice(invoice)
    _refuse(invoice, amount, raised_by)
    dispute = Dispute(invoice=invoice, amount=amount or invoice.open_amount, raised_by=raised_by, by=by, **fields)
    dispute.raised_on = raised_on or timezone.localdate()
    if opens_issue:
        dispute.issue = open_issue(
            invoice.client,
            title=_("Invoice %(number)s is disputed: %(reason)s")
            % {"number": invoice, "reason": dispute.get_reason_display()},
            by=by,
            reporter=raised_by,
            description=dispute.told,
            kind="complaint",
        )
    keep(dispute)
    if dispute.issue:
        link_invoice(dispute.issue, invoice=invoice, holds_up=True, by=by)
    told = {"amount": str(dispute.amount), "currency": invoice.currency, "reason": dispute.reason}
    events.record("accounts.invoice_disputed", invoice, by=by, client_id=invoice.client_id, dispute=dispute.pk, **told)
    return dispute


@transaction.atomic
def resolve_dispute(dispute: Dispute, *, by: User | None, outcome: str, resolved_on: date | None = None) -> Dispute:
    """How it ended. What was credited comes as a credit note of its own: this changes no amount."""
    locked_invoice(dispute.invoice)
    dispute = Dispute.objects.select_related("invoice").get(pk=dispute.pk)
    if dispute.resolved_on:
        raise ValidationError(_("This dispute is resolved already."))
    dispute.resolved_on = resolved_on or timezone.localdate()
    if dispute.resolved_on < dispute.raised_on:
        raise ValidationError(_("A dispute is not resolved before it is raised."))
    if not outcome:
        raise ValidationError({"outcome": _("Say how it ended.")})
    dispute.outcome = outcome
    keep(dispute)
    _tell("accounts.dispute_resolved", dispute, by=by)
    return dispute


@transaction.atomic
def reopen_dispute(dispute: Dispute, *, by: User | None) -> Dispute:
    """It was not resolved after all."""
    locked_invoice(dispute.invoice)
    dispute = Dispute.objects.select_related("invoice").get(pk=dispute.pk)
    dispute.resolved_on, dispute.outcome = None, ""
    keep(dispute)
    _tell("accounts.dispute_reopened", dispute, by=by)
    return dispute


def _tell(verb: str, dispute: Dispute, *, by: User | None) -> None:
    invoice = dispute.invoice
    events.record(
        verb, invoice, by=by, client_id=invoice.client_id, dispute=dispute.pk, outcome=dispute.get_outcome_display()
    )


def _refuse(invoice: Invoice, amount: Decimal | None, raised_by: Contact | None) -> None:
    if not invoice.is_unpaid:
        raise ValidationError(_("Only invoices of which something is open are disputed."))
    if amount is not None and amount > invoice.open_amount:
        raise ValidationError({"amount": _("Of this invoice only %s is open.") % invoice.open_amount})
    if raised_by and raised_by.client_id != invoice.client_id:
        raise ValidationError({"raised_by": _("Choose a person of this client.")})

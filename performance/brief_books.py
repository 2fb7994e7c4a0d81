"""Issues and invoices as a brief and a handover tell of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Client, Dispute, Invoice, Issue, Promise
from kam.numbers import date_short
from kam.status import Status
from performance.queue.issues import told_of, with_due


@dataclass(frozen=True, slots=True)
class Late:
    """An overdue invoice, and what is known of why."""

    invoice: Invoice
    days: int
    why: str


def open_issues(client: Client, *, at: datetime, most: int | None) -> list[tuple[Issue, Status, str]]:
    """The one that presses most first, each with its status and what its clocks say."""
    found = with_due(Issue.objects.of(client).open().select_related("owner"))
    ordered = found.order_by(F("due_at").asc(nulls_last=True), "opened_at", "pk")
    return [(issue, *told_of(issue, at=at)) for issue in ordered[:most]]


def late_invoices(client: Client, *, on: date, most: int | None) -> list[Late]:
    """The oldest first."""
    late = list(Invoice.objects.of(client).overdue(on=on).order_by("due_on", "pk")[:most])
    disputed = {one.invoice_id: one for one in Dispute.objects.open().filter(invoice__in=late)}
    promised = {one.invoice_id: one for one in Promise.objects.standing().filter(invoice__in=late)}
    return [Late(one, one.days_late(on), _why(disputed.get(one.pk), promised.get(one.pk))) for one in late]


def days_late(days: int) -> str:
    return ngettext("%d day late", "%d days late", days) % days


def _why(dispute: Dispute | None, promise: Promise | None) -> str:
    if dispute:
        return _("disputed: %s") % dispute.get_reason_display()
    return _("promised for %s") % date_short(promise.promised_for) if promise else ""

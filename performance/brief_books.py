"""Issues and invoices as a brief and a handover tell of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Client, Dispute, Invoice, Issue, Promise
from kam.numbers import date_short
from kam.status import Status
from performance.queue.issues import told_of


@dataclass(frozen=True, slots=True)
class Late:
    """An overdue invoice, and what is known of why."""

    invoice: Invoice
    days: int
    why: str


def open_issues(client: Client, *, at: datetime, most: int | None) -> list[tuple[Issue, Status, str]]:
    """The one that presses most first, each with its status and what its clocks say."""
    found = Issue.objects.of(client).open().with_due().select_related("owner")
    ordered = found.order_by(F("due_at").asc(nulls_last=True), "opened_at", "pk")
    return [(issue, *told_of(issue, at=at)) for issue in ordered[:most]]


def late_invoices(client: Client, *, on: date, most: int | None) -> list[Late]:
    """The oldest first."""
    disputed = Dispute.objects.open().filter(invoice=OuterRef("pk"))
    promised = Promise.objects.standing().filter(invoice=OuterRef("pk"))
    late = Invoice.objects.of(client).overdue(on=on).order_by("due_on", "pk")
    told: Any = late.annotate(
        disputed=Subquery(disputed.values("reason")[:1]), promised=Subquery(promised.values("promised_for")[:1])
    )
    return [Late(one, one.days_late(on), _why(one.disputed, one.promised)) for one in told[:most]]


def days_late(days: int) -> str:
    return ngettext("%d day late", "%d days late", days) % days


def _why(disputed: str | None, promised: date | None) -> str:
    if disputed:
        return _("disputed: %s") % Dispute.Reason(disputed).label
    return _("promised for %s") % date_short(promised) if promised else ""

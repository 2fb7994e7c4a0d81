"""What holds objectives back, in words and for many objectives at a time. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Invoice, Issue
from kam.numbers import date_short
from planning.models import Hindrance


def held_back(objectives: Collection[int]) -> dict[int, list[dict[str, str]]]:
    """By id of the objective, what still holds it back: open issues and unpaid invoices. One statement.

    Each with `kind` (query, problem, complaint or invoice), `name` and `since`, an ISO day: when the issue was opened,
    or when the invoice was issued.
    """
    lasts = Q(issue__in=Issue.objects.open()) | Q(invoice__in=Invoice.objects.unpaid())
    found = Hindrance.objects.filter(lasts, objective__in=objectives).select_related("issue", "invoice").order_by("pk")
    told: dict[int, list[dict[str, str]]] = defaultdict(list)
    for hindrance in found:
        told[hindrance.objective_id].append(fact(hindrance))
    return dict(told)


def fact(hindrance: Hindrance) -> dict[str, str]:
    """As a stored reason holds it."""
    issue, invoice = hindrance.issue, hindrance.invoice
    if issue is not None:
        since = timezone.localdate(issue.opened_at).isoformat()
        return {"kind": issue.kind, "name": issue.title, "since": since}
    assert invoice is not None  # noqa: S101 - its table wants one of the two
    return {"kind": "invoice", "name": invoice.number, "since": invoice.issued_on.isoformat()}


def sentence(told: Mapping[str, Any]) -> str:
    """Such as “open complaint since 2 Mar 2026” or “invoice FT 12 unpaid since 2 Mar 2026”."""
    day = date_short(date.fromisoformat(told["since"]))
    if told["kind"] == "invoice":
        return _("invoice %(number)s unpaid since %(day)s") % {"number": told["name"], "day": day}
    if told["kind"] == Issue.Kind.COMPLAINT:
        return _("open complaint since %s") % day
    return _("open problem since %s") % day if told["kind"] == Issue.Kind.PROBLEM else _("open query since %s") % day


def where_it_stands(hindrance: Hindrance) -> str:
    """Why it still holds the objective back, or how it ended."""
    issue, invoice = hindrance.issue, hindrance.invoice
    if issue is not None and not (issue.is_open and issue.removed_at is None):
        return issue.get_status_display() if issue.removed_at is None else _("Removed")
    if invoice is not None and not invoice.is_unpaid:
        return _("annulled") if invoice.cancelled_at else _("settled")
    return sentence(fact(hindrance))

"""What issues, invoices and documents say of the account management of a client, gathered for many at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, Min, Q, Sum
from django.utils import timezone

from accounts.models import Dispute, Document, Invoice, Issue, IssueInvoice, Promise
from accounts.models.issue import OPEN
from kam.status import Status, worst

LONG_UNPAID = timedelta(days=30)  # an invoice later than this makes a client critical, an earlier one puts it at risk
ENDED_LATELY = timedelta(days=90)  # what ended longer ago was let go

Judged = tuple[Status, dict[str, Any]]


class OpenIssue(NamedTuple):
    """An open issue by what it stores of its clocks; `due_at` is the earlier of the two, None while both stand."""

    pk: int
    title: str
    kind: str
    severity: str
    opened_at: datetime
    due_at: datetime | None
    is_over: bool

    def status(self, *, day_ends: datetime) -> Status:
        if self.is_over:
            return Status.BAD
        near = self.due_at is not None and self.due_at < day_ends
        return Status.WARN if near or self.severity == Issue.Severity.CRITICAL else Status.GOOD


class Due(NamedTuple):
    """What is past due in one currency."""

    currency: str
    amount: Decimal
    since: date
    invoices: int


@dataclass(slots=True)
class Books:
    issues: list[OpenIssue] = field(default_factory=list)
    overdue: list[Due] = field(default_factory=list)
    broken_promises: int = 0
    disputed: int = 0
    disputed_since: date | None = None
    held_up_by: str = ""
    ending: list[tuple[str, date]] = field(default_factory=list)
    has_invoices: bool = False


def gather(found: Mapping[int, Books], *, on: date, at: datetime) -> None:
    """Fill in the books of these clients, by id: a handful of statements, however many."""
    _gather_issues(found, at)
    _gather_invoices(found, on)
    _gather_promises(found, on)
    _gather_disputes(found)
    _gather_documents(found, on)


def _gather_issues(found: Mapping[int, Books], at: datetime) -> None:
    issues = Issue.objects.filter(client__in=found, removed_at=None, merged_into=None, status__in=OPEN)
    known = issues.only(
        "client", "title", "kind", "severity", "status", "opened_at", "responded_at", "response_due_at",
        "resolution_due_at", "resolution_seconds", "resolution_minutes",
    )  # fmt: skip
    for issue in known.order_by("pk"):
        response = issue.response_due_at if issue.responded_at is None else None
        dues = [due for due in (response, issue.resolution_due_at) if due]
        agreed = issue.resolution_minutes
        ran_out = agreed is not None and issue.resolution_seconds > agreed * 60
        is_over = ran_out or any(due <= at for due in dues)
        told = OpenIssue(
            issue.pk, issue.title, issue.kind, issue.severity, issue.opened_at, min(dues, default=None), is_over
        )
        found[issue.client_id].issues.append(told)


def _gather_invoices(found: Mapping[int, Books], on: date) -> None:
    for pk in (
        Invoice.objects.invoices().filter(client__in=found).order_by().values_list("client", flat=True).distinct()
    ):
        found[pk].has_invoices = True
    late = Invoice.objects.overdue(on=on).filter(client__in=found).order_by().values("client", "currency")
    sums = late.annotate(amount=Sum("open_amount"), since=Min("due_on"), count=Count("pk"))
    for pk, *due in sums.values_list("client", "currency", "amount", "since", "count"):
        found[pk].overdue.append(Due(*due))
    held = IssueInvoice.objects.filter(holds_up=True, issue__in=Issue.objects.open(), invoice__client__in=found)
    held = held.filter(invoice__in=Invoice.objects.overdue(on=on)).order_by("-pk")
    for pk, title in held.values_list("invoice__client", "issue__title"):
        found[pk].held_up_by = title


def _gather_promises(found: Mapping[int, Books], on: date) -> None:
    """Broken is also what the job has yet to mark: the day has passed, and the invoice is still open."""
    broken = Q(state=Promise.State.BROKEN) | Q(state=Promise.State.OPEN, promised_for__lt=on)
    unpaid = Promise.objects.filter(broken, invoice__in=Invoice.objects.unpaid(), invoice__client__in=found)
    counted = unpaid.order_by().values("invoice__client").annotate(count=Count("invoice", distinct=True))
    for pk, count in counted.values_list("invoice__client", "count"):
        found[pk].broken_promises = count


def _gather_disputes(found: Mapping[int, Books]) -> None:
    open_ = Dispute.objects.open().filter(invoice__client__in=found, invoice__in=Invoice.objects.unpaid())
    counted = open_.order_by().values("invoice__client").annotate(count=Count("pk"), since=Min("raised_on"))
    for pk, count, since in counted.values_list("invoice__client", "count", "since"):
        found[pk].disputed, found[pk].disputed_since = count, since


def _gather_documents(found: Mapping[int, Books], on: date) -> None:
    ending = Document.objects.ending(by=on).filter(client__in=found, expires_on__gte=on - ENDED_LATELY)
    for pk, title, expires_on in ending.order_by("expires_on", "pk").values_list("client", "title", "expires_on"):
        if expires_on:
            found[pk].ending.append((title, expires_on))


def columns(books: Books, *, on: date) -> dict[str, Any]:
    """What the summary row holds of them."""
    own = next((due for due in books.overdue if due.currency == settings.DEFAULT_CURRENCY), None)
    return {
        "open_issues": len(books.issues),
        "issues": worst(issue.status(day_ends=_end_of(on)) for issue in books.issues),
        "overdue": own.amount if own else Decimal(0),
        "overdue_since": own.since if own else None,
    }


def judge(books: Books, *, on: date) -> list[Judged]:
    """What is known of the account management, each with its reason."""
    found = [*_judge_issues(books, on), *_judge_money(books, on), *_judge_documents(books, on)]
    if not books.overdue and books.has_invoices:
        found.append((Status.GOOD, {"code": "nothing_overdue"}))
    return found


def _judge_issues(books: Books, on: date) -> list[Judged]:
    """One reason for each status, after the issue that was opened first."""
    ends = _end_of(on)
    by_status: dict[Status, list[OpenIssue]] = {}
    for issue in sorted(books.issues, key=lambda issue: issue.opened_at):
        by_status.setdefault(issue.status(day_ends=ends), []).append(issue)
    found: list[Judged] = []
    for status, issues in by_status.items():
        first = issues[0]
        told = {"issue": first.pk, "title": first.title, "count": len(issues), "kind": first.kind}
        since = timezone.localdate(first.opened_at).isoformat()
        found.append((status, {"code": f"issues_{status}", "since": since, **told}))
    return found


def _judge_money(books: Books, on: date) -> list[Judged]:
    found: list[Judged] = []
    for due in books.overdue:
        days = (on - due.since).days
        status = Status.BAD if on - due.since > LONG_UNPAID else Status.WARN
        told = {"amount": str(due.amount), "currency": due.currency, "days": days, "because": books.held_up_by}
        found.append((status, {"code": "invoices_overdue", **told}))
    if books.broken_promises:
        found.append((Status.BAD, {"code": "promises_broken", "count": books.broken_promises}))
    if books.disputed and books.disputed_since:
        told = {"count": books.disputed, "since": books.disputed_since.isoformat()}
        found.append((Status.WARN, {"code": "invoices_disputed", **told}))
    return found


def _judge_documents(books: Books, on: date) -> list[Judged]:
    return [
        (
            Status.WARN,
            {"code": "document_ended" if day < on else "document_ending", "title": title, "on": day.isoformat()},
        )
        for title, day in books.ending
    ]


def _end_of(day: date) -> datetime:
    """In the time zone of whoever reads, or of the installation."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))

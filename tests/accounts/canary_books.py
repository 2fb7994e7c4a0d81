"""The canary in the books: issues, invoices and what became of them, documents, what was told to the client."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from accounts.models import (
    Allocation,
    Client,
    Contact,
    Dispute,
    Document,
    DocumentVersion,
    Invoice,
    Issue,
    IssueMessage,
    IssueStatusChange,
    Payment,
    PaymentTerms,
    Promise,
    Reminder,
    ReminderLine,
)
from kam.models import User
from performance.models import Margin, StatusMail, StatusUpdate
from planning.models import Hindrance
from tests import make


def fill(client: Client, person: Contact, *, said: str, by: User) -> None:
    """A row in each of these tables that says `said` wherever people write."""
    issue = _complained(client, person, said=said, by=by)
    invoice = _billed(client, person, said=said, by=by)
    Dispute.objects.create(
        invoice=invoice, reason="price", told=said, amount=1, raised_on=make.today(), raised_by=person, issue=issue
    )
    held_back = make.objective(client, by=by)
    Hindrance.objects.create(objective=held_back, issue=issue, note=said, by=by)
    _told(client, person, said=said, by=by)


def _complained(client: Client, person: Contact, *, said: str, by: User) -> Issue:
    now = timezone.now()
    issue = Issue.objects.create(
        client=client, title=said, description=said, reporter=person, owner=by, created_by=by, key="k", knowledge=said
    )
    IssueMessage.objects.create(issue=issue, body=said, contact=person, message_id="1")
    IssueStatusChange.objects.create(issue=issue, at=now, status="new", severity="normal", by=by, reason=said)
    return issue


def _billed(client: Client, person: Contact, *, said: str, by: User) -> Invoice:
    today = make.today()
    invoice = Invoice.objects.create(
        client=client,
        number="FT 1",
        issued_on=today,
        due_on=today,
        net_amount=Decimal(1),
        gross_amount=Decimal(1),
        open_amount=Decimal(1),
        note=said,
        created_by=by,
    )
    PaymentTerms.objects.update_or_create(client=client, defaults={"bills_to": person})
    payment = Payment.objects.create(
        client=client, number="RG 1", received_on=today, amount=1, open_amount=1, note=said, created_by=by
    )
    Allocation.objects.create(invoice=invoice, payment=payment, amount=1, on=today, by=by)
    Promise.objects.create(invoice=invoice, amount=1, promised_for=today, made_on=today, made_by=person, note=said)
    reminder = Reminder.objects.create(
        client=client, contact=person, days=1, tone="firm", language="en", proposed_on=today, stopped_because="left"
    )
    ReminderLine.objects.create(reminder=reminder, invoice=invoice, days=1, open_amount=1)
    return invoice


def _told(client: Client, person: Contact, *, said: str, by: User) -> None:
    today = make.today()
    document = Document.objects.create(client=client, title=said, note=said, responsible=by, created_by=by)
    DocumentVersion.objects.create(
        document=document, number=1, file="documents/none.pdf", name=said, size=1, sha256="0", note=said, by=by
    )
    update = StatusUpdate.objects.create(
        client=client, title=said, language="en", since=today, until=today, body=said, by=by
    )
    StatusMail.objects.create(update=update, contact=person, address=person.email, by=by, problem=said)
    Margin.objects.create(client=client, year=2026, percent=20, by=by)

"""Invoices, for My day: reminders that wait for approval, promises that were broken, and what is long overdue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Client, Dispute, Invoice, Promise, Reminder
from kam.addresses import address_of
from kam.models import User
from kam.numbers import date_short, money
from kam.status import Status
from performance.queue.item import Item, Rule
from performance.services.standing_books import LONG_UNPAID, Due

GRACE = timedelta(days=7)
"""So long past its due date an invoice is left alone: most are on their way."""


def to_approve(user: User, on: date, limit: int) -> Iterator[Item]:
    mine = Client.objects.active().worked_by(user)
    waiting = Reminder.objects.waiting().filter(client__in=mine).select_related("client", "contact")
    lines = Count("lines", filter=Q(lines__dropped_because=""))
    for reminder in waiting.annotate(count=lines).order_by("proposed_on", "pk")[:limit]:
        count: int = reminder.count  # type: ignore[attr-defined]
        told = ngettext("%(tone)s, %(count)d invoice", "%(tone)s, %(count)d invoices", count)
        yield Item(
            rule=Rule.APPROVE,
            status=Status.WARN,
            client=reminder.client,
            what=_("Reminder to %s") % (reminder.contact.name if reminder.contact else reminder.client.name),
            why=told % {"tone": reminder.get_tone_display(), "count": count},
            url=reminder.get_absolute_url(),
            subject_id=reminder.pk,
            due_on=reminder.proposed_on,
            weight=reminder.proposed_on.toordinal(),
        )


def broken_promises(user: User, on: date, limit: int) -> Iterator[Item]:
    """Of invoices still open: the latest promise of each, its day past."""
    broken = Q(state=Promise.State.BROKEN) | Q(state=Promise.State.OPEN, promised_for__lt=on)
    unpaid = Invoice.objects.unpaid().filter(client__in=Client.objects.active().worked_by(user))
    newer = Promise.objects.filter(invoice=OuterRef("invoice"), pk__gt=OuterRef("pk"))
    found = Promise.objects.filter(broken, ~Exists(newer), invoice__in=unpaid).select_related("invoice__client")
    for promise in found.order_by("promised_for", "pk")[:limit]:
        invoice = promise.invoice
        told = {"amount": money(promise.amount, invoice.currency), "day": date_short(promise.promised_for)}
        yield Item(
            rule=Rule.PROMISE,
            status=Status.BAD,
            client=invoice.client,
            what=_("Invoice %s") % invoice.number,
            why=_("%(amount)s promised by %(day)s and not paid") % told,
            url=promise.get_absolute_url(),
            subject_id=promise.pk,
            due_on=promise.promised_for,
            weight=promise.promised_for.toordinal(),
        )


def overdue(user: User, on: date, limit: int) -> Iterator[Item]:
    """One row for each client: overdue beyond the days of grace, neither disputed nor promised."""
    mine = Client.objects.active().worked_by(user)
    late = Invoice.objects.unpaid().filter(due_on__lt=on - GRACE, client__in=mine)
    late = late.exclude(pk__in=Dispute.objects.open().values("invoice"))
    late = late.exclude(pk__in=Promise.objects.standing().values("invoice")).order_by()
    sums = (
        late.values("client", "currency")
        .annotate(amount=Sum("open_amount"), since=Min("due_on"), count=Count("pk"))
        .order_by("since", "client")
    )
    owed: dict[int, list[Due]] = {}
    for pk, *due in sums.values_list("client", "currency", "amount", "since", "count")[:limit]:
        owed.setdefault(pk, []).append(Due(*due))
    clients = Client.objects.in_bulk(owed)
    for pk, dues in owed.items():
        yield _overdue_item(clients[pk], dues, on)


def _overdue_item(client: Client, dues: list[Due], on: date) -> Item:
    """`dues`: one for each currency, which are never added up; the oldest first."""
    since, count = dues[0].since, sum(due.invoices for due in dues)
    days = (on - since).days
    told = ngettext("%(count)d invoice, %(days)d days late", "%(count)d invoices, the oldest %(days)d days late", count)
    return Item(
        rule=Rule.UNPAID,
        status=Status.BAD if on - since > LONG_UNPAID else Status.WARN,
        client=client,
        what=_("%s overdue") % " + ".join(money(due.amount, due.currency) for due in dues),
        why=told % {"count": count, "days": days},
        url=address_of("accounts:client-accounts", client.pk),
        subject_id=client.pk,
        due_on=since,
        weight=since.toordinal(),
    )

"""Reminders: decided by the ladder, approved by somebody where it asks for that, looked at again when they are sent.

Whoever writes a reminder locks it first and then its invoices in the order of their ids. Disputes, promises, payments
and annulments lock the invoice, so each of them comes before a mail, which then leaves the invoice out, or after it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail.message import BadHeaderError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.ladder import Halt, Rung, halts, ladder, next_rung
from accounts.models import Client, Invoice, PaymentTerms, Reminder, ReminderLine
from kam import events
from kam.models import User

LEASE = timedelta(minutes=10)
"""How long whoever began sending one has for it; a mail that failed is tried again after that."""

State = Reminder.State
Post = Callable[[Reminder, Sequence[ReminderLine]], object]
"""Hands the mail over. Raises what the mail server's refusal raises: the reminder is then tried again."""


# --- Deciding ---------------------------------------------------------------------------------------------------------


def decide_reminders(*, on: date, clients: Collection[int] | None = None) -> int:
    """Propose what the ladder asks for on this day; how many. A second run on the same day finds nothing to do.

    `clients`: the ids of those it is about; None for all.
    """
    rungs = ladder()
    nearest = on - timedelta(days=min(rung.days for rung in rungs))
    due = Invoice.objects.unpaid().filter(due_on__lte=nearest).order_by("client_id").values_list("client", flat=True)
    due = due if clients is None else due.filter(client__in=clients)
    return sum(_decide_for(client, rungs, on=on) for client in due.distinct())


@transaction.atomic
def _decide_for(client_id: int, rungs: Sequence[Rung], *, on: date) -> int:
    client = Client.objects.select_for_update().get(pk=client_id)
    unpaid = list(Invoice.objects.of(client).unpaid().order_by("due_on", "pk"))
    kept_out, last = {*halts(unpaid), *_waiting(client)}, _last_rungs(unpaid)
    free = [invoice for invoice in unpaid if invoice.pk not in kept_out]
    wanted = [(next_rung(rungs, due_on=one.due_on, on=on, last=last.get(one.pk)), one) for one in free]
    reached = sorted(((rung, one) for rung, one in wanted if rung), key=lambda pair: pair[0].days)
    for rung, pairs in groupby(reached, key=lambda pair: pair[0]):
        _propose(client, rung, [one for _rung, one in pairs], on=on)
    return len({rung for rung, _one in reached})


def _last_rungs(invoices: Sequence[Invoice]) -> dict[int, tuple[int, date]]:
    """The highest rung each invoice was asked for on, and when that was decided."""
    lines = ReminderLine.objects.filter(invoice__in=invoices, dropped_because="").order_by("days")
    return {pk: (days, on) for pk, days, on in lines.values_list("invoice", "days", "reminder__proposed_on")}


def _waiting(client: Client) -> set[int]:
    """Invoices in a reminder that is still on its way: they take no further rung."""
    on_its_way = ReminderLine.objects.filter(reminder__client=client, dropped_because="")
    return set(
        on_its_way.filter(reminder__state__in=[State.PROPOSED, State.APPROVED]).values_list("invoice", flat=True)
    )


def _propose(client: Client, rung: Rung, invoices: Sequence[Invoice], *, on: date) -> Reminder:
    terms = PaymentTerms.objects.filter(client=client).select_related("bills_to").first()
    person = terms.bills_to if terms and terms.bills_to and not terms.bills_to.left_on else None
    by_itself = not rung.asks_approval and person is not None and bool(person.email)
    reminder = Reminder.objects.create(
        client=client,
        contact=person,
        days=rung.days,
        tone=rung.tone,
        language=(person.language if person else "") or settings.LANGUAGE_CODE,
        state=State.APPROVED if by_itself else State.PROPOSED,
        proposed_on=on,
    )
    ReminderLine.objects.bulk_create(
        ReminderLine(reminder=reminder, invoice=one, days=rung.days, open_amount=one.open_amount) for one in invoices
    )
    _tell("accounts.reminder_proposed", reminder, by=None, invoices=len(invoices))
    return reminder


# --- Approving and stopping -------------------------------------------------------------------------------------------


@transaction.atomic
def approve_reminder(reminder: Reminder, *, by: User, at: datetime) -> Reminder:
    """It may go out. Refused where nothing is left to ask for, or nobody to write to."""
    reminder = _locked(reminder.pk)
    if reminder.state != State.PROPOSED:
        raise ValidationError(_("This reminder was decided on already."))
    person = reminder.contact
    if person is None or not person.email or person.left_on:
        raise ValidationError(_("There is nobody to write to: choose in the payment terms who is asked."))
    if not _recheck(reminder):
        return reminder
    reminder.state, reminder.approved_by, reminder.approved_at = State.APPROVED, by, at
    reminder.save(update_fields=["state", "approved_by", "approved_at", "updated_at"])
    _tell("accounts.reminder_approved", reminder, by=by)
    return reminder


@transaction.atomic
def stop_reminder(reminder: Reminder, *, by: User | None, because: str = "") -> Reminder:
    """It is not sent. Its rung counts as taken, so that it is not proposed again tomorrow."""
    reminder = _locked(reminder.pk)
    if reminder.state not in (State.PROPOSED, State.APPROVED):
        raise ValidationError(_("This reminder was decided on already."))
    _stop(reminder, because or _("%s decided so") % (by or _("The system")), by=by)
    return reminder


@transaction.atomic
def take_up_reminder(reminder: Reminder, *, by: User) -> Reminder:
    """Ask again whether a reminder that was stopped by hand is sent."""
    reminder = _locked(reminder.pk)
    if reminder.state != State.STOPPED:
        raise ValidationError(_("This reminder was decided on already."))
    reminder.state, reminder.stopped_because = State.PROPOSED, ""
    reminder.save(update_fields=["state", "stopped_because", "updated_at"])
    _tell("accounts.reminder_taken_up", reminder, by=by)
    return reminder


@transaction.atomic
def recheck_reminders(invoice_id: int) -> None:
    """Something became of an invoice: what waits leaves it out, or ends where nothing is left."""
    of_it = Q(lines__invoice=invoice_id, lines__dropped_because="")
    waiting = Reminder.objects.filter(of_it, state__in=[State.PROPOSED, State.APPROVED]).order_by("pk")
    for pk in list(waiting.values_list("pk", flat=True).distinct()):
        reminder = _locked(pk)
        if reminder.state in (State.PROPOSED, State.APPROVED):
            _recheck(reminder)


def _locked(pk: int) -> Reminder:
    found = Reminder.objects.select_for_update(of=("self",)).select_related("client", "contact")
    return found.get(pk=pk)


def _recheck(reminder: Reminder) -> list[ReminderLine]:
    """Lock its invoices, leave out what must not be asked for, end it where nothing is left; what is left."""
    lines = list(reminder.lines.filter(dropped_because="").order_by("invoice_id"))
    ids = [line.invoice_id for line in lines]
    invoices = {one.pk: one for one in Invoice.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    halted = halts(list(invoices.values()))
    for line in lines:
        line.invoice = invoices[line.invoice_id]
        line.dropped_because = halted.get(line.invoice_id, "")
        line.open_amount = line.invoice.open_amount if line.invoice.open_amount > 0 else line.open_amount
    ReminderLine.objects.bulk_update(lines, ["dropped_because", "open_amount"])
    left = [line for line in lines if not line.dropped_because]
    if not left:
        _stop(reminder, _why(halted.values()), by=None)
    return sorted(left, key=lambda line: (line.invoice.due_on, line.invoice_id))


def _why(reasons: Iterable[Halt]) -> str:
    return ", ".join(sorted({str(reason.label) for reason in reasons}))


def _stop(reminder: Reminder, because: str, *, by: User | None) -> None:
    reminder.state, reminder.stopped_because = State.STOPPED, because[:200]
    reminder.save(update_fields=["state", "stopped_because", "updated_at"])
    _tell("accounts.reminder_stopped", reminder, by=by, because=because)


# --- Sending ----------------------------------------------------------------------------------------------------------


def send_reminders(*, at: datetime, post: Post) -> int:
    """Send what is approved; how many went out. One that fails is tried again later and holds up no other."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=at)
    due = Reminder.objects.filter(free, state=State.APPROVED).order_by("pk").values_list("pk", flat=True)
    return sum(send_reminder(pk, at=at, post=post) for pk in list(due[:200]))


def send_reminder(pk: int, *, at: datetime, post: Post) -> bool:
    """Send one, if nobody else is at it. Its invoices stay locked from the last look at them until it is out."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=at)
    mine = Reminder.objects.filter(free, pk=pk, state=State.APPROVED).update(leased_until=at + LEASE)
    if not mine:
        return False
    try:
        return _send(pk, at=at, post=post)
    except (OSError, BadHeaderError):  # the mail server's refusal, or a name with a line break: tried again later
        return False


@transaction.atomic
def _send(pk: int, *, at: datetime, post: Post) -> bool:
    reminder = _locked(pk)
    lines = _recheck(reminder) if reminder.state == State.APPROVED else []
    if not lines:
        return False
    if reminder.contact is None or not reminder.contact.email or reminder.contact.left_on:
        _stop(reminder, _("nobody to write to"), by=None)
        return False
    post(reminder, lines)
    reminder.state, reminder.sent_at, reminder.leased_until = State.SENT, at, None
    reminder.save(update_fields=["state", "sent_at", "leased_until", "updated_at"])
    _tell("accounts.reminder_sent", reminder, by=reminder.approved_by, invoices=len(lines))
    return True


def _tell(verb: str, reminder: Reminder, *, by: User | None, **payload: object) -> None:
    events.record(verb, reminder, by=by, client_id=reminder.client_id, days=reminder.days, **payload)

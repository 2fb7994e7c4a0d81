"""The ladder of reminders: which rung an unpaid invoice has reached, and what keeps it from being asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Dispute, Invoice, PaymentTerms, Promise, ReminderStep


@dataclass(frozen=True, slots=True)
class Rung:
    """`days` after the due date (before it with a minus)."""

    days: int
    tone: str
    asks_approval: bool


SHIPPED = (
    Rung(-5, ReminderStep.Tone.AHEAD, asks_approval=True),
    Rung(7, ReminderStep.Tone.FRIENDLY, asks_approval=True),
    Rung(21, ReminderStep.Tone.FIRM, asks_approval=True),
    Rung(45, ReminderStep.Tone.FINAL, asks_approval=True),
)
"""Until administrators make a ladder of their own. Nothing goes out before somebody approves it."""


class Halt(models.TextChoices):
    """Why an invoice is not asked for."""

    ANNULLED = "annulled", _("annulled")
    PAID = "paid", _("paid")
    DISPUTED = "disputed", _("in dispute")
    PROMISED = "promised", _("payment is promised")
    NO_REMINDERS = "no_reminders", _("the client gets no reminders")


def ladder() -> list[Rung]:
    own = [Rung(step.days, step.tone, step.asks_approval) for step in ReminderStep.objects.all()]
    return own or list(SHIPPED)


def next_rung(rungs: Sequence[Rung], *, due_on: date, on: date, last: tuple[int, date] | None) -> Rung | None:
    """The rung to take now, or None. `last`: the rung taken last, and when.

    No rung is skipped, so that nobody is threatened before being asked: after days in which nothing ran, or for an old
    invoice that was imported today, the ladder begins at its first rung, and as many days pass as lie between two.
    Rungs before the due date are only for invoices that are not due yet.
    """
    left = [rung for rung in rungs if (rung.days > last[0] if last else True) and (rung.days >= 0 or due_on >= on)]
    if not left or (on - due_on).days < left[0].days:
        return None
    if last and last[0] >= 0 and (on - last[1]).days < left[0].days - last[0]:
        return None
    return left[0]


def halts(invoices: Sequence[Invoice]) -> dict[int, Halt]:
    """Why invoices are not asked for, by their id, as of now; what is not in it may be asked for.

    Asks the database in a few statements: whoever holds the locks of the invoices gets an answer that stays true.
    """
    ids = [invoice.pk for invoice in invoices]
    disputed = set(Dispute.objects.open().filter(invoice__in=ids).values_list("invoice", flat=True))
    promised = set(Promise.objects.standing().filter(invoice__in=ids).values_list("invoice", flat=True))
    clients = {invoice.client_id for invoice in invoices}
    unasked = set(PaymentTerms.objects.filter(client__in=clients, no_reminders=True).values_list("client", flat=True))
    found = {invoice.pk: _halt(invoice, disputed, promised, unasked) for invoice in invoices}
    return {pk: halt for pk, halt in found.items() if halt}


def _halt(invoice: Invoice, disputed: set[int], promised: set[int], unasked: set[int]) -> Halt | None:
    reasons = (
        (invoice.cancelled_at is not None, Halt.ANNULLED),
        (invoice.open_amount <= 0, Halt.PAID),
        (invoice.pk in disputed, Halt.DISPUTED),
        (invoice.pk in promised, Halt.PROMISED),
        (invoice.client_id in unasked, Halt.NO_REMINDERS),
    )
    return next((halt for holds, halt in reasons if holds), None)

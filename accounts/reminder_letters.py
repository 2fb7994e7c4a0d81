"""A reminder's mail in the language of whoever gets it: what is open since when, on the last rung with its cost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.late_costs import late_costs
from accounts.late_payment import COMPENSATION, LateCost
from accounts.models import Reminder, ReminderLine, ReminderStep
from accounts.totals import by_currency
from kam.brand import brand
from kam.letters import Letter, hello, send, speaking
from kam.numbers import date_long, money, percent

Tone = ReminderStep.Tone


def letter_of(reminder: Reminder, lines: Sequence[ReminderLine], *, on: date) -> Letter:
    """As it would go out on this day, in the reminder's language."""
    with speaking(reminder.language):
        return Letter(
            subject=_subject(reminder, len(lines)),
            greeting=hello(reminder.contact.name if reminder.contact else reminder.client.name),
            lines=[_opening(reminder, len(lines))],
            facts=[*(_fact(line, on=on) for line in lines), *_sums(lines), *_costs(reminder, lines, on=on)],
            after=_after(reminder),
        )


def post(reminder: Reminder, lines: Sequence[ReminderLine]) -> None:
    """Send it. Tried again after a failure it carries the same Message-ID."""
    if reminder.contact is None:
        raise RuntimeError("A reminder without anybody to write to is not sent.")
    letter = letter_of(reminder, lines, on=timezone.localdate())
    person = (reminder.contact.name, reminder.contact.email)
    send(letter, to=person, language=reminder.language, message_id=f"reminder-{reminder.pk}")


def _subject(reminder: Reminder, count: int) -> str:
    if reminder.tone == Tone.AHEAD:
        told = ngettext("An invoice falls due soon", "%(count)d invoices fall due soon", count)
    elif reminder.tone == Tone.FINAL:
        told = ngettext("Last reminder: an overdue invoice", "Last reminder: %(count)d overdue invoices", count)
    else:
        told = ngettext("Reminder: an overdue invoice", "Reminder: %(count)d overdue invoices", count)
    return f"{told % {'count': count}} · {brand().name}"


def _opening(reminder: Reminder, count: int) -> str:
    sentences = {
        Tone.AHEAD: ngettext(
            "This invoice falls due soon. This is only to let you know in time.",
            "These invoices fall due soon. This is only to let you know in time.",
            count,
        ),
        Tone.FRIENDLY: ngettext(
            "By our records this invoice is still open. Perhaps it was overlooked: would you look into it?",
            "By our records these invoices are still open. Perhaps they were overlooked: would you look into it?",
            count,
        ),
        Tone.FIRM: ngettext(
            "In spite of our reminder this invoice is still open. Please pay it now, or tell us when you will.",
            "In spite of our reminder these invoices are still open. Please pay them now, or tell us when you will.",
            count,
        ),
        Tone.FINAL: ngettext(
            "This invoice is long overdue. Please pay it now, with the interest and costs below.",
            "These invoices are long overdue. Please pay them now, with the interest and costs below.",
            count,
        ),
    }
    return sentences[Tone(reminder.tone)]


def _fact(line: ReminderLine, *, on: date) -> tuple[str, str]:
    invoice = line.invoice
    late = (on - invoice.due_on).days
    due = (_("was due on %s") if late > 0 else _("due on %s")) % date_long(invoice.due_on)
    days = ngettext("%(count)d day late", "%(count)d days late", late) % {"count": late}
    told = [money(line.open_amount, invoice.currency), due, *([days] if late > 0 else [])]
    return _("Invoice %s") % invoice.number, " · ".join(told)


def _sums(lines: Sequence[ReminderLine]) -> list[tuple[str, str]]:
    if len(lines) == 1:
        return []
    sums = by_currency((line.invoice.currency, line.open_amount) for line in lines)
    return [(_("Together"), money(amount, currency)) for currency, amount in sums]


def _costs(reminder: Reminder, lines: Sequence[ReminderLine], *, on: date) -> list[tuple[str, str]]:
    if reminder.tone != Tone.FINAL:
        return []
    found = late_costs([line.invoice for line in lines], on=on)
    interest = by_currency((line.invoice.currency, found[line.invoice_id].interest) for line in lines)
    late: list[LateCost] = [cost for cost in found.values() if cost.days]
    label = _("Interest on late payment until %s") % date_long(on)
    newest = max((cost.stretches[-1].percent for cost in late), default=None)
    rate = f" ({_('at present %s a year') % percent(newest)})" if newest else ""
    return [
        *((label, money(amount, currency) + rate) for currency, amount in interest if amount),
        (_("Cost of recovery, for each invoice"), money(COMPENSATION, "EUR")),
        (_("By law"), _("Decreto-Lei 62/2013, articles 4 and 7")),
    ]


def _after(reminder: Reminder) -> str:
    paid = _("If you have paid already, please disregard this mail.")
    if reminder.tone == Tone.AHEAD:
        return paid
    ask = _("Is anything wrong with an invoice? Answer to %(name)s, %(address)s.")
    owner = reminder.client.owner
    return f"{paid} {ask % {'name': owner.name, 'address': owner.email}}"

"""What demo clients owe and what came of it: disputed, promised, promises broken, reminders sent and to be approved."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from accounts import services
from accounts.models import Dispute, Invoice, PaymentTerms, Promise, Reminder, ReminderLine
from performance.demo.scene import Known, Scene

RATE = Decimal("0.23")
CLIENTS = 6

# (days late, net amount) of the invoices of each client in turn; negative: not due yet.
OWED: tuple[tuple[tuple[int, str], ...], ...] = (
    ((52, "8420.00"), (24, "3910.50"), (9, "2260.00"), (-12, "5125.00")),
    ((31, "12600.00"), (8, "1480.75"), (-20, "7300.00")),
    ((95, "4650.00"), (-4, "2980.40")),
    ((12, "6215.30"), (-9, "1840.00")),
    ((27, "9350.00"), (-26, "3300.00")),
    ((6, "2415.60"), (-15, "4120.00")),
)
SETTLED = ((140, 12), (110, 9), (80, 15))  # (days since due, days paid late), which make the client's usual delay


def write_reminders(scene: Scene) -> None:
    with_people = [known for known in scene.clients if known.people][:CLIENTS]
    for number, (known, owed) in enumerate(zip(with_people, OWED, strict=False)):
        person = next((one for one in known.people if one.email and not one.left_on), None)
        PaymentTerms.objects.get_or_create(client=known.client, defaults={"days": 30, "bills_to": person})
        bills = [_bill(scene, known, number * 20 + order, late, net) for order, (late, net) in enumerate(owed)]
        _settled(scene, known, number)
        _story(scene, known, bills, number)
    services.decide_reminders(on=scene.today, clients=[known.client.pk for known in with_people])


def _bill(scene: Scene, known: Known, place: int, late: int, net: str) -> Invoice:
    due_on, amount = scene.day(late), Decimal(net)
    tax = (amount * RATE).quantize(Decimal("0.01"))
    return Invoice.objects.create(
        client=known.client,
        source="billing",
        number=f"FT {due_on.year}/{1000 + place}",
        issued_on=due_on - timedelta(days=30),
        due_on=due_on,
        net_amount=amount,
        tax_amount=tax,
        gross_amount=amount + tax,
        open_amount=amount + tax,
        created_by=known.owner,
    )


def _settled(scene: Scene, known: Known, number: int) -> None:
    for order, (ago, late) in enumerate(SETTLED):
        bill = _bill(scene, known, number * 20 + 10 + order, ago, "1500.00")
        bill.open_amount, bill.settled_on = Decimal(0), bill.due_on + timedelta(days=late)
        bill.save(update_fields=["open_amount", "settled_on"])


def _story(scene: Scene, known: Known, bills: list[Invoice], number: int) -> None:
    """The first client was asked already, the second disputes, the third broke a promise, the fourth made one."""
    oldest = bills[0]
    if number == 0:
        _reminded(scene, known, bills[:2], days=7, tone="friendly", ago=30)
        _reminded(scene, known, bills[:1], days=21, tone="firm", ago=14)
    if number == 1:
        said = "Two pallets came with the wrong price; waiting for the credit note."
        Dispute.objects.create(
            invoice=oldest, reason="price", told=said, amount=oldest.open_amount / 2, raised_on=scene.day(18),
            raised_by=known.people[0], by=known.owner,
        )  # fmt: skip
    if number in (2, 3):
        state, ago = ("broken", 20) if number == 2 else ("open", -6)
        Promise.objects.create(
            invoice=oldest, amount=oldest.open_amount, promised_for=scene.day(ago), made_on=scene.day(ago + 9),
            made_by=known.people[0], state=state, settled_on=scene.day(ago - 1) if ago > 0 else None, by=known.owner,
        )  # fmt: skip


def _reminded(scene: Scene, known: Known, bills: list[Invoice], *, days: int, tone: str, ago: int) -> None:
    person, day = known.people[0], scene.day(ago)
    reminder = Reminder.objects.create(
        client=known.client, contact=person, days=days, tone=tone, language=person.language or "pt-pt", state="sent",
        proposed_on=day, approved_by=known.owner, approved_at=scene.at(day), sent_at=scene.at(day),
    )  # fmt: skip
    ReminderLine.objects.bulk_create(
        ReminderLine(reminder=reminder, invoice=bill, days=days, open_amount=bill.open_amount) for bill in bills
    )

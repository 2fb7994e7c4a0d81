"""What the demo clients were billed and how they paid: as much as their story says they bought, mostly in time.

A client is billed once or twice a month. What is due by today is paid, but for the bills of `OWED`, on which the story
of reminders, disputes and promises goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from accounts.models import Allocation, Client, Invoice, Payment, PaymentTerms
from kam.models import User
from performance.demo.chronicle import Dated
from performance.demo.readings import month_start
from performance.demo.scene import Known, Scene
from performance.demo.story import SEASON

CENT, VAT = Decimal("0.01"), Decimal("0.23")
SOURCE = "erp"
MONTHS = 24
TOLD = 45  # days of the timeline that tell of bills: older ones would bury what people did
TERMS = {Client.Tier.KEY: 60, Client.Tier.GROWTH: 45, Client.Tier.STANDARD: 30}
DAYS_OF_MONTH = {Client.Tier.KEY: (9, 24)}  # others once
CREDITED_EVERY = 9
PROMPT, SLOW = (-4, 2), (4, 19)

# (days late, net amount) of what is unpaid of each client beside what is not due; negative: not due yet.
OWED: dict[str, tuple[tuple[int, str], ...]] = {
    "Grupo Alvorada": ((52, "8420.00"), (24, "13910.50"), (9, "6260.00")),
    "Alvorada Express": ((31, "12600.00"), (8, "1480.75")),
    "Três Cântaros Restaurantes": ((58, "3650.00"), (34, "2980.40")),
    "Vale Verde": ((12, "6215.30"),),
    "Águas do Vale": ((95, "4650.00"), (27, "9350.00")),
    "Monte Sul": ((6, "12415.60"),),
    "Cruzeiros Barra Longa": ((72, "5120.00"), (11, "3075.20")),
}
PART_PAID = "Vale Verde"
SLOW_ONES = frozenset({"Grupo Alvorada", "Vale Verde", "Três Cântaros Restaurantes", "Cruzeiros Barra Longa"})


@dataclass(slots=True)
class Book:
    """All that is written at once, by kind, each at its time."""

    scene: Scene
    invoices: list[Dated] = field(default_factory=list)
    credit_notes: list[Dated] = field(default_factory=list)
    payments: list[Dated] = field(default_factory=list)
    allocations: list[Dated] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, series: str, day: date) -> str:
        key = f"{series} {day.year}"
        self.numbers[key] = self.numbers.get(key, 0) + 1
        return f"{key}/{self.numbers[key]:04d}"


def write_bills(scene: Scene) -> dict[str, list[Invoice]]:
    """By the client's name what the story has them owe, the longest overdue first."""
    book, rng, owed = Book(scene), Random(7), {}  # noqa: S311 - a story needs no secrecy
    scene.chronicle.write([_terms(scene, known) for known in scene.clients])
    for known in scene.clients:
        for issued_on, net in _billed(scene, known, rng):
            _follow(book, known, rng, issued_on, net)
        owed[known.company.name] = [
            _owe(book, known, late, Decimal(net)) for late, net in OWED.get(known.company.name, ())
        ]
    for dated in (book.invoices, book.credit_notes, book.payments, book.allocations):
        scene.chronicle.write(dated)
    _tell(scene, book)
    return owed


def _terms(scene: Scene, known: Known) -> Dated:
    person = next((one for one in known.people if one.email and not one.left_on), None)
    made = PaymentTerms(client=known.client, days=TERMS[Client.Tier(known.client.tier)], bills_to=person)
    return Dated(made, scene.at(scene.day(known.company.since - 2)), known.owner)


def _billed(scene: Scene, known: Known, rng: Random) -> Iterator[tuple[date, Decimal]]:
    """Day and net amount of each bill until yesterday, the oldest first."""
    days = DAYS_OF_MONTH.get(Client.Tier(known.client.tier), (19,))
    first = scene.day(known.company.since - 12)
    for back in range(MONTHS, -1, -1):
        start = month_start(scene.today, -back)
        for day in days:
            issued_on = _working_day(start + timedelta(days=day))
            if first <= issued_on < scene.today:
                part = Decimal(rng.randint(900, 1100)) / 1000 / len(days)
                yield issued_on, (_of_month(known, start, -back) * part).quantize(CENT)


def _of_month(known: Known, start: date, month: int) -> Decimal:
    """What the story has the client buy in a month, net: of the running year or of the one before."""
    goal = known.company.goals[0] if known.company.goals else None
    if goal is None:
        return Decimal(4000)
    share = SEASON[start.month - 1] if goal.seasonal else Decimal(1) / 12
    if month >= goal.months[0]:
        return goal.target * share * Decimal(str(goal.course[-1]))
    target, reached = known.company.last_year or (goal.target, 0.8)
    return target * share * Decimal(str(reached))


def _follow(book: Book, known: Known, rng: Random, issued_on: date, net: Decimal) -> None:
    """One bill and what became of it: paid once it is due, sometimes in part by a credit note."""
    invoice, today = _invoice(book, known, issued_on, net), book.scene.today
    credited = len(book.invoices) % CREDITED_EVERY == 0
    low, high = SLOW if known.company.name in SLOW_ONES and rng.random() < 0.6 else PROMPT
    paid_on = invoice.due_on + timedelta(days=rng.randint(low, high))
    if invoice.due_on < today:
        paid_on = min(paid_on, today - timedelta(days=1))
    if credited and issued_on + timedelta(days=6) < today:
        _credit(book, invoice, (net * Decimal("0.04")).quantize(CENT))
    if paid_on < today:
        _pay(book, invoice, _working_day(paid_on), invoice.open_amount)


def _owe(book: Book, known: Known, late: int, net: Decimal) -> Invoice:
    due_on = book.scene.day(late)
    invoice = _invoice(book, known, due_on - timedelta(days=30), net, due_on=due_on)
    if known.company.name == PART_PAID:
        _pay(book, invoice, book.scene.day(4), (invoice.gross_amount / 3).quantize(CENT))
    return invoice


def _invoice(book: Book, known: Known, issued_on: date, net: Decimal, *, due_on: date | None = None) -> Invoice:
    days = TERMS[Client.Tier(known.client.tier)]
    invoice = _document(known.client, known.owner, book.number("FT", issued_on), net, issued_on=issued_on)
    invoice.due_on = due_on or issued_on + timedelta(days=days)
    book.invoices.append(Dated(invoice, book.scene.at(issued_on), known.owner))
    return invoice


def _credit(book: Book, invoice: Invoice, net: Decimal) -> None:
    """Goods returned: the credit note is set off against its invoice at once."""
    issued_on, by = invoice.issued_on + timedelta(days=6), invoice.client.owner
    at = book.scene.at(issued_on)
    note = _document(invoice.client, by, book.number("NC", issued_on), net, issued_on=issued_on)
    note.kind, note.due_on, note.corrects = Invoice.Kind.CREDIT_NOTE, issued_on, invoice
    note.note = "Devolução de artigos"
    book.credit_notes.append(Dated(note, at, by))
    allocation = Allocation(invoice=invoice, credit_note=note, amount=note.gross_amount, on=issued_on, by=by)
    book.allocations.append(Dated(allocation, at, by))
    invoice.open_amount -= note.gross_amount
    note.open_amount, note.settled_on = Decimal(0), issued_on


def _document(client: Client, by: User, number: str, net: Decimal, *, issued_on: date) -> Invoice:
    tax = (net * VAT).quantize(CENT)
    return Invoice(
        client=client,
        source=SOURCE,
        number=number,
        issued_on=issued_on,
        net_amount=net,
        tax_amount=tax,
        gross_amount=net + tax,
        open_amount=net + tax,
        created_by=by,
    )


def _pay(book: Book, invoice: Invoice, on: date, amount: Decimal) -> None:
    on, by = max(on, invoice.issued_on), invoice.client.owner
    at = book.scene.at(on)
    payment = Payment(
        client=invoice.client,
        source=SOURCE,
        number=book.number("RG", on),
        received_on=on,
        amount=amount,
        open_amount=Decimal(0),
        created_by=by,
    )
    book.payments.append(Dated(payment, at, by))
    allocation = Allocation(invoice=invoice, payment=payment, amount=amount, on=on, by=by)
    book.allocations.append(Dated(allocation, at, by))
    invoice.open_amount -= amount
    invoice.settled_on = on if invoice.open_amount == 0 else None


def _working_day(day: date) -> date:
    """Weekends move to the Friday before."""
    return day - timedelta(days=max(day.weekday() - 4, 0))


def _tell(scene: Scene, book: Book) -> None:
    since = scene.at(scene.day(TOLD))
    for invoice, at, by in _late(book.invoices + book.credit_notes, since):
        told = {"amount": str(invoice.gross_amount), "currency": invoice.currency, "kind": invoice.kind}
        scene.chronicle.tell("accounts.invoice_noted", invoice, at=at, by=by, client_id=invoice.client_id, **told)
    for payment, at, by in _late(book.payments, since):
        told = {"amount": str(payment.amount), "currency": payment.currency}
        scene.chronicle.tell("accounts.payment_recorded", payment, at=at, by=by, client_id=payment.client_id, **told)


def _late(dated: Iterable[Dated], since: datetime) -> list[Dated]:
    return [one for one in dated if one.at >= since]

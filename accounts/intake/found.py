"""What a reader finds in a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils.translation import gettext as _

CENT = Decimal("0.01")
LARGEST = Decimal(10) ** 15


class UnreadableFile(Exception):
    """The file as a whole cannot be used; its text says why, in words for the person who brought it."""


class BadEntry(Exception):
    """One entry cannot be used; its text says why."""


@dataclass(frozen=True, slots=True)
class Party:
    """How a file names a customer. Any of it may be empty."""

    code: str = ""
    tax_number: str = ""
    name: str = ""


@dataclass(slots=True)
class Found:
    """One invoice, credit note or payment. Amounts with two decimals, in `currency`, never negative.

    `against`: of a payment, so much for each document number. `skipped` and `problem` say why nothing is written.
    """

    row: int
    kind: str
    number: str = ""
    party: Party = Party()
    issued_on: date | None = None
    due_on: date | None = None
    currency: str = "EUR"
    net: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    gross: Decimal = Decimal(0)
    corrects: str = ""
    reference: str = ""
    paid_on: date | None = None
    against: dict[str, Decimal] = field(default_factory=dict)
    cells: list[str] = field(default_factory=list)
    skipped: str = ""
    problem: str = ""

    def filled(self, *steps: Callable[[], object]) -> Found:
        """Itself, after the steps that fill it in. What stops one of them is its problem; its cells tell of it."""
        try:
            for step in steps:
                step()
        except BadEntry as problem:
            self.problem = str(problem)
        self.cells = [self.number, str(self.issued_on or ""), self.party.tax_number, self.party.name, str(self.gross)]
        return self


@dataclass(slots=True)
class Control:
    """What the file says of itself against what was read: pairs (stated, read) by what they are called."""

    pairs: dict[str, tuple[str, str]] = field(default_factory=dict)


def cents(text: str | None, what: str) -> Decimal:
    """An amount with a decimal point, as XML writes it, rounded half up."""
    try:
        value = Decimal((text or "").strip())
    except InvalidOperation:
        raise BadEntry(_("%(what)s is not a number: “%(text)s”.") % {"what": what, "text": (text or "")[:40]}) from None
    if not value.is_finite() or abs(value) >= LARGEST:
        raise BadEntry(_("%(what)s is not a number: “%(text)s”.") % {"what": what, "text": (text or "")[:40]})
    return value.quantize(CENT, ROUND_HALF_UP)


def day_of(text: str | None, what: str) -> date:
    try:
        return date.fromisoformat((text or "").strip()[:10])
    except ValueError:
        raise BadEntry(_("%(what)s is not a day: “%(text)s”.") % {"what": what, "text": (text or "")[:40]}) from None


def settle_amounts(found: Found) -> None:
    """The tax takes up a difference of rounding; negative totals and larger differences are refused."""
    if min(found.net, found.gross) < 0:
        raise BadEntry(_("The total is negative: only credit notes take away, and they do so by their kind."))
    if abs(found.gross - found.net - found.tax) > Decimal("0.02"):
        told = {"gross": found.gross, "net": found.net, "tax": found.tax}
        raise BadEntry(_("The total %(gross)s is not the net amount %(net)s and the VAT %(tax)s.") % told)
    found.tax = found.gross - found.net
    if found.tax < 0:
        raise BadEntry(_("The VAT is negative."))

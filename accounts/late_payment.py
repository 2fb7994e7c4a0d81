"""What a late payment costs by Portuguese law: interest and EUR 40 (Decreto-Lei 62/2013 Directive 2011/7/EU).

- Interest runs from the day after the due date, without any notice (DL 62/2013, article 4(1)), on what is open each
  day, at the rate in force on that day, divided by 365 days, also in leap years.
- The rate between companies under DL 62/2013 is that of Código Comercial, article 102 § 5: the main refinancing rate of
  the European Central Bank on the first day of each half year, plus 8 points (Portaria 277/2013, article 1(b)). It is
  published each half year in the Diário da República (Aviso 8266/2014: 8.15; 890/2016: 8.05; 2583/2017: 8;
  2553/2019: 8; 14751/2024/2: 12.25; of January 2026: 10.15).
- EUR 40 for the cost of recovery, once for each invoice and without notice (DL 62/2013, article 7).

Not legal advice: contracts may say otherwise, and consumers are not covered (article 2(2)).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

COMPENSATION = Decimal(40)
"""Euros, for each invoice paid late: DL 62/2013, article 7(1)."""

DAYS_OF_YEAR = 365
CENT = Decimal("0.01")

PUBLISHED: tuple[tuple[date, Decimal], ...] = (
    (date(2013, 7, 1), Decimal("8.50")),
    (date(2014, 1, 1), Decimal("8.25")),
    (date(2014, 7, 1), Decimal("8.15")),
    (date(2015, 1, 1), Decimal("8.05")),
    (date(2016, 7, 1), Decimal("8.00")),
    (date(2023, 1, 1), Decimal("10.50")),
    (date(2023, 7, 1), Decimal("12.00")),
    (date(2024, 1, 1), Decimal("12.50")),
    (date(2024, 7, 1), Decimal("12.25")),
    (date(2025, 1, 1), Decimal("11.15")),
    (date(2025, 7, 1), Decimal("10.15")),
)
"""From which day on which rate, in per cent a year; a half year that is not listed has the one before it."""

PUBLISHED_UNTIL = date(2026, 6, 30)
"""The last day for which a rate was published when this was written: for later days administrators note theirs."""


@dataclass(frozen=True, slots=True)
class Rate:
    since: date
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Stretch:
    """So many days with the same amount open at the same rate. Both days count; `interest` is not rounded."""

    first: date
    last: date
    amount: Decimal
    percent: Decimal

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def interest(self) -> Decimal:
        return self.amount * self.percent * self.days / (100 * DAYS_OF_YEAR)


@dataclass(frozen=True, slots=True)
class LateCost:
    """What lateness costs as of a day. `interest` is in the invoice's currency, `compensation` always in euros.

    `is_provisional`: the rate of the last days is not known yet, that of the half year before was used.
    """

    stretches: tuple[Stretch, ...]
    interest: Decimal
    compensation: Decimal
    is_provisional: bool

    @property
    def days(self) -> int:
        return sum(stretch.days for stretch in self.stretches)


def rates(noted: Iterable[tuple[date, Decimal]] = ()) -> list[Rate]:
    """The dated table: the published rates, and those noted in this installation, which come before them."""
    table = dict(PUBLISHED) | dict(noted)
    return [Rate(since, percent) for since, percent in sorted(table.items())]


def cost_of(
    *, amount: Decimal, due_on: date, taken: Iterable[tuple[date, Decimal]], on: date, table: Sequence[Rate]
) -> LateCost:
    """What an invoice costs that is paid late, as of the end of `on`.

    `amount`: what was owed, without what was credited. `taken`: day and amount of each payment set off against it; it
    counts from the day after it came in. Days before the first rate of the table bear no interest.
    """
    paid_on = list(taken)
    pieces = (
        Stretch(first, after - timedelta(days=1), _left(amount, paid_on, first), _rate_on(first, table))
        for first, after in pairwise(_cuts(due_on, paid_on, on, table))
    )
    stretches = tuple(piece for piece in pieces if piece.amount > 0 and piece.percent > 0)
    interest = sum((stretch.interest for stretch in stretches), Decimal(0)).quantize(CENT, ROUND_HALF_UP)
    return LateCost(
        stretches=stretches,
        interest=interest,
        compensation=COMPENSATION if stretches else Decimal(0),
        is_provisional=bool(stretches) and stretches[-1].last > known_until(table),
    )


def known_until(table: Sequence[Rate]) -> date:
    """The last day whose rate is known: the end of the half year in which the newest rate begins, or as published."""
    newest = table[-1].since if table else date.min
    return max(PUBLISHED_UNTIL, half_year_end(newest))


def half_year_end(day: date) -> date:
    return date(day.year, 6, 30) if day.month <= 6 else date(day.year, 12, 31)


def _cuts(due_on: date, taken: list[tuple[date, Decimal]], on: date, table: Sequence[Rate]) -> list[date]:
    """The days on which anything changes, from the first day of lateness to the day after the last one."""
    first, after = due_on + timedelta(days=1), on + timedelta(days=1)
    if first >= after:
        return []
    changes = {day + timedelta(days=1) for day, _paid in taken} | {rate.since for rate in table}
    return sorted({first, after} | {day for day in changes if first < day < after})


def _left(amount: Decimal, paid_on: list[tuple[date, Decimal]], day: date) -> Decimal:
    return amount - sum((paid for when, paid in paid_on if when < day), Decimal(0))


def _rate_on(day: date, table: Sequence[Rate]) -> Decimal:
    return max(((rate.since, rate.percent) for rate in table if rate.since <= day), default=(day, Decimal(0)))[1]

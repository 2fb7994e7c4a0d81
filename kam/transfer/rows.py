"""From rows to the records they make up: conditions, sums over groups, and lookups into other files."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kam.drafts import Ending
from kam.transfer.mapping import Condition, Group, Lookup
from kam.transfer.report import Refused
from kam.transfer.source import Row, Source
from kam.transfer.values import Cell, day, number

Cells = dict[str, Cell]
Test = Callable[[Cells], str]
Month = tuple[int, int]


@dataclass(slots=True, eq=False)
class Entry:
    """A record in the making and the rows it comes from (none for a month without any)."""

    rows: list[int]
    cells: Cells
    key: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    ending: Ending | None = None
    refusal: Refused | None = None


class Reader:
    """Takes the columns a step needs out of each row, if the row is whole."""

    def __init__(self, source: Source, columns: Sequence[str]) -> None:
        self.width = len(source.columns)
        self.places = [(column, source.place(column)) for column in columns]

    def cells(self, row: Row) -> Cells:
        if len(row.cells) != self.width:
            counts = {"cells": len(row.cells), "columns": self.width}
            raise Refused(_("The row has %(cells)d cells, the header %(columns)d.") % counts)
        cells = {column: row.cells[place].strip() for column, place in self.places}
        for column, cell in cells.items():
            if "\0" in cell:
                raise Refused(_("The text holds a null character."), column=column)
        return cells


def tests_of(conditions: Sequence[Condition], source: Source) -> list[tuple[str, Test]]:
    """The columns and the tests of them. A test answers why the row is left out, or nothing."""
    return [(condition.column, _test(condition, source)) for condition in conditions]


def _test(condition: Condition, source: Source) -> Test:
    column, wanted = condition.column, condition.value
    if condition.test == "is":
        return lambda cells: "" if cells[column] == wanted else _("not “%s”") % wanted
    if condition.test == "filled":
        why_not = _("empty") if wanted == "True" else _("filled in")
        return lambda cells: "" if str(bool(cells[column])) == wanted else why_not
    bound = date.fromisoformat(wanted)
    if condition.test == "from":
        return lambda cells: "" if day(cells[column], source.dates) >= bound else _("before %s") % wanted
    return lambda cells: "" if day(cells[column], source.dates) < bound else _("not before %s") % wanted


def why_left_out(cells: Cells, tests: Sequence[tuple[str, Test]]) -> Refused | None:
    for column, test in tests:
        try:
            reason = test(cells)
        except ValidationError as problem:
            raise Refused(problem, column=column, value=cells[column]) from problem
        if reason:
            return Refused(reason, column=column, value=cells[column])
    return None


def most_frequent(lookup: Lookup, source: Source) -> dict[str, str]:
    tests = tests_of(lookup.where, source)
    reader = Reader(source, [lookup.key, lookup.most, *(column for column, _test in tests)])
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in source.rows():
        cells = reader.cells(row)
        if why_left_out(cells, tests) is None and cells[lookup.key]:
            counts[cells[lookup.key]][cells[lookup.most]] += 1
    return {key: min(found, key=lambda value: (-found[value], value)) for key, found in counts.items()}


def values_in(source: Source, column: str) -> set[str]:
    place = source.place(column)
    return {row.cells[place].strip() for row in source.rows() if place < len(row.cells)}


@dataclass(slots=True)
class _Sums:
    """What the rows of one group come to, month by month (all in one when months do not matter)."""

    sums: dict[Month, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    rows: dict[Month, list[int]] = field(default_factory=lambda: defaultdict(list))
    unread: int = 0


class Groups:
    """Sums over rows. A sum is given only if every row of its group could be read: part of it is a wrong figure."""

    NO_MONTH: Month = (0, 0)

    def __init__(self, group: Group, source: Source) -> None:
        self.group, self.source = group, source
        self.found: dict[tuple[Cell, ...], _Sums] = defaultdict(_Sums)
        self.last_day = date.min

    @staticmethod
    def columns(group: Group) -> set[str]:
        return {*group.by, "sum"} | ({"month", "month_end"} if group.month else set())

    def add(self, row: int, cells: Cells) -> None:
        sums = self.found[tuple(cells[column] for column in self.group.by)]
        try:
            month = self._month(cells)
            sums.sums[month] += self._read(cells, self.group.sum, lambda cell: number(cell, self.source.decimal))
        except Refused:
            sums.unread = row
            raise
        sums.rows[month].append(row)

    def _month(self, cells: Cells) -> Month:
        if not self.group.month:
            return self.NO_MONTH
        on: date = self._read(cells, self.group.month, lambda cell: day(cell, self.source.dates))
        self.last_day = max(self.last_day, on)
        return on.year, on.month

    def _read(self, cells: Cells, column: str, read: Callable[[Cell], Any]) -> Any:
        try:
            return read(cells[column])
        except ValidationError as problem:
            raise Refused(problem, column=column, value=cells[column]) from problem

    def entries(self) -> Iterator[Entry]:
        months = list(self._months())
        for values, sums in self.found.items():
            cells = dict(zip(self.group.by, values, strict=True))
            if sums.unread:
                yield self._unread(cells, sums)
                continue
            total = Decimal(0)
            for month in months:
                total += sums.sums.get(month, 0)
                yield Entry(sums.rows.get(month, []), cells | self._dated(month) | {"sum": total})

    def _unread(self, cells: Cells, sums: _Sums) -> Entry:
        rows = sorted(row for rows in sums.rows.values() for row in rows)
        reason = _("Row %d belongs to the same sum and could not be read: nothing was written.") % sums.unread
        return Entry(rows, cells, refusal=Refused(reason))

    def _months(self) -> Iterator[Month]:
        """From the first to the last: a month without rows has its sum too, that of the month before."""
        seen = {month for sums in self.found.values() for month in sums.sums}
        month, last = min(seen, default=(1, 0)), max(seen, default=(0, 0))
        while month <= last:
            yield month
            month = (month[0], month[1] + 1) if month[1] < 12 else (month[0] + 1, 1)

    def _dated(self, month: Month) -> Cells:
        if month == self.NO_MONTH:
            return {}
        end = date(*month, monthrange(*month)[1])
        return {"month": f"{month[0]}-{month[1]:02d}", "month_end": min(end, self.last_day)}

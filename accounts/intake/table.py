"""CSV and XLSX: which column is which, how the file writes numbers and days, row by row."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import openpyxl
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.intake.found import CENT, LARGEST, BadEntry, Control, Found, Party, UnreadableFile, settle_amounts
from kam.transfer.values import day, number

MOST_ROWS = 100_000
MOST_COLUMNS = 100
LONGEST_CELL = 2_000
UNPACKED = 200 * 1024 * 1024
TIMES_SMALLER = 200
"""A spreadsheet that unpacks to more than this, or to so many times its size, is a bomb and none."""

FIELDS = {
    "number": gettext_lazy("Number"),
    "client": gettext_lazy("Client"),
    "tax_number": gettext_lazy("Tax number"),
    "code": gettext_lazy("Client's code"),
    "issued_on": gettext_lazy("Issued"),
    "due_on": gettext_lazy("Due"),
    "net": gettext_lazy("Net"),
    "tax": gettext_lazy("VAT"),
    "gross": gettext_lazy("Total"),
    "currency": gettext_lazy("Currency"),
    "reference": gettext_lazy("The client's reference"),
    "paid_on": gettext_lazy("Paid on"),
}
KNOWN_AS = {
    "number": (
        "number",
        "numero",
        "invoice",
        "invoice-number",
        "invoicenumber",
        "fatura",
        "factura",
        "documento",
        "n-o",
    ),
    "client": ("client", "customer", "cliente", "name", "nome"),
    "tax_number": ("tax-number", "nif", "vat-number", "contribuinte", "nipc"),
    "code": ("customer-id", "customerid", "code", "codigo", "codigo-de-cliente"),
    "issued_on": ("issued", "issued-on", "date", "data", "invoice-date", "invoicedate", "emissao", "data-de-emissao"),
    "due_on": ("due", "due-on", "due-date", "duedate", "vencimento", "data-de-vencimento"),
    "net": ("net", "liquido", "base", "net-amount"),
    "tax": ("tax", "vat", "iva"),
    "gross": ("total", "gross", "amount", "invoiceamount", "invoice-amount", "valor"),
    "currency": ("currency", "moeda"),
    "reference": ("reference", "referencia", "po"),
    "paid_on": ("paid-on", "settled", "settleddate", "paid", "pago-em", "data-de-pagamento"),
}


@dataclass(slots=True)
class Shape:
    """What a table looks like: its header, first rows, and how it was read."""

    header: list[str]
    samples: list[list[str]] = field(default_factory=list)
    encoding: str = ""
    separator: str = ""
    decimal: str = ""
    dates: str = ""

    def suggestion(self) -> dict[str, int]:
        """Columns by field, where the heading says it; each column once."""
        slugs = [slugify(heading) for heading in self.header]
        found: dict[str, int] = {}
        for name, words in KNOWN_AS.items():
            place = next((slugs.index(word) for word in words if word in slugs), None)
            if place is not None and place not in found.values():
                found[name] = place
        return found


def shape_of(file: IO[bytes], *, is_xlsx: bool) -> Shape:
    shape = Shape([]) if is_xlsx else _text_shape(file)
    rows = rows_of(file, shape, is_xlsx=is_xlsx)
    shape.header = [cell.strip() for cell in next(rows, (0, []))[1]]
    if not any(shape.header):
        raise UnreadableFile(_("The file has no heading row."))
    if len(shape.header) > MOST_COLUMNS:
        raise UnreadableFile(_("The file has more than %d columns.") % MOST_COLUMNS)
    for _row, cells in rows:
        shape.samples.append(cells)
        if len(shape.samples) == 20:
            break
    shape.decimal = "." if is_xlsx else _decimal_of(shape.samples)
    shape.dates = _dates_of(shape.samples)
    return shape


def _text_shape(file: IO[bytes]) -> Shape:
    file.seek(0)
    raw = file.read()
    if b"\0" in raw:
        raise UnreadableFile(_("This is neither text nor a spreadsheet."))
    encoding = "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        encoding = "cp1252"
        text = raw.decode(encoding, errors="replace")
    first = text.partition("\n")[0]
    return Shape([], encoding=encoding, separator=max(";\t,|", key=first.count))


def _decimal_of(samples: Sequence[Sequence[str]]) -> str:
    """The mark that stands before one or two last digits anywhere in the first rows."""
    cells = [cell for row in samples for cell in row]
    if any(re.fullmatch(r"-?[\d.\s]*\d,\d{1,2}", cell.strip()) for cell in cells):
        return ","
    return "."


def _dates_of(samples: Sequence[Sequence[str]]) -> str:
    """Whether day or month comes first, where a day after the 12th in the first rows shows it; "" where none does."""
    found = [re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}", cell.strip()) for row in samples for cell in row]
    days = [(int(one[1]), int(one[2])) for one in found if one]
    first, second = sum(one > 12 for one, _other in days), sum(other > 12 for _one, other in days)
    return "" if first == second else "dmy" if first > second else "mdy"


def rows_of(file: IO[bytes], shape: Shape, *, is_xlsx: bool) -> Iterator[tuple[int, list[str]]]:
    """Rows with their number, the heading first; empty ones left out."""
    file.seek(0)
    found = _spreadsheet(file) if is_xlsx else _text(file, shape)
    for row, cells in found:
        if row > MOST_ROWS + 1:
            raise UnreadableFile(_("The file has more than %d rows.") % MOST_ROWS)
        if any(cells):
            yield row, [cell[:LONGEST_CELL] for cell in cells]


def _text(file: IO[bytes], shape: Shape) -> Iterator[tuple[int, list[str]]]:
    text = file.read().decode(shape.encoding, errors="replace")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=shape.separator)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error:
        problem = _("Row %d cannot be read: is a quotation mark open?") % (reader.line_num + 1)
        raise UnreadableFile(problem) from None


def _spreadsheet(file: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    try:
        _refuse_bombs(file)
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS + 1)
        for row, cells in enumerate(rows, start=1):
            yield row, _trimmed([_as_text(cell) for cell in cells])
    except UnreadableFile:
        raise
    except Exception as problem:  # a library of many kinds of refusal, each meaning the same
        raise UnreadableFile(_("This is not a spreadsheet that can be read.")) from problem


def _refuse_bombs(file: IO[bytes]) -> None:
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if unpacked > UNPACKED or unpacked > max(packed, 1) * TIMES_SMALLER:
        raise UnreadableFile(_("The spreadsheet unpacks to far more than its size: it is not read."))
    file.seek(0)


def _as_text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell)


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


class TableReader:
    """`shape`: how the file is read. `columns`: the place of each field's column.

    A row with `paid_on` is an invoice and its payment.
    """

    def __init__(self, file: IO[bytes], shape: Shape, *, is_xlsx: bool, columns: dict[str, int]) -> None:
        self.file, self.shape, self.is_xlsx, self.columns = file, shape, is_xlsx, columns
        self.control = Control()

    def __iter__(self) -> Iterator[Found]:
        rows = rows_of(self.file, self.shape, is_xlsx=self.is_xlsx)
        next(rows, None)
        for row, cells in rows:
            found = Found(row, "invoice", cells=cells)
            try:
                self._fill(found, cells)
            except BadEntry as problem:
                found.problem = str(problem)
            yield found
            if found.paid_on and not found.problem and found.kind == "invoice":
                paid = {found.number: found.gross}
                yield Found(
                    row, "payment", found.number, found.party, found.paid_on, None, found.currency,
                    gross=found.gross, against=paid,
                )  # fmt: skip

    def _cell(self, cells: list[str], name: str) -> str:
        place = self.columns.get(name, -1)
        return cells[place].strip() if 0 <= place < len(cells) else ""

    def _fill(self, found: Found, cells: list[str]) -> None:
        found.number = self._cell(cells, "number")
        code, tax_number = self._cell(cells, "code"), self._cell(cells, "tax_number")
        found.party = Party(code, tax_number, self._cell(cells, "client"))
        if not found.number:
            raise BadEntry(_("The number is missing."))
        found.issued_on = self._day(cells, "issued_on")
        if found.issued_on is None:
            raise BadEntry(_("The date of issue is missing."))
        found.due_on, found.paid_on = self._day(cells, "due_on"), self._day(cells, "paid_on")
        found.currency = self._cell(cells, "currency").upper() or "EUR"
        found.reference = self._cell(cells, "reference")
        self._fill_amounts(found, cells)

    def _fill_amounts(self, found: Found, cells: list[str]) -> None:
        net, tax, gross = (self._amount(cells, name) for name in ("net", "tax", "gross"))
        if gross is None and net is None:
            raise BadEntry(_("The total is missing."))
        found.tax = tax if tax is not None else _difference(gross, net)
        found.gross = gross if gross is not None else (net or Decimal(0)) + found.tax
        found.net = net if net is not None else found.gross - found.tax
        settle_amounts(found)

    def _day(self, cells: list[str], name: str) -> date | None:
        text = self._cell(cells, name)
        try:
            return day(text, self.shape.dates) if text else None
        except ValidationError as problem:
            raise BadEntry(f"{FIELDS[name]}: {problem.messages[0]} (“{text[:40]}”)") from None

    def _amount(self, cells: list[str], name: str) -> Decimal | None:
        text = self._cell(cells, name)
        try:
            value = number(text, self.shape.decimal) if text else None
        except ValidationError as problem:
            raise BadEntry(f"{FIELDS[name]}: {problem.messages[0]} (“{text[:40]}”)") from None
        if value is not None and (not value.is_finite() or abs(value) >= LARGEST):
            raise BadEntry(_("%(what)s is not a number: “%(text)s”.") % {"what": FIELDS[name], "text": text[:40]})
        return value.quantize(CENT) if value is not None else None


def _difference(gross: Decimal | None, net: Decimal | None) -> Decimal:
    return gross - net if gross is not None and net is not None else Decimal(0)

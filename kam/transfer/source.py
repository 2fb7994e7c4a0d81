"""Reading CSV files as they come: encoding, separator and decimal mark are found out and said, rows are streamed."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TextIO

from django.utils.translation import gettext as _

from kam.transfer.mapping import SEPARATORS, FileFormat, MappingError

SAMPLE = 1000
BLOCK = 1 << 20
_WITH_COMMA = re.compile(r"[-+]?(\d+,\d+|\d{1,3}([. ]\d{3})+,\d+|\d{1,3}(\.\d{3}){2,})")
_WITH_POINT = re.compile(r"[-+]?(\d+\.\d+|\d{1,3}([, ]\d{3})+\.\d+|\d{1,3}(,\d{3}){2,})")
_EITHER = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}")


class Row(NamedTuple):
    """`number` counts as a spreadsheet does: the header is row 1."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Source:
    """A CSV file and how to read it. `decimal` is empty where the file does not tell."""

    path: Path
    columns: tuple[str, ...]
    encoding: str
    separator: str
    decimal: str
    dates: str

    def rows(self) -> Iterator[Row]:
        with _text(self.path, self.encoding) as file:
            reader = csv.reader(file, delimiter=self.separator, strict=True)
            next(reader)
            try:
                yield from _numbered(reader, self.path)
            except UnicodeError as problem:
                raise _not_text(self.path.name, self.encoding) from problem

    def place(self, column: str) -> int:
        if column not in self.columns:
            known = ", ".join(self.columns)
            problem = _("there is no column “%(column)s”; there are: %(known)s") % {"column": column, "known": known}
            raise MappingError(f"{self.path.name}: {problem}")
        return self.columns.index(column)

    def told(self) -> str:
        """What was found, for people."""
        marks = {",": _("decimal comma"), ".": _("decimal point")}
        separator = _("tab") if self.separator == "\t" else f"“{self.separator}”"
        encoding = self.encoding.upper().replace("-SIG", " (BOM)")
        return ", ".join(filter(None, [encoding, _("separator %s") % separator, marks.get(self.decimal, "")]))


def open_source(folder: Path, name: str, declared: FileFormat, numbers: Collection[str] = ()) -> Source:
    """Look at a file. `numbers` are the columns that hold decimals and so show which decimal mark it uses."""
    path = folder / name
    try:
        encoding = declared.encoding or _encoding(path)
        header = _header(path, encoding)
        separator = declared.separator or max(SEPARATORS, key=header.count)
        with _text(path, encoding) as file:
            columns = tuple(cell.strip() for cell in next(csv.reader(file, delimiter=separator, strict=True)))
    except UnicodeError as problem:
        raise _not_text(name, declared.encoding) from problem
    except (OSError, csv.Error) as problem:
        raise MappingError(f"{name}: {problem}") from problem
    if len(set(columns)) < len(columns):
        raise MappingError(f"{name}: " + _("two columns have the same name"))
    source = Source(path, columns, encoding, separator, declared.decimal, declared.dates)
    return source if declared.decimal else _with_decimal(source, numbers)


def _not_text(name: str, encoding: str) -> MappingError:
    tried = encoding or "utf-8, cp1252"
    return MappingError(f"{name}: " + _("this is no text in the encoding %s: declare the file's encoding") % tried)


@contextmanager
def _text(path: Path, encoding: str) -> Iterator[TextIO]:
    with path.open(encoding=encoding, newline="") as file:
        yield file


def _encoding(path: Path) -> str:
    """UTF-8 if the whole file is, else what older Windows programs write."""
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            decoder.decode(start)
            while block := file.read(BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"


def _header(path: Path, encoding: str) -> str:
    with _text(path, encoding) as file:
        header = file.readline()
    if not header.strip():
        raise MappingError(f"{path.name}: " + _("the file is empty; its first line should name the columns"))
    return header


def _numbered(reader: Iterator[list[str]], path: Path) -> Iterator[Row]:
    number = 1
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            where = _("%(file)s, row %(row)d") % {"file": path.name, "row": number}
            raise MappingError(f"{where}: {problem}") from problem
        yield Row(number, cells)


def _with_decimal(source: Source, numbers: Collection[str]) -> Source:
    """The decimal mark used by numbers that can be read one way only; none where they disagree or there are none."""
    places = [source.columns.index(column) for column in numbers if column in source.columns]
    comma = point = False
    for row in islice(source.rows(), SAMPLE if places else 0):
        for cell in _cells(row, places):
            comma = comma or _WITH_COMMA.fullmatch(cell) is not None
            point = point or _WITH_POINT.fullmatch(cell) is not None
    decimal = "" if comma == point else "," if comma else "."
    return Source(source.path, source.columns, source.encoding, source.separator, decimal, source.dates)


def _cells(row: Row, places: Sequence[int]) -> list[str]:
    """Its numbers, without those such as 1.234 that prove nothing."""
    cells = [row.cells[place].strip() for place in places if place < len(row.cells)]
    return [cell for cell in cells if not _EITHER.fullmatch(cell)]

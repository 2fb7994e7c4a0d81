"""Which reader a file needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, Any, Protocol

from django.utils.translation import gettext as _

from accounts.intake.cii import CiiReader
from accounts.intake.found import Control, Found, UnreadableFile
from accounts.intake.saft import SaftReader
from accounts.intake.table import Shape, TableReader
from accounts.intake.ubl import UblReader
from accounts.intake.xml import entries, local

LARGEST_XML = 150 * 1024 * 1024
LARGEST_TABLE = 20 * 1024 * 1024
TABLES = frozenset({"csv", "xlsx"})
_XML = {"AuditFile": "saft", "Invoice": "ubl", "CreditNote": "ubl", "CrossIndustryInvoice": "cii"}


class Reader(Protocol):
    control: Control

    def __iter__(self) -> Iterator[Found]: ...


def kind_of(file: IO[bytes], *, size: int) -> str:
    """Told by what is inside, never by the name."""
    file.seek(0)
    start = file.read(2048).lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").replace(b"\0", b"")
    file.seek(0)
    kind = _xml_kind(file) if start.startswith(b"<") else "xlsx" if start.startswith(b"PK") else "csv"
    if size > (LARGEST_TABLE if kind in TABLES else LARGEST_XML):
        limit = (LARGEST_TABLE if kind in TABLES else LARGEST_XML) // 1024 // 1024
        raise UnreadableFile(_("The file is larger than %d MB: split it.") % limit)
    file.seek(0)
    return kind


def _xml_kind(file: IO[bytes]) -> str:
    """By the root, which is above the first element that ends, or that element itself."""
    for above, element in entries(file, ()):
        root = (*above, local(element.tag))[0]
        if root in _XML:
            return _XML[root]
        break
    raise UnreadableFile(_("This XML is neither SAF-T (PT) nor an invoice of EN 16931 (UBL or CII)."))


def reader_of(file: IO[bytes], kind: str, mapping: dict[str, Any]) -> Reader:
    file.seek(0)
    if kind in TABLES:
        told = {name: mapping.get(name, "") for name in ("encoding", "separator", "decimal", "dates")}
        shape = Shape(mapping["header"], **told)
        return TableReader(file, shape, is_xlsx=kind == "xlsx", columns=mapping["columns"])
    readers: dict[str, Callable[[IO[bytes]], Reader]] = {"saft": SaftReader, "ubl": UblReader, "cii": CiiReader}
    return readers[kind](file)

"""The ledger of erased people as a file beside the database, so that a restored backup does not bring anybody back.

One line of JSON for each erasure, in numbers alone: {"contact", "client", "reason", "by", "erased_at"}. It lies in the
folder of the files (MEDIA_ROOT/erasures.jsonl), which is saved apart from the database.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings


class Entry(NamedTuple):
    contact: int
    client: int
    reason: str
    by: int | None
    erased_at: datetime


def path() -> Path:
    return Path(settings.MEDIA_ROOT) / "erasures.jsonl"


def append(entry: Entry) -> None:
    """One line, in one write and onto the disk: two processes do not mix theirs."""
    path().parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(entry._asdict() | {"erased_at": entry.erased_at.isoformat()}) + "\n"
    held = os.open(path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(held, line.encode())
        os.fsync(held)
    finally:
        os.close(held)


def read() -> Iterator[Entry]:
    """Every entry, oldest first. A line that was cut off by a full disk is passed over."""
    if not path().exists():
        return
    for line in path().read_text().splitlines():
        try:
            told = json.loads(line)
            yield Entry(**told | {"erased_at": datetime.fromisoformat(told["erased_at"])})
        except (ValueError, TypeError, KeyError):
            continue

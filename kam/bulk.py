"""Writing many rows at once. The only place that speaks to the database driver directly."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import connection, transaction

_numbers = count()


def copy_into(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY rows into a table; None is NULL. An order of magnitude faster than INSERT for thousands of rows."""
    buffer = io.StringIO()
    null = f"null {uuid4().hex}"  # drawn anew each time: whatever people type, it is not this
    csv.writer(buffer).writerows([null if value is None else value for value in row] for row in rows)
    buffer.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY \"{table}\" ({_quoted(columns)}) FROM STDIN WITH (FORMAT csv, NULL '{null}')", buffer)


@transaction.atomic(savepoint=False)
def add_new(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, key: Sequence[str]) -> list[Any]:
    """COPY the rows whose key is not in the table yet, and leave the others alone; the first column of those added."""
    return _by_way_of_a_draft(table, columns, rows, key, "NOTHING")


@transaction.atomic(savepoint=False)
def replace_all(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, key: Sequence[str]) -> list[Any]:
    """COPY all rows, over those of the same key; the first column of each."""
    changes = ", ".join(f'"{column}" = excluded."{column}"' for column in columns if column not in key)
    return _by_way_of_a_draft(table, columns, rows, key, f"UPDATE SET {changes}")


def _by_way_of_a_draft(
    table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], key: Sequence[str], on_conflict: str
) -> list[Any]:
    """COPY itself stops at the first conflict, so it fills a table that goes with the transaction."""
    draft, names, keys = f"draft_{next(_numbers)}", _quoted(columns), _quoted(key)
    with connection.cursor() as cursor:
        cursor.execute(
            f'CREATE TEMPORARY TABLE {draft} ON COMMIT DROP AS SELECT {names} FROM "{table}" WITH NO DATA'  # noqa: S608
        )
        copy_into(draft, columns, rows)
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {names} FROM {draft} '  # noqa: S608 (names of our own)
            f'ON CONFLICT ({keys}) DO {on_conflict} RETURNING "{columns[0]}"'
        )
        return [first for (first,) in cursor.fetchall()]


def _quoted(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)

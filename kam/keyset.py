"""Paging through what happened, by when it happened: a page far back costs what the first one costs."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime

M = TypeVar("M", bound=models.Model)

MAX_ID = models.BigIntegerField.MAX_BIGINT


def cursor_of(at: datetime, pk: int) -> str:
    """The place of a row among those that happened, for addresses."""
    return f"{at.isoformat()}~{pk}"


def before(rows: models.QuerySet[M], cursor: str, *, key: str) -> models.QuerySet[M]:
    """The rows further back than a cursor, by the time in `key`; all of them when it is empty or not one.

    A range less its start, which PostgreSQL begins to read at the right place of an index; with OR it would not.
    """
    at, _sep, pk = cursor.partition("~")
    try:
        moment, number = parse_datetime(at), int(pk)
    except (ValueError, OverflowError):
        return rows
    if moment is None or timezone.is_naive(moment) or not 0 <= number <= MAX_ID:
        return rows
    same: dict[str, Any] = {key: moment, "pk__gte": number}
    return rows.filter(**{f"{key}__lte": moment}).exclude(**same)


def some(rows: models.QuerySet[M], size: int) -> tuple[list[M], bool]:
    """So many rows, and whether there are more."""
    found = list(rows[: size + 1])
    return found[:size], len(found) > size

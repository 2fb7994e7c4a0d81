"""Who changed what, when: read from the history tables that database triggers write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from kam.models import Event, User
from kam.numbers import date_short, number

LIMIT = 200
UNTOLD = frozenset({"id", "updated_at", "created_at", "is_demo"})


@dataclass(frozen=True, slots=True)
class Change:
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Revision:
    at: datetime
    who: str
    source: str
    created: bool
    changes: list[Change]


def of(record: models.Model) -> list[Revision]:
    """The latest revisions of a record, newest first. Every tracked model has its history as `events`."""
    rows = list(record.events.order_by("-pgh_created_at", "-pgh_id")[: LIMIT + 1])  # type: ignore[attr-defined]
    names = _names(rows)
    found = [_revision(record, row, older, names) for row, older in zip(rows, [*rows[1:], None], strict=True)]
    return [revision for revision in found[:LIMIT] if revision.created or revision.changes]


def _names(rows: Iterable[Any]) -> dict[int, str]:
    people = {row.pgh_context["user"] for row in rows if row.pgh_context and row.pgh_context.get("user")}
    return dict(User.objects.filter(pk__in=people).values_list("pk", "name"))


def _revision(record: models.Model, row: Any, older: Any, names: dict[int, str]) -> Revision:
    context = row.pgh_context or {}
    source = Event.Source(context["source"]).label if context.get("source") else ""
    told = " ".join(filter(None, (str(source), context.get("name", ""))))
    return Revision(
        at=row.pgh_created_at,
        who=names.get(context.get("user", 0)) or _("The system"),
        source=told,
        created=older is None,
        changes=[] if older is None else _changes(record, row, older),
    )


def _changes(record: models.Model, row: Any, older: Any) -> list[Change]:
    fields = [field for field in record._meta.concrete_fields if field.name not in UNTOLD]
    return [
        Change(str(field.verbose_name), _shown(field, older), _shown(field, row))
        for field in fields
        if getattr(older, field.attname, None) != getattr(row, field.attname, None)
    ]


def _shown(field: models.Field[Any, Any], row: Any) -> str:
    try:
        value = getattr(row, field.attname)
    except (AttributeError, FieldDoesNotExist):
        return ""
    if value is None or value == "":
        return "–"
    if isinstance(field, models.ForeignKey):
        related = getattr(row, field.name, None)
        return str(related) if related else f"#{value}"
    return str(dict(field.flatchoices).get(value, value)) if field.choices else _written(value)


def _written(value: Any) -> str:
    """A value as the reader writes it."""
    match value:
        case bool():
            return _("yes") if value else _("no")
        case int() | Decimal():
            return number(value)
        case datetime():
            return f"{date_short(timezone.localtime(value))} {timezone.localtime(value):%H:%M}"
        case date():
            return date_short(value)
        case list():
            return "; ".join(_written(part) for part in value)
    return str(value)

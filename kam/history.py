"""Who changed what, when: read from the history tables that database triggers write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from kam.access import Scoped
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


Names = dict[tuple[type[models.Model], Any], str]


def of(record: models.Model, *, seen_by: User | None = None) -> list[Revision]:
    """The latest revisions of a record, newest first. Every tracked model has its history as `events`.

    Records that `seen_by` does not see are named by their number only.
    """
    rows = list(record.events.order_by("-pgh_created_at", "-pgh_id")[: LIMIT + 1])  # type: ignore[attr-defined]
    names = _people(rows) | _named(record, rows, seen_by)
    found = [_revision(record, row, older, names) for row, older in zip(rows, [*rows[1:], None], strict=True)]
    return [revision for revision in found[:LIMIT] if revision.created or revision.changes]


def _people(rows: Iterable[Any]) -> Names:
    people = {row.pgh_context["user"] for row in rows if row.pgh_context and row.pgh_context.get("user")}
    return {(User, pk): name for pk, name in User.objects.filter(pk__in=people).values_list("pk", "name")}


def _named(record: models.Model, rows: Sequence[Any], seen_by: User | None) -> Names:
    """The names of the records that the rows point to, one query for each kind."""
    names: Names = {}
    for field in record._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            found = field.related_model._default_manager.filter(
                pk__in={getattr(row, field.attname, None) for row in rows}
            )
            if seen_by is not None and isinstance(found, Scoped):
                found = found.visible_to(seen_by)
            names |= {(field.related_model, other.pk): str(other) for other in found}
    return names


def _revision(record: models.Model, row: Any, older: Any, names: Names) -> Revision:
    context = row.pgh_context or {}
    source = Event.Source(context["source"]).label if context.get("source") else ""
    told = " ".join(filter(None, (str(source), context.get("name", ""))))
    return Revision(
        at=row.pgh_created_at,
        who=names.get((User, context.get("user"))) or _("The system"),
        source=told,
        created=older is None,
        changes=[] if older is None else _changes(record, row, older, names),
    )


def _changes(record: models.Model, row: Any, older: Any, names: Names) -> list[Change]:
    fields = [field for field in record._meta.concrete_fields if field.name not in UNTOLD]
    return [
        Change(str(field.verbose_name), _shown(field, older, names), _shown(field, row, names))
        for field in fields
        if getattr(older, field.attname, None) != getattr(row, field.attname, None)
    ]


def _shown(field: models.Field[Any, Any], row: Any, names: Names) -> str:
    try:
        value = getattr(row, field.attname)
    except (AttributeError, FieldDoesNotExist):
        return ""
    if value is None or value == "":
        return "–"
    if isinstance(field, models.ForeignKey):
        return names.get((field.related_model, value), f"#{value}")
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

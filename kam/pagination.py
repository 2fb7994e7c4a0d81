"""Pages of a list by key: the last page costs what the first one costs, and rows that come or go shift nothing."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from kam.expressions import Unaccent

M = TypeVar("M", bound=models.Model)

PARAMETERS = frozenset({"limit", "cursor", "ordering"})
LIMIT, LIMIT_AT_MOST = 50, 200
IN_ALPHABET = "in_alphabet"


@dataclass(frozen=True, slots=True)
class Order:
    """One column, up or down; the primary key decides between equals, so that the order is total."""

    field: models.Field[Any, Any]
    descending: bool

    def sorted(self, rows: models.QuerySet[M]) -> models.QuerySet[M]:
        """Names in the order of the alphabet, accents and case aside, as on the pages."""
        if self._key == IN_ALPHABET:
            rows = rows.annotate(**{IN_ALPHABET: Unaccent(Lower(self.field.name))})
        sign = "-" if self.descending else ""
        return rows.order_by(f"{sign}{self._key}", f"{sign}pk")

    def after(self, rows: models.QuerySet[M], value: Any, pk: int) -> models.QuerySet[M]:
        """The rows beyond a place; as a range less its start, which PostgreSQL answers from an index on the column."""
        key, beyond, short = self._key, *(("lt", "gte") if self.descending else ("gt", "lte"))
        if self.field.primary_key:
            return rows.filter(**{f"pk__{beyond}": pk})
        return rows.filter(**{f"{key}__{beyond}e": value}).exclude(**{key: value, f"pk__{short}": pk})

    def value_of(self, row: models.Model) -> str:
        return getattr(row, IN_ALPHABET, None) or self.field.value_to_string(row)

    @property
    def _key(self) -> str:
        return IN_ALPHABET if isinstance(self.field, models.CharField) else self.field.attname


class KeysetPagination(BasePagination):
    """`?limit=` (50, at most 200), `?ordering=` one of the view's `sortable` columns, `?cursor=` taken from `next`."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        sortable: tuple[str, ...] = view.sortable
        self.request, size = request, _limit(request.query_params.get("limit"))
        self.ordering = request.query_params.get("ordering", sortable[0])
        order = _order(self.ordering, sortable, queryset.model)
        found = order.sorted(queryset)
        if cursor := request.query_params.get("cursor"):
            found = order.after(found, *self._place(cursor, order))
        rows = list(found[: size + 1])
        self.next = self._cursor(rows[size - 1], order) if len(rows) > size else None
        return rows[:size]

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self._address(self.next), "results": data})

    def _cursor(self, row: models.Model, order: Order) -> str:
        place = [self.ordering, order.value_of(row), row.pk]
        return urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")

    def _place(self, cursor: str, order: Order) -> tuple[Any, int]:
        """Where a cursor stands. Forging one is harmless: it only moves within what the caller may see."""
        try:
            ordering, value, pk = json.loads(urlsafe_b64decode(cursor + "=="))
            if ordering != self.ordering or not 0 <= int(pk) < 2**63 or "\0" in value:
                raise ValueError
            value.encode()
            return order.field.to_python(value), int(pk)
        except (ValueError, TypeError, DjangoValidationError, RecursionError) as broken:
            message = _("Take the cursor from “next” of the page before, and leave the ordering as it was.")
            raise ValidationError({"cursor": [message]}) from broken

    def _address(self, cursor: str | None) -> str | None:
        if cursor is None:
            return None
        parameters = self.request.query_params.copy()
        parameters["cursor"] = cursor
        return f"{settings.SITE_URL}{self.request.path}?{parameters.urlencode()}"

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        address = f"{settings.SITE_URL}/api/v1/…?cursor=WyJpZCIsIjUwIiw1MF0"
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {
                "next": {"type": "string", "format": "uri", "nullable": True, "example": address},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        orders = [sign + name for name in map(str.lstrip, _names(view.sortable)) for sign in ("", "-")]
        return [
            _parameter("limit", "Records per page.", type="integer", minimum=1, maximum=LIMIT_AT_MOST, default=LIMIT),
            _parameter("cursor", "Where the page starts: taken from `next` of the page before.", type="string"),
            _parameter("ordering", "`-` for descending.", type="string", enum=orders, default=view.sortable[0]),
        ]


def _limit(text: str | None) -> int:
    if text is None:
        return LIMIT
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= LIMIT_AT_MOST:
        raise ValidationError({"limit": [_("Choose a limit from 1 to %d.") % LIMIT_AT_MOST]})
    return int(text)


def _order(ordering: str, sortable: tuple[str, ...], model: type[models.Model]) -> Order:
    name, names = ordering.removeprefix("-"), _names(sortable)
    if name not in names:
        raise ValidationError({"ordering": [_("Choose one of: %s.") % ", ".join(names)]})
    field: Any = model._meta.pk if name == "id" else model._meta.get_field(name)
    return Order(field, ordering.startswith("-"))


def _names(sortable: tuple[str, ...]) -> list[str]:
    return [name.removeprefix("-") for name in sortable]


def _parameter(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}

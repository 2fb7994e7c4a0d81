"""What the clients list can show, sort by and filter by beyond the client's own fields: filled in by the apps above."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OrderBy, QuerySet, Sum
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django_stubs_ext import StrPromise

from accounts.models import Client
from accounts.models.client import ClientQuerySet
from kam import slots


@dataclass(frozen=True, slots=True)
class Total:
    """Sums over a list of clients, by names no other column uses, and how they are told. A sum of nothing is None."""

    sums: Mapping[str, Sum]
    tell: Callable[[Mapping[str, Any]], SafeString | str]


@dataclass(frozen=True, slots=True)
class Column:
    """`cells` renders one page of clients at constant cost, by client id; `total` stands below the whole filtered list.

    `relation` names what is to be selected together with the clients, if the cells are made of it.
    """

    key: str
    label: StrPromise | str
    cells: Callable[[Sequence[Client]], Mapping[int, SafeString]]
    order_by: str = ""
    is_number: bool = False
    relation: str = ""
    total: Total | None = None

    @property
    def sort_key(self) -> str:
        return self.key if self.order_by else ""


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice in the filter bar, and what choosing does to the list."""

    key: str
    label: StrPromise | str
    choices: Sequence[tuple[str, StrPromise | str]]
    apply: Callable[[ClientQuerySet, str], ClientQuerySet]


@dataclass(frozen=True, slots=True)
class Preset:
    """A ready-made view of the list, shown as a tab: a name and the query part of its address."""

    label: StrPromise | str
    query: str


@dataclass(frozen=True, slots=True)
class Cell:
    column: Column
    html: SafeString | str


@dataclass(frozen=True, slots=True)
class Row:
    client: Client
    cells: SafeString


def columns() -> list[Column]:
    return slots.collect("clients.columns")


def filters() -> list[Filter]:
    return slots.collect("clients.filters")


def presets() -> list[Preset]:
    return slots.collect("clients.presets")


def rows_of(clients: Sequence[Client]) -> list[Row]:
    """Each client with its cells as HTML: a page has hundreds, and a template going through them takes the longest."""
    filled = [(_opening(column), column.cells(clients)) for column in columns()]
    return [Row(client, _joined(filled, client.pk)) for client in clients]


def _opening(column: Column) -> SafeString:
    return format_html('<td data-l="{}" class="{}">', column.label, "num" if column.is_number else "")


def _joined(filled: Sequence[tuple[SafeString, Mapping[int, SafeString]]], pk: int) -> SafeString:
    return format_html_join("", "{}{}</td>", ((opening, cells.get(pk, "")) for opening, cells in filled))


def totals_of(clients: QuerySet[Client]) -> tuple[int, list[Cell]]:
    """How many clients they are and the totals of the columns, by one statement."""
    shown = columns()
    wanted = {name: sum_ for column in shown if column.total for name, sum_ in column.total.sums.items()}
    found = clients.order_by().aggregate(number_of_clients=Count("pk"), **wanted)
    cells = [Cell(column, column.total.tell(found) if column.total else "") for column in shown]
    return found["number_of_clients"], cells


def relations() -> set[str]:
    return {column.relation for column in columns() if column.relation}


def order_of(ordering: str) -> list[OrderBy | str]:
    """The order named in an address, from the allowed ones; unknown names mean by name, and tell nothing."""
    allowed = {"tier": "tier", "owner": "owner__name"} | {column.key: column.order_by for column in columns()}
    field = allowed.get(ordering.removeprefix("-"))
    if not field:
        return []
    order = F(field).desc(nulls_last=True) if ordering.startswith("-") else F(field).asc(nulls_last=True)
    return [order, "pk"]

"""How much of each record a caller wants: `?fields=` leaves out, `?expand=` shows records in place of their ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from kam.models import Team, User
from kam.problems import UnknownParameter
from kam.tokens import SignedRequest, require

if TYPE_CHECKING:
    from kam.serializers import RecordSerializer

PARAMETERS = frozenset({"fields", "expand"})
DEPTH = 2
DIRECTORY = frozenset({User, Team})
EXPANDED_AT_MOST = 1000  # records that point back: a page of clients with all their objectives could be any size


@dataclass(frozen=True, slots=True)
class Expansion:
    """A record shown in place of its id (this record's `column` holds it), or the `many` whose `column` points here."""

    serializer: type[RecordSerializer[Any]]
    column: str
    many: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """The `fields` wanted (none named: all of them) and what to `expand`, by name, each with a shape of its own."""

    fields: frozenset[str] = frozenset()
    expand: Mapping[str, Shape] = field(default_factory=dict)


WHOLE = Shape()


def shape_of(request: SignedRequest, serializer: type[RecordSerializer[Any]]) -> Shape:
    """What the request asks for, checked against what the serializer offers and the token may read."""
    wanted = _names(request, "fields")
    if unknown := wanted - set(serializer.Meta.fields):
        raise UnknownParameter({"fields": [_("There is no such field: %s.") % ", ".join(sorted(unknown))]})
    expand = _tree(_names(request, "expand"), serializer, request, DEPTH)
    return Shape(wanted | expand.keys() if wanted else wanted, expand)


def _names(request: SignedRequest, parameter: str) -> frozenset[str]:
    return frozenset(name.strip() for name in request.query_params.get(parameter, "").split(",") if name.strip())


def _tree(
    paths: Sequence[str] | frozenset[str], serializer: type[RecordSerializer[Any]], request: SignedRequest, depth: int
) -> dict[str, Shape]:
    below: dict[str, list[str]] = {}
    for path in sorted(paths):
        name, _dot, rest = path.partition(".")
        below.setdefault(name, []).extend([rest] if rest else [])
    return {name: _branch(name, rest, serializer, request, depth) for name, rest in below.items()}


def _branch(
    name: str, paths: list[str], serializer: type[RecordSerializer[Any]], request: SignedRequest, depth: int
) -> Shape:
    offered = serializer.expandable if depth else {}
    if name not in offered:
        message = _("“%(name)s” is not expanded here. What can be: %(offered)s.")
        raise UnknownParameter({"expand": [message % {"name": name, "offered": ", ".join(offered) or "–"}]})
    inner = offered[name].serializer
    require(request, inner.scope, "read")
    return Shape(expand=_tree(paths, inner, request, depth - 1))


def readable(rows: Any, user: User) -> Any:
    """The rows this person sees. People and teams are the company's directory: everybody sees them."""
    return rows if rows.model in DIRECTORY else rows.visible_to(user)


def expand(rows: Sequence[Any], shown: Sequence[dict[str, Any]], serializer: RecordSerializer[Any]) -> None:
    """Put related records into those of a page: one query for each name, and nothing the caller may not see."""
    for name, shape in serializer.shape.expand.items():
        expansion = serializer.expandable[name]
        related = _related(expansion, rows, serializer.context["request"].user)
        told = expansion.serializer(related, many=True, shape=shape, context=serializer.context).data
        join = _join_many if expansion.many else _join_one
        join(name, expansion.column, list(zip(rows, shown, strict=True)), list(zip(related, told, strict=True)))


Pairs = list[tuple[Any, Any]]


def _join_one(name: str, column: str, page: Pairs, related: Pairs) -> None:
    """What is hidden from the caller stays an id."""
    by_id = {other.pk: told for other, told in related}
    for row, record in page:
        record[name] = by_id.get(getattr(row, column), record[name])


def _join_many(name: str, column: str, page: Pairs, related: Pairs) -> None:
    by_row = defaultdict(list)
    for other, told in related:
        by_row[getattr(other, column)].append(told)
    for row, record in page:
        record[name] = by_row[row.pk]


def _related(expansion: Expansion, rows: Sequence[Any], user: User) -> list[Any]:
    seen = readable(expansion.serializer.records(), user)
    if not expansion.many:
        return list(seen.filter(pk__in={getattr(row, expansion.column) for row in rows} - {None}))
    pointing = seen.filter(**{f"{expansion.column}__in": [row.pk for row in rows]}).order_by("pk")
    found = list(pointing[: EXPANDED_AT_MOST + 1])
    if len(found) > EXPANDED_AT_MOST:
        message = _("That is more than %d records: ask for fewer by “limit”, or list them by themselves.")
        raise ValidationError({"expand": [message % EXPANDED_AT_MOST]})
    return found

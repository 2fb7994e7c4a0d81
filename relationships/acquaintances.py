"""Who of us knows whom at a client, as a matrix, and what would be if one of us left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from kam.addresses import address_of
from kam.models import User
from relationships import coverage
from relationships.coverage import Leaving, Loss, Person
from relationships.models import Acquaintance
from relationships.people_map import PeopleMap, levels_of

Levels = Mapping[tuple[int, int], Acquaintance]


@dataclass(frozen=True, slots=True)
class Cell:
    """One person and one colleague: the level 0-3 (None: nothing noted), the level wanted where it differs."""

    level: int | None
    word: str
    wanted: int | None
    wanted_word: str
    last: date | None
    url: str
    label: str
    column: str


@dataclass(frozen=True, slots=True)
class Row:
    person: Person
    url: str
    cells: list[Cell]
    known_by: int
    best: int | None


@dataclass(frozen=True, slots=True)
class Column:
    """A colleague: how many people they know, and how many relations live through them."""

    colleague: int
    name: str
    known: int
    living: int
    url: str


def matrix(found: PeopleMap, *, back: str) -> dict[str, Any]:
    """Rows: the client's people, the weightiest first. Columns: colleagues who know or talk with any of them."""
    levels = levels_of(found.client, on=found.on)
    people = sorted((one for one in found.people if one.is_there), key=lambda one: (-one.weight, one.name))
    columns = _columns(found, people, levels)
    rows = [_row(person, columns, levels, back) for person in people]
    return {"rows": rows, "columns": columns, "levels": Acquaintance.Level.choices, "found": found}


def _columns(found: PeopleMap, people: Sequence[Person], levels: Levels) -> list[Column]:
    here = {person.pk for person in people}
    known = {who for pk, who in levels if pk in here} | {who for person in people for who in person.talks}
    names = dict(User.objects.filter(pk__in=known | {found.client.owner_id}).values_list("pk", "name"))
    columns = [
        Column(
            colleague=who,
            name=name,
            known=sum((person.pk, who) in levels for person in people),
            living=found.coverage.held.get(who, 0),
            url=f"{address_of('relationships:simulate-leaving', found.client.pk)}?colleague={who}",
        )
        for who, name in names.items()
    ]
    return sorted(columns, key=lambda column: (-column.known, -column.living, column.name))


def _row(person: Person, columns: Sequence[Column], levels: Levels, back: str) -> Row:
    cells = [_cell(person, column, levels.get((person.pk, column.colleague)), back) for column in columns]
    known = [cell.level for cell in cells if cell.level is not None]
    url = address_of("relationships:show-person", person.pk)
    return Row(person, url, cells, len(known), max(known, default=None))


def _cell(person: Person, column: Column, held: Acquaintance | None, back: str) -> Cell:
    differs = held is not None and held.wanted is not None and held.wanted != held.level
    return Cell(
        level=held.level if held else None,
        word=held.get_level_display() if held else "",
        wanted=held.wanted if held and differs else None,
        wanted_word=held.get_wanted_display() or "" if held and differs else "",
        last=person.talks.get(column.colleague),
        url=knowing(person.pk, column.colleague, held.level if held else None, back=back),
        label=f"{column.name} – {person.name}",
        column=column.name,
    )


def knowing(person: int, colleague: int, level: int | None, *, back: str) -> str:
    """The form that says how well a colleague knows a person, filled in as far as it is known."""
    given = {"colleague": colleague, "next": back} | ({} if level is None else {"level": level})
    return f"{address_of('relationships:know-person', person)}?{urlencode(given)}"


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody who would be left without anybody, and what is to be done about it: `url` makes the heir their owner."""

    loss: Loss
    name: str
    heir: str
    level: str
    url: str


def simulated(found: PeopleMap, colleague: User, *, back: str) -> dict[str, Any]:
    levels = levels_of(found.client, on=found.on)
    now = {pair: held.level for pair, held in levels.items()}
    leaving = coverage.without(found.people, colleague.pk, now, on=found.on)
    heirs = {loss.heir for loss in leaving.lost if loss.heir}
    names = dict(User.objects.filter(pk__in=heirs).values_list("pk", "name"))
    lost = [_left(loss, names, back) for loss in leaving.lost]
    return {"leaving": leaving, "lost": lost, "orphans": _orphans(leaving), "colleague": colleague, "found": found}


def _left(loss: Loss, names: Mapping[int, str], back: str) -> Left:
    given = {"next": back} | ({"owner": loss.heir} if loss.heir else {})
    return Left(
        loss=loss,
        name=loss.person.name,
        heir=names.get(loss.heir or 0, ""),
        level="" if loss.level is None else str(Acquaintance.Level(loss.level).label),
        url=f"{address_of('relationships:change-stakeholder', loss.person.pk)}?{urlencode(given)}",
    )


def _orphans(leaving: Leaving) -> list[Person]:
    """Whom the colleague looks after, but whose relation would live on or is dead already."""
    lost = {loss.person.pk for loss in leaving.lost}
    return [person for person in leaving.looked_after if person.pk not in lost]

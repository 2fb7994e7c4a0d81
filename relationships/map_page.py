"""What the page of a client's relationship map shows: the tree or the table, the drawing behind it, and the gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import Client
from relationships import gaps
from relationships.cards import Card, Step, cards, steps
from relationships.coverage import Person, is_cold
from relationships.layout import Layout, arrange, curve
from relationships.models import Link
from relationships.people_map import PeopleMap

SHOWN_GAPS = 5
PIXELS_IN_A_REM = 16

ORDERS: dict[str, Callable[[Card], Any]] = {
    "name": lambda card: card.person.name.casefold(),
    "job": lambda card: card.person.job_title.casefold(),
    "superior": lambda card: card.superior.casefold(),
    "role": lambda card: card.role.casefold(),
    "influence": lambda card: card.person.weight,
    "support": lambda card: card.person.support,
    "owner": lambda card: card.owner.casefold(),
    "silence": lambda card: card.silent_for,
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """The lines behind the cards, as SVG paths in pixels; the size also in rem, in which the cards are laid out."""

    layout: Layout
    influences: list[str]
    differences: list[str]

    @property
    def width(self) -> str:
        return f"{self.layout.width / PIXELS_IN_A_REM:g}rem"

    @property
    def height(self) -> str:
        return f"{self.layout.height / PIXELS_IN_A_REM:g}rem"

    @property
    def box(self) -> str:
        return f"0 0 {self.layout.width:g} {self.layout.height:g}"


def map_page(found: PeopleMap, wanted: dict[str, Any] | None, *, ordering: str, back: str) -> dict[str, Any]:
    """`wanted`: the filters' values (role, support, owner, cold); None where they were refused, which shows nobody.
    `back`: where to return to when a gap is closed."""
    matching = {one.pk for one in found.people if wanted is not None and _passes(one, wanted, found)}
    shown = cards(found, matching)
    trees = found.forest_of(list(shown))
    told = gaps.told(found.gaps, found.client, found.names, back=back)
    return {
        "found": found,
        "coverage": found.coverage,
        "holders": holders(found),
        "gaps": told[:SHOWN_GAPS],
        "more_gaps": told[SHOWN_GAPS:],
        "gap_count": len(told),
        "rows": ordered([card for card in shown.values() if card.matches], ordering),
        "steps": list(steps(trees, shown)),
        "loose": [Step(shown[pk], "", "") for pk in trees.loose],
        "drawing": drawing(found, arrange(trees)),
        "matching": len(matching),
    }


def holders(found: PeopleMap) -> list[tuple[str, int]]:
    """Colleagues and how many relations live through each, the most first."""
    held = [(found.names.get(who, ""), count) for who, count in found.coverage.held.items()]
    return sorted(held, key=lambda one: (-one[1], one[0]))


def _passes(person: Person, wanted: dict[str, Any], found: PeopleMap) -> bool:
    return all(
        (
            not wanted.get("role") or person.role == wanted["role"],
            not wanted.get("support") or str(person.support) == wanted["support"],
            not wanted.get("owner") or person.owner == wanted["owner"].pk,
            not wanted.get("cold") or is_cold(person, on=found.on),
        )
    )


def ordered(rows: Sequence[Card], ordering: str) -> list[Card]:
    """By a column, unknown values last whichever way; in the order of the alphabet where nothing else is asked."""
    key = ORDERS.get(ordering.lstrip("-"), ORDERS["name"])
    known = [card for card in rows if key(card) not in (None, "")]
    unknown = [card for card in rows if key(card) in (None, "")]
    return sorted(known, key=key, reverse=ordering.startswith("-")) + unknown


def drawing(found: PeopleMap, layout: Layout) -> Drawing:
    return Drawing(
        layout,
        list(_curves(found, layout, Link.Kind.INFLUENCES)),
        list(_curves(found, layout, Link.Kind.DIFFERS)),
    )


def _curves(found: PeopleMap, layout: Layout, kind: str) -> Iterator[str]:
    for line in found.influences:
        if line.kind == kind and line.source_id in layout.places and line.target_id in layout.places:
            yield curve(layout.places[line.source_id], layout.places[line.target_id])


def coverage_card(found: PeopleMap, client: Client) -> dict[str, Any]:
    """Coverage and the three worst gaps, for the client's own page."""
    told = gaps.told(found.gaps[:3], client, found.names, back=client.url_of("relationships"))
    return {"client": client, "coverage": found.coverage, "gaps": told, "gap_count": len(found.gaps), "on": found.on}

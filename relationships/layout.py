"""Where the cards of a relationship map stand and how its lines run: a forest in, coordinates out.

The page lays its nested lists out by the style sheet, the drawing behind it and the printed map by these numbers, so
both follow one rule: every card has one size; a superior stands centred above their reports; reports stand side by
side, those without reports of their own below one another in up to four columns; who has no line at all stands below.
Units are pixels of a screen whose root font size is 16 (the style sheet says the same in rem).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

CARD_WIDTH, CARD_HEIGHT = 200, 144
ACROSS, DOWN, BELOW = 12, 40, 12  # between cards side by side, to the row below, below one another
INDENT = 16  # of stacked cards, for the line that leads to them
STACKED_IN_A_COLUMN, COLUMNS = 4, 4
LOOSE_COLUMNS, LOOSE_HEADING = 4, 48  # who has no line, and the room for the words above them


class Place(NamedTuple):
    """The upper left corner of a card."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Forest:
    """`below`: by superior, their reports in order; `tops` have reports and no superior; `loose` have neither."""

    below: Mapping[int, Sequence[int]]
    tops: Sequence[int]
    loose: Sequence[int]


@dataclass(frozen=True, slots=True)
class Layout:
    width: float
    height: float
    places: Mapping[int, Place]
    lines: Sequence[str]  # SVG paths of the reporting lines


def forest(superiors: Mapping[int, int], people: Sequence[int]) -> Forest:
    """A forest of the people, in their order. A superior who is not among them does not count; a circle in the data is
    cut above the first of its people."""
    known = set(people)
    above = {pk: superiors[pk] for pk in people if superiors.get(pk) in known}
    for pk in people:
        if _comes_round(above, pk):
            del above[pk]
    below: dict[int, list[int]] = {}
    for pk in people:
        if pk in above:
            below.setdefault(above[pk], []).append(pk)
    tops = [pk for pk in people if pk not in above and pk in below]
    return Forest(below, tops, [pk for pk in people if pk not in above and pk not in below])


def _comes_round(above: Mapping[int, int], start: int) -> bool:
    seen, pk = {start}, above.get(start)
    while pk is not None and pk not in seen:
        seen.add(pk)
        pk = above.get(pk)
    return pk == start


def columns_of(trees: Forest, pk: int) -> int:
    """In how many columns somebody's reports are stacked; 0 where they stand side by side."""
    reports = trees.below.get(pk, ())
    if len(reports) < 2 or any(report in trees.below for report in reports):
        return 0
    return min(COLUMNS, ceil(len(reports) / STACKED_IN_A_COLUMN))


def arrange(trees: Forest) -> Layout:
    widths = _widths(trees)
    places: dict[int, Place] = {}
    lines: list[str] = []
    ahead = list(_side_by_side(trees.tops, widths, Place(0, 0)))
    while ahead:
        pk, corner = ahead.pop()
        places[pk] = Place(corner.x + (widths[pk] - CARD_WIDTH) / 2, corner.y)
        inner = _block(trees, pk, widths)
        start = Place(corner.x + (widths[pk] - inner) / 2, corner.y + CARD_HEIGHT + DOWN)
        if columns := columns_of(trees, pk):
            stacked = dict(_stacked(trees.below[pk], columns, start))
            places |= stacked
            lines += _to_stack(places[pk], list(stacked.values()))
        elif pk in trees.below:
            row = list(_side_by_side(trees.below[pk], widths, start))
            ahead += row
            lines.append(_to_row(places[pk], [corner.x + widths[report] / 2 for report, corner in row]))
    bottom = max((place.y + CARD_HEIGHT for place in places.values()), default=0.0)
    places |= _loose(trees.loose, bottom)
    return Layout(
        width=max((place.x + CARD_WIDTH for place in places.values()), default=0.0) + INDENT,
        height=max((place.y + CARD_HEIGHT for place in places.values()), default=0.0),
        places=places,
        lines=lines,
    )


def _widths(trees: Forest) -> dict[int, float]:
    """Of each person's tree, from the bottom up without recursion: a chain may be as long as there are people."""
    order, ahead = [], list(trees.tops)
    while ahead:
        order.append(ahead.pop())
        ahead += trees.below.get(order[-1], ())
    widths: dict[int, float] = {}
    for pk in reversed(order):
        widths[pk] = max(CARD_WIDTH, _block(trees, pk, widths))
    return widths


def _block(trees: Forest, pk: int, widths: Mapping[int, float]) -> float:
    """The width of what stands below a person."""
    if columns := columns_of(trees, pk):
        return columns * (INDENT + CARD_WIDTH) + (columns - 1) * ACROSS
    reports = trees.below.get(pk, ())
    return sum(widths[report] for report in reports) + ACROSS * max(len(reports) - 1, 0)


def _side_by_side(people: Iterable[int], widths: Mapping[int, float], start: Place) -> Iterator[tuple[int, Place]]:
    x = start.x
    for pk in people:
        yield pk, Place(x, start.y)
        x += widths[pk] + ACROSS


def _stacked(people: Sequence[int], columns: int, start: Place) -> Iterator[tuple[int, Place]]:
    """Row by row, as a grid fills."""
    for index, pk in enumerate(people):
        row, column = divmod(index, columns)
        x = start.x + INDENT + column * (INDENT + CARD_WIDTH + ACROSS)
        yield pk, Place(x, start.y + row * (CARD_HEIGHT + BELOW))


def _loose(people: Sequence[int], bottom: float) -> Iterator[tuple[int, Place]]:
    top = bottom + LOOSE_HEADING
    for index, pk in enumerate(people):
        row, column = divmod(index, LOOSE_COLUMNS)
        yield pk, Place(column * (CARD_WIDTH + ACROSS), top + row * (CARD_HEIGHT + BELOW))


def _to_row(superior: Place, centres: Sequence[float]) -> str:
    middle, bottom = superior.x + CARD_WIDTH / 2, superior.y + CARD_HEIGHT
    bus = f"M{middle:g} {bottom:g}v{DOWN / 2:g}"
    return bus + "".join(f"M{middle:g} {bottom + DOWN / 2:g}H{centre:g}v{DOWN / 2:g}" for centre in centres)


def _to_stack(superior: Place, stacked: Sequence[Place]) -> Iterator[str]:
    """Down to the height between, along to each column, and from there to every card's side."""
    middle, bottom = superior.x + CARD_WIDTH / 2, superior.y + CARD_HEIGHT
    bus = bottom + DOWN / 2
    yield f"M{middle:g} {bottom:g}v{DOWN / 2:g}"
    for x in sorted({place.x for place in stacked}):
        trunk, sides = x - INDENT / 2, [place.y + CARD_HEIGHT / 2 for place in stacked if place.x == x]
        yield f"M{middle:g} {bus:g}H{trunk:g}V{sides[-1]:g}"
        yield "".join(f"M{trunk:g} {side:g}H{x:g}" for side in sides)


def curve(start: Place, end: Place) -> str:
    """A line from one card to another, as an SVG path between the sides that face each other."""
    y1, y2 = start.y + CARD_HEIGHT / 2, end.y + CARD_HEIGHT / 2
    if abs(start.x - end.x) < CARD_WIDTH:  # above one another: out to the right and back
        x1, x2 = start.x + CARD_WIDTH, end.x + CARD_WIDTH
        out = max(x1, x2) + INDENT
        return f"M{x1:g} {y1:g}C{out:g} {y1:g} {out:g} {y2:g} {x2:g} {y2:g}"
    x1, x2 = (start.x + CARD_WIDTH, end.x) if end.x > start.x else (start.x, end.x + CARD_WIDTH)
    half = (x1 + x2) / 2
    return f"M{x1:g} {y1:g}C{half:g} {y1:g} {half:g} {y2:g} {x2:g} {y2:g}"

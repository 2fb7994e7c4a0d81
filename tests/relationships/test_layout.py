"""Where the cards of a relationship map stand: nobody is lost, no two overlap, whatever the lines are."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationships.layout import CARD_HEIGHT, CARD_WIDTH, Layout, Place, arrange, columns_of, curve, forest

SUPERIORS = st.dictionaries(st.integers(0, 40), st.integers(0, 45), max_size=60)


def laid_out(superiors: dict[int, int], people: int) -> Layout:
    return arrange(forest(superiors, range(people)))


def overlap(one: Place, other: Place) -> bool:
    return abs(one.x - other.x) < CARD_WIDTH and abs(one.y - other.y) < CARD_HEIGHT


@given(superiors=SUPERIORS, people=st.integers(0, 40))
def test_everybody_has_a_place_and_no_two_cards_overlap(superiors: dict[int, int], people: int) -> None:
    found = laid_out(superiors, people)
    places = list(found.places.values())

    assert set(found.places) == set(range(people))
    assert not any(overlap(one, other) for index, one in enumerate(places) for other in places[:index])
    assert all(0 <= one.x <= found.width - CARD_WIDTH and 0 <= one.y <= found.height - CARD_HEIGHT for one in places)


@given(superiors=SUPERIORS, people=st.integers(0, 40))
def test_a_superior_stands_above_their_reports(superiors: dict[int, int], people: int) -> None:
    trees = forest(superiors, range(people))
    places = arrange(trees).places

    for pk, reports in trees.below.items():
        assert all(places[report].y > places[pk].y for report in reports)
        xs = [places[report].x for report in reports]
        assert min(xs) - 40 <= places[pk].x <= max(xs) + 40


def test_reports_without_reports_are_stacked_and_others_stand_side_by_side() -> None:
    trees = forest({1: 0, 2: 0, 3: 1, 4: 1, 5: 1}, range(6))
    places = arrange(trees).places

    assert (columns_of(trees, 0), columns_of(trees, 1)) == (0, 1)
    assert places[1].y == places[2].y
    assert places[3].x == places[4].x == places[5].x


def test_circles_in_old_data_are_cut() -> None:
    trees = forest({0: 1, 1: 2, 2: 0, 3: 3, 4: 2}, range(5))

    assert set(arrange(trees).places) == set(range(5))
    assert trees.tops == [0]
    assert trees.loose == [3]


@pytest.mark.parametrize("superiors", [{n: n - 1 for n in range(1, 300)}, dict.fromkeys(range(1, 300), 0)])
def test_a_chain_and_a_crowd_of_300_are_laid_out(superiors: dict[int, int]) -> None:
    assert len(laid_out(superiors, 300).places) == 300


def test_lines_end_at_the_cards_they_join() -> None:
    found = laid_out({1: 0}, 2)
    ends = [tuple(map(float, at)) for at in re.findall(r"M([\d.]+) ([\d.]+)", "".join(found.lines))]

    assert (found.places[0].x + CARD_WIDTH / 2, found.places[0].y + CARD_HEIGHT) in ends
    assert curve(Place(0, 0), Place(400, 0)).startswith(f"M{CARD_WIDTH} {CARD_HEIGHT / 2:g}")
    assert curve(Place(400, 0), Place(0, 0)).endswith(f"{CARD_WIDTH} {CARD_HEIGHT / 2:g}")

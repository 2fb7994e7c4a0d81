"""The statistics of surveys: what the formulas give, and that their intervals hold what they promise."""

from __future__ import annotations

from random import Random

import pytest
from django.utils import translation

from kam.numbers import number
from relationships import satisfaction
from relationships.satisfaction import Band, Result, band_of, nps, nps_interval, wilson

TRIALS = 2_000


@pytest.mark.parametrize(
    ("kind", "unhappy", "neutral", "happy"),
    [("nps", (0, 6), (7, 8), (9, 10)), ("csat", (1, 2), (3, 3), (4, 5)), ("ces", (1, 3), (4, 4), (5, 7))],
)
def test_answers_fall_into_three_bands(
    kind: str, unhappy: tuple[int, ...], neutral: tuple[int, ...], happy: tuple[int, ...]
) -> None:
    assert {band_of(kind, score) for score in unhappy} == {Band.LOW}
    assert {band_of(kind, score) for score in neutral} == {Band.MIDDLE}
    assert {band_of(kind, score) for score in happy} == {Band.HIGH}


def test_nps_is_promoters_minus_detractors_in_per_cent() -> None:
    result = Result("nps", {10: 3, 9: 2, 8: 3, 6: 1, 0: 1}, asked=20)

    assert (result.n, result.bands, result.value, result.rate) == (10, (2, 3, 5), 30, 0.5)


def test_csat_and_ces_are_the_share_of_the_happy() -> None:
    assert Result("csat", {5: 1, 4: 2, 3: 1}, asked=4).value == 75
    assert Result("ces", {7: 1, 5: 1, 4: 1, 1: 1}, asked=4).value == 50


def test_nobody_asked_and_nobody_answering_have_no_score() -> None:
    assert (Result("nps", {}, 0).value, Result("nps", {}, 0).rate, Result("nps", {}, 0).told) == (None, None, "–")
    assert (Result("csat", {}, 5).value, Result("csat", {}, 5).rate, Result("csat", {}, 5).interval) == (None, 0, None)


@pytest.mark.parametrize(("n", "is_low"), [(0, False), (1, True), (4, True), (5, False)])
def test_under_five_answers_a_score_is_marked(n: int, is_low: bool) -> None:
    assert Result("nps", {9: n}, asked=10).is_low is is_low


def test_scores_are_told_in_the_readers_way() -> None:
    with translation.override("pt-pt"):
        assert Result("csat", {5: 3, 1: 1}, asked=4).told == "75%"
        assert Result("nps", {0: 3, 10: 1}, asked=4).told == number(-50, 0)


def test_the_intervals_are_those_of_the_books() -> None:
    # Wilson by hand: 8 of 10 gives 49.0 to 94.3 per cent (Newcombe 1998).
    assert wilson(8, 10) == pytest.approx((49.02, 94.33), abs=0.01)
    # Rocks 2016 by hand: 2 detractors, 3 passives, 5 promoters; n + 3 = 13, 2.75 and 5.75 of them.
    assert nps_interval(2, 3, 5) == pytest.approx((-19.05, 65.20), abs=0.01)


@pytest.mark.parametrize("counts", [(0, 0, 1), (1, 0, 0), (0, 5, 0), (0, 0, 500), (3, 3, 3)])
def test_an_interval_holds_its_score_and_keeps_to_the_scale(counts: tuple[int, int, int]) -> None:
    low, high = nps_interval(*counts)

    assert -100 <= low <= nps(*counts) <= high <= 100
    assert low < high


@pytest.mark.parametrize("n", [5, 12, 40, 200])
@pytest.mark.parametrize("shares", [(0.2, 0.3, 0.5), (0.1, 0.2, 0.7), (0.5, 0.3, 0.2), (1 / 3, 1 / 3, 1 / 3)])
def test_in_repeated_sampling_the_nps_interval_covers_the_truth(shares: tuple[float, float, float], n: int) -> None:
    """Ninety-five times in a hundred, within what so many trials can tell; never markedly less."""
    rng = Random(n)  # noqa: S311 - drawing lots needs no secrecy
    truth = (shares[2] - shares[0]) * 100
    held = 0
    for _ in range(TRIALS):
        drawn = rng.choices((0, 1, 2), shares, k=n)
        low, high = nps_interval(drawn.count(0), drawn.count(1), drawn.count(2))
        held += low <= truth <= high
    assert held / TRIALS == pytest.approx(0.95, abs=0.03)


@pytest.mark.parametrize("n", [5, 12, 40, 200])
@pytest.mark.parametrize("share", [0.3, 0.5, 0.8])
def test_in_repeated_sampling_the_wilson_interval_covers_the_truth(share: float, n: int) -> None:
    rng = Random(n)  # noqa: S311 - drawing lots needs no secrecy
    held = 0
    for _ in range(TRIALS):
        low, high = wilson(sum(rng.random() < share for _ in range(n)), n)
        held += low <= share * 100 <= high
    assert held / TRIALS == pytest.approx(0.95, abs=0.04)


def test_the_bar_adds_up_and_has_the_middle_in_its_middle() -> None:
    low, middle, high = Result("nps", {0: 2, 7: 4, 9: 4}, asked=10).slices

    assert [one.share for one in (low, middle, high)] == pytest.approx([0.2, 0.4, 0.4])
    assert float(low.x) + float(low.width) == pytest.approx(float(middle.x))
    assert float(middle.x) + float(middle.width) / 2 == pytest.approx(100)
    assert float(high.x) == pytest.approx(float(middle.x) + float(middle.width))
    assert satisfaction.Result("nps", {0: 1}, 1).slices[0].x == "0.00"

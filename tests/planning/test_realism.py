"""How likely is a target? The gauge counts, does not guess, and never contradicts itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Client
from kam.models import User
from planning import services
from planning.models import Objective, RealismCheck
from planning.realism import Question, band_of, gauge
from planning.terms import drafted, with_target
from tests import make

Browse = Callable[..., Browser]


def months(values: list[float], *, last: date = date(2026, 12, 1)) -> tuple[tuple[date, float], ...]:
    """Values by month up to `last`."""
    start = last.year * 12 + last.month - len(values)
    return tuple((date((start + n) // 12, (start + n) % 12 + 1, 1), value) for n, value in enumerate(values))


def asked(values: list[float], target: float, **changes: object) -> Question:
    """A year of a flow, from January 2027 on, with the past before it."""
    question = Question(
        history=months(values),
        is_flow=True,
        kind="increase",
        baseline=0.0,
        target=target,
        floor=None,
        achieved=0.0,
        since=date(2026, 12, 31),
        starts_on=date(2026, 12, 31),
        due_on=date(2027, 12, 31),
        seed=7,
        draws=300,
    )
    return replace(question, **changes)  # type: ignore[arg-type]


PAST = st.lists(st.floats(1, 1000), min_size=12, max_size=36)


@settings(max_examples=40, deadline=None)
@given(PAST, st.floats(1, 10_000), st.floats(1, 10_000))
def test_a_higher_target_is_never_more_likely(values: list[float], one: float, other: float) -> None:
    low, high = sorted((one, other))

    assert (gauge(asked(values, low)).probability or 0) >= (gauge(asked(values, high)).probability or 0)


@settings(max_examples=40, deadline=None)
@given(PAST, st.floats(-500, 1500), st.floats(-500, 1500))
def test_of_what_is_to_fall_a_lower_target_is_never_more_likely(values: list[float], one: float, other: float) -> None:
    low, high = (gauge(asked(values, to, kind="decrease", is_flow=False)) for to in sorted((one, other)))

    assert (low.probability or 0) <= (high.probability or 0)


@settings(max_examples=40, deadline=None)
@given(PAST, st.floats(1, 10_000))
def test_the_same_question_has_the_same_answer_in_order(values: list[float], target: float) -> None:
    found = gauge(asked(values, target))

    assert found == gauge(asked(values, target))
    assert (found.low or 0) <= (found.middle or 0) <= (found.high or 0)
    assert found.band == band_of(found.probability or 0)


def test_below_twelve_months_it_does_not_guess() -> None:
    found = gauge(asked([100.0] * 11, 1))

    assert (found.band, found.months, found.probability, found.low) == ("unknown", 11, None, None)


def test_what_came_every_month_comes_again() -> None:
    steady = [100.0] * 36

    assert gauge(asked(steady, 1190)).band == "conservative"
    assert gauge(asked(steady, 1300)).band == "unrealistic"


def test_growth_is_measured_between_the_same_months_also_over_a_gap() -> None:
    """Ten percent a year with a peak in December: two months that are not known must not shift the comparison."""
    season = [50.0] * 11 + [450.0]
    values = [value * 1.1**year for year in range(3) for value in season]
    whole = asked(values, 1500)
    holed = replace(whole, history=whole.history[:12] + whole.history[14:])

    assert gauge(whole).best == pytest.approx(0.1)
    assert gauge(holed).best is None  # there are no two whole years on end: not known rather than wrong
    assert gauge(holed).middle == pytest.approx(gauge(whole).middle, rel=0.1)


BANDS = [(0.9, "conservative"), (0.5, "realistic"), (0.1, "stretch"), (0.09, "unrealistic")]


@pytest.mark.parametrize(("chance", "band"), BANDS)
def test_bands_begin_where_the_document_says(chance: float, band: str) -> None:
    assert band_of(chance) == band


# --- From readings ----------------------------------------------------------------------------------------------------


@pytest.fixture
def known(grupo: Client, alice: User) -> Objective:
    """A target for a period that follows on a year of a hundred a month."""
    before = make.objective(
        grupo, by=alice, target=Decimal(1200), starts_on=date(2025, 1, 1), due_on=date(2025, 12, 31)
    )
    make.progress(before, 600, by=alice, noted_on=date(2025, 6, 30))
    make.progress(before, 1200, by=alice, noted_on=date(2025, 12, 31))
    return make.objective(
        grupo, by=alice, status="draft", target=Decimal(1150), starts_on=date(2026, 1, 1), due_on=date(2026, 12, 31),
        follows=before,
    )  # fmt: skip


def test_months_without_a_reading_share_what_came_between_two(known: Objective) -> None:
    actuals = services.monthly_actuals(known)

    assert [month for month, _value in actuals] == [date(2025, month, 1) for month in range(1, 13)]
    assert sum(value for _month, value in actuals) == pytest.approx(Decimal(1200))
    assert all(Decimal(90) < value < Decimal(110) for _month, value in actuals)


def test_a_check_is_kept_once_while_nothing_new_is_known(known: Objective, alice: User) -> None:
    first = services.gauge(known, on=make.today())
    assert services.gauge(known, on=make.today()).pk == first.pk

    assert known.follows
    make.progress(known.follows, 1000, by=alice, noted_on=date(2025, 9, 30))

    assert services.gauge(known, on=make.today()).pk != first.pk


def test_every_target_of_an_objective_is_gauged_by_the_same_draws(known: Objective) -> None:
    found = services.reckon(known, on=make.today())
    higher = services.reckon(known, terms=with_target(drafted(known), Decimal(1300)), on=make.today())

    assert found.seed == higher.seed
    assert (found.probability or 0) >= (higher.probability or 0)


def test_what_it_follows_on_is_over_before_it_starts(known: Objective, alice: User) -> None:
    assert known.follows

    with pytest.raises(ValidationError) as refusal:
        services.change_objective(known.follows, by=alice, follows=known)

    assert set(refusal.value.message_dict) == {"follows"}


def test_asking_what_if_keeps_nothing(known: Objective, alice: User, browse: Browse) -> None:
    shown = browse(alice).get(f"/objectives/{known.pk}/realism/?target=5000").content.decode()

    assert "Unrealistic" in shown
    assert not RealismCheck.objects.exists()


def test_computing_again_keeps_a_check(known: Objective, alice: User, browse: Browse) -> None:
    assert browse(alice).post(f"/objectives/{known.pk}/realism/").status_code == 302
    assert RealismCheck.objects.get().objective == known


def test_too_little_is_said_with_how_much_there_is(objective: Objective, alice: User, browse: Browse) -> None:
    assert "0 months of 12 known" in browse(alice).get(f"/objectives/{objective.pk}/").content.decode()

"""Goals that are judged by their parts: the pure rule, the nightly review, and what a page says of it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts.models import Client
from kam import outbox
from kam.models import Event, User
from kam.status import Status
from performance import pace, wholes
from performance import services as performance
from performance.models import GoalReview
from planning import services as planning
from planning.models import Objective
from tests import make

OWN = pace.Pace(
    status=Status.GOOD, signal=Status.GOOD, share=Decimal("0.5"), expected=Decimal(50), actual=Decimal(50),
    actual_on=None, pace=Decimal(1), variance=Decimal(0), forecast=None, low=None, high=None, reasons=(),
)  # fmt: skip


def part(status: str, pace: str | None = None, weight: int = 1, title: str = "A part") -> wholes.Part:
    return wholes.Part(title, Decimal(weight), status, None if pace is None else Decimal(pace))


def by_weight(*parts: wholes.Part, previous: pace.Previous | None = None) -> pace.Pace:
    return wholes.roll_up(OWN, "weighted", parts, previous=previous)


def test_without_a_rule_or_a_running_part_its_own_readings_count() -> None:
    assert wholes.roll_up(OWN, "", [part("bad")]) == OWN
    assert wholes.roll_up(OWN, "worst", []) == OWN


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (("good", "warn", "bad"), "bad"),
        (("good", "warn"), "warn"),
        (("good", "none"), "good"),
        (("none", "none"), "none"),
    ],
)
def test_a_whole_stands_where_the_worst_known_part_stands(parts: tuple[str, ...], whole: str) -> None:
    assert wholes.roll_up(OWN, "worst", [part(status) for status in parts]).status == whole


def test_the_worst_part_is_named() -> None:
    judged = wholes.roll_up(OWN, "worst", [part("good"), part("bad", title="Stores"), part("bad", title="Range")])

    sentences = [pace.sentence(reason.as_json()) for reason in judged.reasons]
    assert sentences == ["As its worst parts: Stores and 1 other"]


def test_paces_count_by_weight() -> None:
    judged = by_weight(part("good", "1.0", weight=3), part("bad", "0.4", weight=1))

    assert (judged.pace, judged.status) == (Decimal("0.8500"), Status.WARN)
    assert [pace.sentence(one.as_json()) for one in judged.reasons] == ["Weighted pace 85% of its parts (2 of 2 known)"]


def test_a_part_that_runs_ahead_does_not_make_up_for_one_that_lags() -> None:
    assert by_weight(part("good", "9.0"), part("bad", "0.4")).pace == Decimal("0.7000")


def test_a_part_behind_where_it_began_counts_nothing_less_than_nothing() -> None:
    assert by_weight(part("good", "1.0"), part("bad", "-5")).pace == Decimal("0.5000")


@pytest.mark.parametrize(("status", "counted"), [("good", 1), ("bad", 0), ("none", None)])
def test_a_part_without_a_pace_counts_by_its_status(status: str, counted: int | None) -> None:
    assert part(status).counted == counted


def test_a_whole_is_without_data_when_half_its_weight_is() -> None:
    assert by_weight(part("good", "1"), part("none")).status == Status.NONE
    assert by_weight(part("good", "1", weight=2), part("none")).status == Status.GOOD


def test_parts_without_any_weight_tell_nothing() -> None:
    assert by_weight(part("good", "1", weight=0)).status == Status.NONE


def test_a_weighted_whole_turns_when_two_reviews_agree_but_critical_at_once() -> None:
    before = pace.Previous("good", "good")

    assert by_weight(part("warn", "0.8"), previous=before).status == Status.GOOD
    assert by_weight(part("warn", "0.8"), previous=pace.Previous("good", "warn")).status == Status.WARN
    assert by_weight(part("bad", "0.1"), previous=before).status == Status.BAD


# --- The nightly review -----------------------------------------------------------------------------------------------


def status_of(objective: Objective) -> str:
    return GoalReview.objects.get(objective=objective, on=make.today()).status


@pytest.fixture
def whole(grupo: Client, alice: User) -> Objective:
    """Judged by its worst part, though its own reading is on track; its parts have lower keys and higher ones."""
    stray = make.objective(grupo, by=alice, title="Stores")
    whole = make.objective(grupo, by=alice, title="Growth", roll_up="worst")
    planning.change_objective(stray, by=alice, parent=whole)
    make.objective(grupo, by=alice, title="Range", parent=whole)
    make.progress(whole, 80, by=alice)
    for found, value in zip(whole.parts.order_by("pk"), (20, 80), strict=True):
        make.progress(found, value, by=alice)
    return whole


def test_the_nightly_review_judges_a_whole_after_its_parts(whole: Objective) -> None:
    assert performance.review_goals(on=make.today()) == 3

    review = GoalReview.objects.get(objective=whole)
    assert (review.status, review.rule_version, review.actual) == ("bad", "parts-1", Decimal(80))
    assert review.reasons[0]["title"] == "Stores"


def test_a_second_review_of_the_day_finds_nothing_to_do(whole: Objective) -> None:
    performance.review_goals(on=make.today())

    assert performance.review_goals(on=make.today()) == 0


def test_wholes_of_wholes_are_judged_from_below(whole: Objective, grupo: Client, alice: User) -> None:
    top = make.objective(grupo, by=alice, title="Everything", roll_up="worst")
    planning.change_objective(whole, by=alice, parent=top)
    performance.review_goals(on=make.today())

    assert status_of(top) == "bad"


def test_more_wholes_cost_no_more_statements(whole: Objective, grupo: Client, alice: User) -> None:
    def cost(day: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            performance.review_goals(on=make.days_ago(day))
        return len(queries)

    few = cost(2)
    for _ in range(5):
        made = make.objective(grupo, by=alice, roll_up="weighted")
        make.objective(grupo, by=alice, parent=made)

    assert cost(1) <= few


def test_a_reading_of_a_part_judges_the_whole_again(whole: Objective, alice: User) -> None:
    performance.review_goals(on=make.today())
    make.progress(whole.parts.get(title="Stores"), 100, by=alice)
    outbox.sweep()

    assert status_of(whole) == "good"


def test_a_part_that_is_closed_no_longer_counts(whole: Objective, alice: User) -> None:
    performance.review_goals(on=make.today())
    planning.close_objective(whole.parts.get(title="Stores"), by=alice, outcome="missed")
    outbox.sweep()

    assert status_of(whole) == "good"


def test_a_whole_that_turns_is_announced(whole: Objective, alice: User) -> None:
    performance.review_goals(on=make.days_ago(1))
    GoalReview.objects.filter(objective=whole).update(status="good", signal="good")
    performance.review_goals(on=make.today())

    assert Event.objects.filter(verb="performance.goal_turned", subject_id=whole.pk).count() == 1


def test_the_page_says_how_the_status_of_the_whole_comes_about(
    whole: Objective, alice: User, browse: Callable[..., Browser]
) -> None:
    performance.review_goals(on=make.today())
    page: Any = browse(alice).get(whole.get_absolute_url()).content.decode()

    assert "As its worst part: Stores" in page
    assert "the worst of its running parts" in page

"""The rules of pace, as examples a person can check by hand and as properties that hold for every goal."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from operator import itemgetter
from typing import Any

import pytest
from django.utils import translation
from hypothesis import assume, example, given
from hypothesis import strategies as st

from kam.status import Status
from performance.pace import RATIO_LIMIT, RULE_VERSION, Goal, Pace, Previous, Reading, Reason, evaluate, sentence, share

GOOD, WARN, BAD, NONE = Status.GOOD, Status.WARN, Status.BAD, Status.NONE
START = date(2026, 1, 1)
HUNDRED_DAYS = START + timedelta(days=100)
DAY_80 = START + timedelta(days=80)
RISING = Goal(
    kind="increase",
    baseline=Decimal(0),
    target=Decimal(1000),
    minimum=None,
    starts_on=START,
    due_on=HUNDRED_DAYS,
    curve="linear",
    monthly_shares=None,
    milestones=(),
    cadence_days=30,
)
SUMMER = tuple(Decimal(n) / 100 for n in (2, 2, 4, 6, 10, 16, 20, 18, 10, 6, 4, 2))


def judge(goal: Goal, value: Any, on: date = DAY_80, previous: Previous | None = None) -> Pace:
    return evaluate(goal, [Reading(on, Decimal(value))], on=on, previous=previous)


def codes(pace: Pace) -> list[str]:
    return [reason.code for reason in pace.reasons]


# --- Examples ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "pace", "status"),
    [
        (800, "1.0000", GOOD),
        (720, "0.9000", GOOD),
        ("719.9", "0.8999", WARN),
        (600, "0.7500", WARN),
        ("599.9", "0.7499", BAD),
        (0, "0.0000", BAD),
        (-80, "-0.1000", BAD),
        (1200, "1.5000", GOOD),
    ],
)
def test_the_colour_follows_the_pace(value: Any, pace: str, status: Status) -> None:
    found = judge(RISING, value)
    assert (found.pace, found.status, found.signal) == (Decimal(pace), status, status)


def test_sixty_percent_against_eighty_expected_is_exactly_at_risk() -> None:
    found = judge(RISING, 600)
    assert found == Pace(
        status=WARN,
        signal=WARN,
        share=Decimal("0.8"),
        expected=Decimal(800),
        actual=Decimal(600),
        actual_on=DAY_80,
        pace=Decimal("0.75"),
        variance=Decimal(-200),
        forecast=Decimal(750),
        low=Decimal(740),
        high=Decimal(760),
        reasons=(Reason("against_plan", {"actual": Decimal("0.6"), "expected": Decimal("0.8")}),),
        rule_version=RULE_VERSION,
    )
    assert [sentence(reason.as_json()) for reason in found.reasons] == ["60% against 80% expected"]


def test_a_yearly_goal_on_plan_in_june_is_on_track() -> None:
    year = replace(RISING, target=Decimal(365), due_on=date(2027, 1, 1))
    found = judge(year, 151, on=date(2026, 6, 1))
    assert (found.status, found.pace, found.expected) == (GOOD, Decimal(1), Decimal(151))


def test_a_falling_goal_is_on_track_when_it_has_fallen_enough() -> None:
    complaints = replace(RISING, kind="decrease", baseline=Decimal(50), target=Decimal(10))
    assert judge(complaints, 18).pace == 1
    assert judge(complaints, 18).status == GOOD
    assert judge(complaints, 26).status == WARN
    assert judge(complaints, 30).status == BAD
    assert judge(complaints, 9).reasons == (Reason("reached"),)


@pytest.mark.parametrize(
    ("value", "status"), [(97, GOOD), (95, GOOD), (94, GOOD), ("92.5", WARN), (92, BAD), (80, BAD)]
)
def test_a_level_to_keep_is_measured_from_the_minimum_at_all_times(value: Any, status: Status) -> None:
    level = replace(RISING, kind="maintain", baseline=Decimal(90), minimum=Decimal(85), target=Decimal(95))
    for on in (START, DAY_80, HUNDRED_DAYS):
        found = judge(level, value, on=on)
        assert (found.status, found.expected, found.share) == (status, Decimal(95), Decimal(1))
        assert codes(found) == ["level"]


def test_a_level_to_keep_below_a_ceiling_works_too() -> None:
    hours = replace(RISING, kind="maintain", minimum=Decimal(8), target=Decimal(4))
    assert [judge(hours, value).status for value in (3, 4, 5, 6, 8)] == [GOOD, GOOD, WARN, BAD, BAD]


def test_a_level_without_room_below_the_target_is_kept_or_missed() -> None:
    level = replace(RISING, kind="maintain", baseline=Decimal(95), target=Decimal(95))
    assert judge(level, 95).status == GOOD
    assert judge(level, "94.9").status == BAD


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (START, 0),
        (START + timedelta(days=19), 0),
        (START + timedelta(days=20), 300),
        (START + timedelta(days=69), 300),
        (START + timedelta(days=70), 900),
        (HUNDRED_DAYS, 1000),
    ],
)
def test_milestones_are_steps(on: date, expected: int) -> None:
    steps = ((START + timedelta(days=70), Decimal(900)), (START + timedelta(days=20), Decimal(300)))
    for goal in (
        replace(RISING, curve="milestones", milestones=steps),
        replace(RISING, kind="milestone", milestones=steps),
    ):
        assert judge(goal, 1, on=on).expected == expected


def test_a_milestone_from_before_the_start_counts_from_the_start() -> None:
    goal = replace(RISING, curve="milestones", milestones=((START - timedelta(days=9), Decimal(300)),))
    assert [share(goal, START + timedelta(days=day)) for day in (-1, 0, 99, 100)] == [
        0,
        Decimal("0.3"),
        Decimal("0.3"),
        1,
    ]


def test_milestones_may_lie_below_the_baseline_or_beyond_the_target() -> None:
    goal = replace(
        RISING,
        curve="milestones",
        milestones=((START + timedelta(days=20), Decimal(-100)), (START + timedelta(days=60), Decimal(1250))),
    )
    assert codes(judge(goal, 0, on=START + timedelta(days=30))) == ["nothing_expected"]
    reached = judge(goal, 1000, on=START + timedelta(days=30))
    assert (reached.status, reached.pace, reached.forecast) == (GOOD, None, None)
    ahead = judge(goal, 750, on=START + timedelta(days=70))
    assert (ahead.status, ahead.share, ahead.pace) == (BAD, Decimal("1.25"), Decimal("0.6"))
    assert ahead.low == ahead.forecast == ahead.high == 600


def test_a_milestone_goal_without_milestones_is_due_whole_on_its_due_date() -> None:
    goal = replace(RISING, kind="milestone", target=Decimal(1))
    assert codes(judge(goal, 0, on=HUNDRED_DAYS - timedelta(days=1))) == ["nothing_expected"]
    assert judge(goal, 0, on=HUNDRED_DAYS).status == BAD
    assert judge(goal, 1, on=DAY_80).status == GOOD


def test_a_season_expects_each_month_its_share() -> None:
    year = replace(RISING, due_on=date(2027, 1, 1), curve="seasonal", monthly_shares=SUMMER)
    assert share(year, date(2026, 6, 1)) == Decimal("0.24")
    assert share(year, date(2026, 6, 16)) == Decimal("0.32")
    assert judge(year, 240, on=date(2026, 6, 1)).status == GOOD


def test_a_season_is_cut_to_the_period_and_its_months_to_their_days_inside() -> None:
    goal = replace(
        RISING, starts_on=date(2026, 6, 16), due_on=date(2026, 8, 1), curve="seasonal", monthly_shares=SUMMER
    )
    assert round(share(goal, date(2026, 7, 1)), 6) == round(Decimal(8) / 28, 6)


def test_a_season_without_any_share_in_the_period_goes_evenly() -> None:
    shares = (Decimal(0),) * 11 + (Decimal(1),)
    assert share(replace(RISING, curve="seasonal", monthly_shares=shares), DAY_80) == Decimal("0.8")


@pytest.mark.parametrize(
    ("goal", "readings", "on", "code"),
    [
        (RISING, [], DAY_80, "no_reading"),
        (RISING, [Reading(DAY_80 + timedelta(days=1), Decimal(900))], DAY_80, "no_reading"),
        (RISING, [Reading(START, Decimal(900))], START - timedelta(days=1), "not_started"),
        (RISING, [Reading(START, Decimal(0))], START, "nothing_expected"),
        (RISING, [Reading(DAY_80 - timedelta(days=31), Decimal(700))], DAY_80, "stale"),
        (replace(RISING, kind="maintain"), [Reading(DAY_80 - timedelta(days=31), Decimal(1000))], DAY_80, "stale"),
    ],
)
def test_what_is_not_known_is_grey_and_says_why(goal: Goal, readings: list[Reading], on: date, code: str) -> None:
    found = evaluate(goal, readings, on=on, previous=Previous("good", "good"))
    assert (found.status, found.signal, codes(found)) == (NONE, NONE, [code])
    assert (found.pace, found.forecast, found.low, found.high) == (None, None, None, None)


def test_a_reading_as_old_as_the_cadence_still_counts() -> None:
    assert evaluate(RISING, [Reading(DAY_80 - timedelta(days=30), Decimal(800))], on=DAY_80).status == GOOD


def test_a_target_reached_stays_on_track_however_old_the_reading() -> None:
    found = evaluate(RISING, [Reading(START, Decimal(1000))], on=DAY_80)
    assert (found.status, codes(found)) == (GOOD, ["reached"])
    assert evaluate(RISING, [Reading(START, Decimal(1000))], on=START).status == GOOD


def test_after_the_due_date_the_last_reading_stands() -> None:
    found = evaluate(RISING, [Reading(HUNDRED_DAYS, Decimal(800))], on=HUNDRED_DAYS + timedelta(days=200))
    assert (found.status, found.pace, found.forecast) == (WARN, Decimal("0.8"), Decimal(800))
    assert found.low == found.high == found.forecast


@pytest.mark.parametrize(
    ("previous", "value", "status"),
    [
        (None, 600, WARN),
        (Previous("good", "good"), 600, GOOD),
        (Previous("good", "warn"), 600, WARN),
        (Previous("good", "good"), 100, BAD),
        (Previous("bad", "bad"), 600, BAD),
        (Previous("bad", "warn"), 600, WARN),
        (Previous("bad", "warn"), 800, BAD),
        (Previous("none", "none"), 800, GOOD),
        (Previous("warn", "warn"), 600, WARN),
    ],
)
def test_a_colour_is_left_when_two_reviews_agree_except_for_red(previous: Previous, value: int, status: Status) -> None:
    found = judge(RISING, value, previous=previous)
    assert found.status == status
    assert ("confirming" in codes(found)) == (found.status != found.signal)


def test_the_band_spans_the_recent_paces() -> None:
    readings = [Reading(START + timedelta(days=day), Decimal(value)) for day, value in ((2, 200), (20, 100), (40, 480))]
    found = evaluate(RISING, readings, on=START + timedelta(days=40))
    assert [found.low, found.forecast, found.high] == [780, 1200, 1230]  # day 2 is too early to tell anything


def test_the_band_forgets_what_lies_more_than_six_readings_back() -> None:
    course = ((10, 90), (20, 100), (30, 300), (35, 350), (40, 400), (45, 450), (50, 500))
    readings = [Reading(START + timedelta(days=day), Decimal(value)) for day, value in course]
    found = evaluate(RISING, readings, on=START + timedelta(days=50))
    assert [found.low, found.forecast, found.high] == [750, 1000, 1025]  # at day 20 the pace was one half
    readings.append(Reading(START + timedelta(days=50), Decimal(500)))
    found = evaluate(RISING, readings, on=START + timedelta(days=50))
    assert [found.low, found.forecast, found.high] == [975, 1000, 1025]


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        (
            Reason("against_plan", {"actual": Decimal("0.0744"), "expected": Decimal("0.1")}),
            "7.4% against 10% expected",
        ),
        (Reason("stale", {"days": 45, "cadence_days": 30}), "Last reading 45 days ago; cadence 30 days"),
        (Reason("stale", {"days": 2, "cadence_days": 1}), "Last reading 2 days ago; cadence 1 day"),
        (Reason("no_reading"), "No reading yet"),
        (Reason("nothing_expected"), "Nothing is expected yet"),
        (Reason("reached"), "Target reached"),
        (Reason("not_started", {"starts_on": START}), "Starts on 1\u00a0Jan\u00a02026"),
        (Reason("confirming", {"signal": "warn"}), "At risk at one review; turns if the next agrees"),
        (
            Reason("level", {"actual": Decimal("92.5"), "target": Decimal(95), "minimum": Decimal(85)}),
            "92.5 against 95 to keep; critical near 85",
        ),
        (Reason("from_a_later_version"), "from_a_later_version"),
    ],
)
def test_a_stored_reason_becomes_a_sentence(reason: Reason, text: str) -> None:
    stored = json.loads(json.dumps(reason.as_json()))
    with translation.override("en"):
        assert sentence(stored) == text


# --- Properties -------------------------------------------------------------------------------------------------------

ORDER = [NONE, BAD, WARN, GOOD]
values = st.decimals(min_value=-(10**14) + 1, max_value=10**14 - 1, places=4)
handy_values = st.decimals(min_value=-(10**6), max_value=10**6, places=2)
days = st.dates(date(2023, 1, 1), date(2033, 1, 1)) | st.just(date(2024, 2, 29))
seasons = st.lists(st.integers(0, 50), min_size=12, max_size=12).map(lambda shares: tuple(Decimal(n) for n in shares))
statuses = st.sampled_from([status.value for status in Status])
previouses = st.none() | st.builds(Previous, statuses, statuses)


@st.composite
def goals(draw: st.DrawFn, numbers: st.SearchStrategy[Decimal] = values) -> Goal:
    starts_on = draw(days)
    length = draw(st.sampled_from([0, 1, 2, 365, 366]) | st.integers(0, 1500))
    due_on = starts_on + timedelta(days=length)
    inside = st.integers(0, length).map(lambda day: starts_on + timedelta(days=day))
    return Goal(
        kind=draw(st.sampled_from(["increase", "decrease", "maintain", "milestone"])),
        baseline=draw(numbers),
        target=draw(numbers),
        minimum=draw(st.none() | numbers),
        starts_on=starts_on,
        due_on=due_on,
        curve=draw(st.sampled_from(["linear", "seasonal", "milestones"])),
        monthly_shares=draw(st.none() | seasons),
        milestones=tuple(draw(st.lists(st.tuples(inside, numbers), max_size=3, unique_by=itemgetter(0)))),
        cadence_days=draw(st.integers(1, 400)),
    )


@st.composite
def situations(draw: st.DrawFn, numbers: st.SearchStrategy[Decimal] = values) -> tuple[Goal, list[Reading], date]:
    """A goal, up to eight readings around its period, and the day it is judged."""
    goal = draw(goals(numbers))
    around = st.integers(-40, (goal.due_on - goal.starts_on).days + 40).map(
        lambda day: goal.starts_on + timedelta(days=day)
    )
    noted = sorted(draw(st.lists(around, max_size=8)))
    return goal, [Reading(day, draw(numbers)) for day in noted], draw(around)


def base_of(goal: Goal) -> Decimal:
    return goal.minimum if goal.kind == "maintain" and goal.minimum is not None else goal.baseline


def multiplied(goal: Goal, by: Decimal) -> Goal:
    return replace(
        goal,
        baseline=goal.baseline * by,
        target=goal.target * by,
        minimum=None if goal.minimum is None else goal.minimum * by,
        milestones=tuple((day, value * by) for day, value in goal.milestones),
    )


def multiplied_readings(readings: list[Reading], by: Decimal) -> list[Reading]:
    return [replace(reading, value=reading.value * by) for reading in readings]


@given(situations(), previouses)
def test_any_goal_is_judged_within_bounds_and_with_a_reason(
    situation: tuple[Goal, list[Reading], date], previous: Previous | None
) -> None:
    goal, readings, on = situation
    found = evaluate(goal, readings, on=on, previous=previous)
    assert found.pace is None or -RATIO_LIMIT <= found.pace <= RATIO_LIMIT
    assert (found.signal == NONE) == (found.status == NONE) == (found.variance is None)
    assert found.signal != NONE or found.forecast is None
    for language in ("en", "pt-pt"):
        with translation.override(language):
            assert all(sentence(json.loads(json.dumps(reason.as_json()))) for reason in found.reasons)


@given(situations())
def test_a_forecast_lies_inside_its_band(situation: tuple[Goal, list[Reading], date]) -> None:
    goal, readings, on = situation
    found = evaluate(goal, readings, on=on)
    if found.forecast is None:
        assert found.low is None
        assert found.high is None
    else:
        assert found.low is not None
        assert found.high is not None
        assert found.low <= found.forecast <= found.high


@given(situations(), previouses)
def test_a_falling_goal_mirrors_the_rising_one(
    situation: tuple[Goal, list[Reading], date], previous: Previous | None
) -> None:
    goal, readings, on = situation
    assume(goal.target != base_of(goal))
    found = evaluate(goal, readings, on=on, previous=previous)
    mirrored = evaluate(
        multiplied(goal, Decimal(-1)), multiplied_readings(readings, Decimal(-1)), on=on, previous=previous
    )
    assert (found.status, found.signal, found.pace, found.share) == (
        mirrored.status,
        mirrored.signal,
        mirrored.pace,
        mirrored.share,
    )
    assert found.expected == -mirrored.expected
    if found.low is not None and mirrored.high is not None:
        assert found.low == -mirrored.high


@given(situations(), st.integers(-6, 6))
def test_the_unit_does_not_matter(situation: tuple[Goal, list[Reading], date], exponent: int) -> None:
    goal, readings, on = situation
    scale = Decimal(10) ** exponent
    found = evaluate(goal, readings, on=on)
    scaled = evaluate(multiplied(goal, scale), multiplied_readings(readings, scale), on=on)
    assert (found.status, found.pace, found.share) == (scaled.status, scaled.pace, scaled.share)


@given(situations(), values)
def test_more_of_what_should_grow_is_never_worse(situation: tuple[Goal, list[Reading], date], more: Decimal) -> None:
    goal, readings, on = situation
    known = [reading for reading in readings if reading.noted_on <= on]
    assume(known and goal.target >= base_of(goal))
    better = [*known[:-1], replace(known[-1], value=known[-1].value + abs(more))]
    assert ORDER.index(evaluate(goal, better, on=on).signal) >= ORDER.index(evaluate(goal, known, on=on).signal)


@given(goals(), st.integers(0, 1600))
@example(replace(RISING, starts_on=date(2024, 2, 29), due_on=date(2024, 3, 1)), 0)
def test_exactly_on_plan_is_always_on_track(goal: Goal, day: int) -> None:
    on = goal.starts_on + timedelta(days=day)
    due = share(goal, on)
    base = base_of(goal)
    assume(due > 0 and goal.target != base)
    found = evaluate(goal, [Reading(on, base + due * (goal.target - base))], on=on)
    assert found.signal == GOOD


@given(goals(handy_values), st.lists(st.tuples(st.integers(0, 40), handy_values), min_size=1, max_size=12))
def test_turning_red_is_never_delayed_and_leaving_a_colour_takes_two(
    goal: Goal, course: list[tuple[int, Decimal]]
) -> None:
    on, before = goal.starts_on, None
    for wait, value in course:
        on += timedelta(days=wait)
        found = evaluate(goal, [Reading(on, value)], on=on, previous=before)
        assert found.signal not in (BAD, NONE) or found.status == found.signal
        if before is not None and before.signal == found.signal:
            assert found.status == found.signal
        elif before is not None and before.status != NONE and found.signal in (GOOD, WARN):
            assert found.status == before.status
        before = Previous(found.status, found.signal)


@given(goals(), days, previouses)
def test_no_data_is_never_good_news(goal: Goal, on: date, previous: Previous | None) -> None:
    later = Reading(on + timedelta(days=1), goal.target)
    for readings in ([], [later]):
        assert evaluate(goal, readings, on=on, previous=previous).status == NONE


@given(goals(), seasons)
def test_a_season_goes_from_nothing_to_all_and_never_back(goal: Goal, shares: tuple[Decimal, ...]) -> None:
    seasonal = replace(goal, kind="increase", curve="seasonal", monthly_shares=shares)
    length = (goal.due_on - goal.starts_on).days
    course = [share(seasonal, goal.starts_on + timedelta(days=day)) for day in range(-1, length + 2)]
    assert [course[0], course[-2], course[-1]] == [0, 1, 1]
    assert all(before <= after for before, after in pairwise(course))


@given(situations())
def test_readings_beyond_the_last_six_change_nothing(situation: tuple[Goal, list[Reading], date]) -> None:
    goal, readings, on = situation
    known = [reading for reading in readings if reading.noted_on <= on]
    assert evaluate(goal, known, on=on) == evaluate(goal, known[-6:], on=on) == evaluate(goal, readings, on=on)

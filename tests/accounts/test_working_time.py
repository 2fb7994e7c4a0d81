from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.working_time import WorkingTime, national_holidays, shipped

LISBON = ZoneInfo("Europe/Lisbon")
HOUR = 3600
NINE_TO_SIX = ((time(9), time(18)),)
ROUND_THE_CLOCK = WorkingTime("Europe/Lisbon", (((time(0), time(0)),),) * 7)
NEVER = WorkingTime("Europe/Lisbon", ((),) * 7)


def lisbon(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LISBON)  # type: ignore[arg-type, misc]


def hours_of_a_day() -> st.SearchStrategy[tuple[tuple[time, time], ...]]:
    minutes = st.integers(0, 24 * 60)
    stretches = st.lists(st.tuples(minutes, minutes).filter(lambda pair: pair[0] < pair[1]), max_size=3)
    return stretches.map(lambda found: tuple((_at(opens), _at(closes)) for opens, closes in found))


def _at(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


weeks = st.tuples(*[hours_of_a_day()] * 7)
zones = st.sampled_from(["Europe/Lisbon", "Atlantic/Azores", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Beirut"])
days_off = st.frozensets(st.dates(date(2026, 3, 20), date(2026, 4, 10)), max_size=4)
calendars = st.builds(WorkingTime, zones, weeks, st.sampled_from(["", "PT"]), days_off)
# Both changes to and from summer time of these zones lie within.
moments = st.integers(0, 274 * 86_400).map(
    lambda seconds: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
shorts = st.timedeltas(timedelta(0), timedelta(days=20))


@settings(max_examples=150, deadline=None)
@given(calendar=calendars, start=moments, first=shorts, second=shorts)
def test_the_parts_of_a_stretch_add_up_to_the_whole_wherever_it_is_cut(calendar, start, first, second):
    cut, end = start + first, start + first + second

    parts = calendar.seconds_between(start, cut) + calendar.seconds_between(cut, end)

    assert parts == calendar.seconds_between(start, end)


@settings(max_examples=150, deadline=None)
@given(calendar=calendars, start=moments, first=shorts, second=shorts)
def test_the_clock_never_runs_backwards_nor_faster_than_time(calendar, start, first, second):
    sooner, later = (calendar.seconds_between(start, start + span) for span in (first, first + second))

    assert 0 <= sooner <= later
    assert later <= (first + second) / timedelta(seconds=1) + 1


@settings(max_examples=150, deadline=None)
@given(calendar=calendars, start=moments, seconds=st.integers(1, 60 * HOUR))
def test_after_is_the_first_moment_at_which_so_much_has_passed(calendar, start, seconds):
    due = calendar.after(start, seconds)

    if due is None:
        assert not calendar.is_ever_open or not any(calendar.week)
        return
    assert calendar.seconds_between(start, due) == seconds
    assert calendar.seconds_between(start, due - timedelta(seconds=1)) == seconds - 1


@settings(max_examples=100, deadline=None)
@given(calendar=calendars, at=moments)
def test_it_is_open_at_the_next_opening_and_shut_until_then(calendar, at):
    opening = calendar.next_opening(at)

    if opening is None:
        assert not calendar.is_ever_open
        return
    assert calendar.is_open(opening)
    assert calendar.seconds_between(at, opening) == 0


def test_a_night_and_a_weekend_do_not_count():
    friday, monday = lisbon(2026, 5, 8, 17), lisbon(2026, 5, 11, 10)

    assert shipped().seconds_between(friday, monday) == 2 * HOUR
    assert shipped().after(friday, 2 * HOUR) == monday


def test_the_end_of_the_day_is_not_the_next_morning():
    assert shipped().after(lisbon(2026, 5, 6, 17), HOUR) == lisbon(2026, 5, 6, 18)


def test_the_national_holidays_of_portugal_do_not_count():
    # 1 and 8 December 2026 are holidays, both Tuesdays.
    assert shipped().seconds_between(lisbon(2026, 11, 30, 17), lisbon(2026, 12, 2, 10)) == 2 * HOUR
    assert shipped().is_holiday(date(2026, 4, 3))  # Good Friday
    assert date(2026, 6, 10) in national_holidays("PT", 2026)


def test_ones_own_holidays_do_not_count():
    town = WorkingTime("Europe/Lisbon", (NINE_TO_SIX,) * 5 + ((), ()), "", frozenset({date(2026, 6, 24)}))

    assert town.seconds_between(lisbon(2026, 6, 24, 0), lisbon(2026, 6, 25, 0)) == 0
    assert town.next_opening(lisbon(2026, 6, 24, 12)) == lisbon(2026, 6, 25, 9)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 5, 5), 24)])
def test_the_day_of_a_clock_change_has_the_hours_that_really_pass(day, hours):
    start = datetime.combine(day, time(0), LISBON)
    end = datetime.combine(day + timedelta(days=1), time(0), LISBON)

    assert ROUND_THE_CLOCK.seconds_between(start, end) == hours * HOUR


def test_hours_of_the_wall_stay_hours_of_the_wall_over_a_clock_change():
    due = shipped().after(lisbon(2026, 3, 27, 17), 2 * HOUR)

    assert due == lisbon(2026, 3, 30, 10)
    assert due is not None
    assert due.tzinfo is UTC
    assert due.hour == 9


def test_an_opening_at_an_hour_that_the_change_leaves_out_is_the_moment_of_the_leap():
    # In Lisbon 01:00 to 02:00 does not exist on 29 March 2026.
    early = WorkingTime("Europe/Lisbon", (((time(1, 30), time(3)),),) * 7)

    assert early.next_opening(lisbon(2026, 3, 29, 0)) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert early.seconds_between(lisbon(2026, 3, 29, 0), lisbon(2026, 3, 29, 12)) == HOUR


def test_a_calendar_that_never_opens_never_gets_there():
    assert NEVER.after(lisbon(2026, 1, 1), 1) is None
    assert NEVER.next_opening(lisbon(2026, 1, 1)) is None
    assert NEVER.seconds_between(lisbon(2026, 1, 1), lisbon(2030, 1, 1)) == 0
    assert not NEVER.is_open(lisbon(2026, 1, 1, 12))


def test_hours_that_overlap_count_once():
    twice = WorkingTime("Europe/Lisbon", (((time(9), time(13)), (time(12), time(18))),) * 7)

    assert twice.seconds_between(lisbon(2026, 5, 5, 0), lisbon(2026, 5, 6, 0)) == 9 * HOUR


def test_a_country_that_is_not_known_has_no_holidays():
    assert national_holidays("XX", 2026) == frozenset()


def test_the_wrong_way_round_is_nothing():
    assert shipped().seconds_between(lisbon(2026, 5, 6, 12), lisbon(2026, 5, 6, 10)) == 0

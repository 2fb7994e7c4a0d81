from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts import services
from accounts.clocks import Kind, State, clocks_of, clocks_of_all, courses_of, settle_clocks
from accounts.models import Issue, IssueStatusChange, WorkCalendar, WorkHours
from accounts.models.issue import Status
from accounts.working_time import WorkingTime, shipped

LISBON = ZoneInfo("Europe/Lisbon")
HOUR = 3600
MONDAY = datetime(2026, 5, 11, 10, tzinfo=LISBON)
TUESDAY = MONDAY + timedelta(days=1)


def issue_of(grupo: Any, *log: tuple[datetime, str], **fields: Any) -> Issue:
    """An issue with its log as given: by default 4 hours to answer and 18 (two days) to solve, in working time."""
    named = {"title": "Late again", "owner": grupo.owner, "response_minutes": 240, "resolution_minutes": 1080}
    opened_at = log[0][0]
    issue = Issue.objects.create(client=grupo, opened_at=opened_at, status=log[-1][1], **(named | fields))
    IssueStatusChange.objects.bulk_create(
        [IssueStatusChange(issue=issue, at=at, status=status, severity=issue.severity) for at, status in log]
    )
    settle_clocks(issue, at=log[-1][0])
    issue.save()
    return issue


@pytest.mark.django_db
class TestClocks:
    def test_a_new_issue_runs_by_working_time(self, grupo: Any) -> None:
        issue = issue_of(grupo, (MONDAY, Status.NEW))

        response, resolution = clocks_of(issue, at=MONDAY + timedelta(hours=1))

        assert response.due_at == MONDAY + timedelta(hours=4)
        assert (response.state, response.left_seconds) == (State.RUNNING, 3 * HOUR)
        assert resolution.due_at == datetime(2026, 5, 13, 10, tzinfo=LISBON)
        assert "3\u00a0h left · due 14:00" in response.text
        assert issue.response_due_at == response.due_at
        assert issue.resolution_due_at == resolution.due_at

    def test_waiting_for_the_client_pauses_the_solution_but_not_the_first_response(self, grupo: Any) -> None:
        issue = issue_of(grupo, (MONDAY, Status.NEW), (MONDAY + timedelta(hours=2), Status.WAITING))

        response, resolution = clocks_of(issue, at=TUESDAY)

        assert resolution.state == State.PAUSED
        assert resolution.left_seconds == 16 * HOUR
        assert resolution.due_at is None
        assert resolution.since == MONDAY + timedelta(hours=2)
        assert response.state == State.BREACHED
        assert "Paused since" in resolution.text
        assert any("7\u00a0h of working time not counted so far" in each for each in resolution.why)
        assert issue.resolution_due_at is None
        assert issue.resolution_seconds == 2 * HOUR

    def test_going_on_moves_the_due_time_by_the_working_time_paused(self, grupo: Any) -> None:
        before = clocks_of(issue_of(grupo, (MONDAY, Status.NEW)), at=MONDAY).resolution.due_at
        log = ((MONDAY, Status.NEW), (MONDAY + timedelta(hours=2), Status.WAITING), (TUESDAY, Status.OPEN))

        after = clocks_of(issue_of(grupo, *log), at=TUESDAY).resolution.due_at

        assert before is not None
        assert after is not None
        assert shipped().seconds_between(before, after) == 7 * HOUR

    def test_a_solved_issue_has_met_its_time_or_not(self, grupo: Any) -> None:
        soon = issue_of(grupo, (MONDAY, Status.NEW), (TUESDAY, Status.SOLVED))
        late = issue_of(grupo, (MONDAY, Status.NEW), (MONDAY + timedelta(days=3), Status.SOLVED))

        assert clocks_of(soon, at=TUESDAY + timedelta(days=9)).resolution.state == State.MET
        assert clocks_of(late, at=TUESDAY + timedelta(days=9)).resolution.state == State.BREACHED
        assert clocks_of(late, at=TUESDAY).resolution.text
        assert soon.resolution_seconds == 9 * HOUR
        assert soon.next_alert_at is None or soon.next_alert_at < TUESDAY  # the first response was not given

    def test_a_reopened_issue_goes_on_where_it_stopped(self, grupo: Any) -> None:
        log = ((MONDAY, Status.NEW), (MONDAY + timedelta(hours=3), Status.SOLVED), (TUESDAY, Status.REOPENED))
        issue = issue_of(grupo, *log)

        resolution = clocks_of(issue, at=TUESDAY + timedelta(hours=1)).resolution

        assert resolution.left_seconds == 14 * HOUR
        assert resolution.runs

    def test_an_answer_stops_the_first_response(self, grupo: Any) -> None:
        issue = issue_of(grupo, (MONDAY, Status.NEW), responded_at=MONDAY + timedelta(hours=1))

        response = clocks_of(issue, at=TUESDAY).response

        assert (response.state, response.left_seconds) == (State.MET, 3 * HOUR)

    def test_near_the_end_it_is_at_risk(self, grupo: Any) -> None:
        issue = issue_of(grupo, (MONDAY, Status.NEW))

        assert clocks_of(issue, at=MONDAY + timedelta(hours=3)).response.state == State.AT_RISK

    def test_a_calendar_without_working_days_makes_nothing_due(self, grupo: Any) -> None:
        never = WorkCalendar.objects.create(name="Nobody there")
        issue = issue_of(grupo, (MONDAY, Status.NEW), calendar=never)

        clocks = clocks_of(issue, at=TUESDAY)

        assert [clock.state for clock in clocks] == [State.NONE, State.NONE]
        assert (issue.response_due_at, issue.resolution_due_at, issue.next_alert_at) == (None, None, None)
        assert any("no working hours" in each for each in clocks.resolution.why)

    def test_it_says_which_holidays_it_left_out_and_by_which_calendar_it_counts(self, grupo: Any) -> None:
        town = WorkCalendar.objects.create(name="Porto")
        WorkHours.objects.bulk_create(
            [WorkHours(calendar=town, weekday=day, opens_at=time(9), closes_at=time(18)) for day in range(5)]
        )
        town.own_holidays.create(on="2026-05-12", name="Town")
        issue = issue_of(grupo, (MONDAY, Status.NEW), calendar=town)

        told = " ".join(clocks_of(issue, at=TUESDAY + timedelta(days=1)).resolution.why)

        assert "“Porto”: Mon–Fri 09:00–18:00; without the holidays of PT" in told
        assert "Holidays in between do not count: 12 May 2026." in told.replace("\u00a0", " ")

    def test_a_removed_issue_has_no_clocks(self, grupo: Any) -> None:
        issue = issue_of(grupo, (MONDAY, Status.NEW), removed_at=TUESDAY)

        assert issue.next_alert_at is None
        assert clocks_of(issue, at=TUESDAY).resolution.state == State.NONE

    def test_many_clocks_cost_as_many_queries_as_a_few(self, grupo: Any, django_assert_num_queries: Any) -> None:
        town = WorkCalendar.objects.create(name="Porto")
        issues = [issue_of(grupo, (MONDAY, Status.NEW), calendar=town) for _each in range(5)]
        rows = list(Issue.objects.filter(pk__in=[issue.pk for issue in issues]))

        with django_assert_num_queries(4):
            found = clocks_of_all(rows, at=TUESDAY)

        assert set(found) == {issue.pk for issue in issues}

    def test_the_policy_of_the_tier_comes_before_that_of_all(self, grupo: Any, alice: Any) -> None:
        issue = services.open_issue(grupo, title="Wrong price", by=alice, severity="high")

        assert (issue.response_minutes, issue.resolution_minutes) == (240, 1080)


ALWAYS = WorkingTime("UTC", (((time(0), time(0)),),) * 7)
statuses = st.sampled_from([Status.OPEN, Status.WAITING, Status.SOLVED, Status.REOPENED])
logs = st.lists(st.tuples(st.integers(1, 60 * HOUR), statuses), max_size=6)


def _log(steps: list[tuple[int, str]]) -> list[tuple[datetime, str]]:
    at, log = MONDAY.astimezone(UTC), [(MONDAY.astimezone(UTC), Status.NEW.value)]
    for passed, status in steps:
        at += timedelta(seconds=passed)
        log.append((at, status))
    return log


def _course(steps: list[tuple[int, str]], hours: WorkingTime) -> Any:
    log = _log(steps)
    issue = Issue(opened_at=log[0][0], status=log[-1][1], resolution_minutes=1080)
    return courses_of(issue, log, hours, log[-1][0])[Kind.RESOLUTION]


@settings(max_examples=200, deadline=None)
@given(steps=logs, first=st.integers(0, 90 * HOUR), more=st.integers(0, 90 * HOUR))
def test_the_clock_never_runs_backwards(steps: Any, first: int, more: int) -> None:
    course, start = _course(steps, shipped()), MONDAY.astimezone(UTC)

    sooner, later = course.ran(start + timedelta(seconds=first)), course.ran(start + timedelta(seconds=first + more))

    assert 0 <= sooner <= later <= sooner + more


@settings(max_examples=200, deadline=None)
@given(before=st.integers(1, 17 * HOUR), pause=st.integers(1, 400 * HOUR))
def test_a_pause_moves_the_due_time_by_exactly_the_working_time_paused(before: int, pause: int) -> None:
    hours = shipped()
    start = MONDAY.astimezone(UTC)
    paused_at, on_at = start + timedelta(seconds=before), start + timedelta(seconds=before + pause)

    plain = _course([], hours).reaches(100)
    paused = _course([(before, Status.WAITING), (pause, Status.OPEN)], hours).reaches(100)

    assert hours.seconds_between(plain, paused) == hours.seconds_between(paused_at, on_at)


@settings(max_examples=200, deadline=None)
@given(steps=logs)
def test_what_it_has_run_is_what_is_between_the_opening_and_now_without_the_pauses(steps: Any) -> None:
    log = _log(steps)
    course, end = _course(steps, ALWAYS), log[-1][0] + timedelta(hours=5)
    ends = [*(at for at, _status in log[1:]), end]
    runs = {Status.NEW, Status.OPEN, Status.REOPENED}

    by_hand = sum(
        int((until - since).total_seconds()) for (since, status), until in zip(log, ends, strict=True) if status in runs
    )

    assert course.ran(end) == by_hand

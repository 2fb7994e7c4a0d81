"""The two clocks of an issue: when it is to be answered, when solved, and why a clock shows what it shows.

Computed from the status log. The first response runs from the opening until we have answered; nothing pauses it. The
solution runs while the issue is new, open or reopened, stands still while we wait for the client, stops when it is
solved, and goes on after a reopening. Both count working time by the calendar of the issue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from accounts import clock_words
from accounts.models import Issue, IssueAlert, IssueStatusChange
from accounts.models.issue import DONE, RUNNING, Status
from accounts.service_levels import AT_RISK, rungs
from accounts.working_time import WorkingTime, working_time_of, working_times
from kam.status import Status as Tone

Kind = IssueAlert.Clock
Log = Sequence[tuple[datetime, str]]


class State(StrEnum):
    NONE = "none"  # no time agreed, or a calendar that never opens
    RUNNING = "running"
    AT_RISK = "at_risk"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"


TONES = {
    State.NONE: Tone.NONE,
    State.RUNNING: Tone.GOOD,
    State.AT_RISK: Tone.WARN,
    State.PAUSED: Tone.NONE,
    State.MET: Tone.GOOD,
    State.BREACHED: Tone.BAD,
}


class Stretch(NamedTuple):
    """A time in one state; `until` None: still."""

    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Course:
    """How one clock went: its stretches in order, `limit` seconds of working time agreed."""

    hours: WorkingTime
    limit: int
    ran_in: tuple[Stretch, ...]
    paused_in: tuple[Stretch, ...] = ()

    @property
    def runs(self) -> bool:
        return bool(self.ran_in) and self.ran_in[-1].until is None

    @property
    def is_paused(self) -> bool:
        return bool(self.paused_in) and self.paused_in[-1].until is None

    @property
    def stopped_at(self) -> datetime | None:
        return self.ran_in[-1].until if self.ran_in else None

    def ran(self, at: datetime) -> int:
        """Seconds of working time it has run until `at`."""
        return sum(self.hours.seconds_between(stretch.since, min(stretch.until or at, at)) for stretch in self.ran_in)

    def ran_before(self) -> int:
        """Seconds it had run when it last stopped."""
        return sum(self.hours.seconds_between(stretch.since, stretch.until) for stretch in self.ran_in if stretch.until)

    def moment(self, seconds: int) -> datetime | None:
        """When it has run so long; None: it stands still before, or never gets there."""
        for since, until in self.ran_in:
            if until is None:
                return self.hours.after(since, seconds)
            passed = self.hours.seconds_between(since, until)
            if seconds < passed:
                return self.hours.after(since, seconds)
            seconds -= passed
        return None

    def reaches(self, percent: int) -> datetime | None:
        return self.moment(self.limit * percent // 100)


@dataclass(frozen=True, slots=True)
class Clock:
    """What a clock shows at `at`. `left_seconds` is working time, negative once over; None without an agreed time."""

    kind: Kind
    state: State
    at: datetime
    due_at: datetime | None = None
    left_seconds: int | None = None
    since: datetime | None = None  # when it was paused or stopped
    course: Course | None = None
    calendar: str = ""

    @property
    def text(self) -> str:
        """One line, such as “2 h 10 min left · due 16:40”."""
        return clock_words.text_of(self)

    @property
    def why(self) -> list[str]:
        """The sentences that explain it."""
        return clock_words.why(self, calendar=self.calendar)

    @property
    def tone(self) -> Tone:
        """How it is to be seen: the state of something, in the shapes used everywhere."""
        return TONES[self.state]

    @property
    def runs(self) -> bool:
        """Whether it moves: also after the breach, as long as the issue is not done."""
        return self.course is not None and self.course.runs

    @property
    def is_paused(self) -> bool:
        return self.course is not None and self.course.is_paused

    @property
    def percent(self) -> int | None:
        """Of the agreed time that has passed, rounded down."""
        if self.course is None or self.left_seconds is None:
            return None
        return 100 * (self.course.limit - self.left_seconds) // self.course.limit


class Clocks(NamedTuple):
    response: Clock
    resolution: Clock


def clocks_of(issue: Issue, *, at: datetime) -> Clocks:
    """Both clocks of one issue."""
    return _clocks(issue, _log_of(issue), working_time_of(issue.calendar), at)


def clocks_of_all(issues: Iterable[Issue], *, at: datetime) -> dict[int, Clocks]:
    """Both clocks of each issue, by its id; four queries, however many issues."""
    issues = list(issues)
    logs, hours = logs_of(issues), working_times(issue.calendar_id for issue in issues)
    return {issue.pk: _clocks(issue, logs.get(issue.pk, []), hours[issue.calendar_id], at) for issue in issues}


def logs_of(issues: Iterable[Issue]) -> dict[int, list[tuple[datetime, str]]]:
    """The status log of each issue, by its id."""
    logs: dict[int, list[tuple[datetime, str]]] = {}
    rows = IssueStatusChange.objects.filter(issue__in=list(issues)).order_by("at", "pk")
    for pk, at, status in rows.values_list("issue", "at", "status"):
        logs.setdefault(pk, []).append((at, status))
    return logs


def settle_clocks(issue: Issue, *, at: datetime) -> None:
    """Set what an issue stores of its clocks. Call it after the status change was written; it does not save.

    `at` is the moment of what just happened. Sets response_due_at, resolution_due_at, resolution_seconds and
    next_alert_at (which may lie in the past: then something was missed and is told at the next run of the job).
    """
    told = set(IssueAlert.objects.filter(issue=issue).values_list("clock", "percent")) if issue.pk else set()
    put_clocks(issue, courses_of(issue, _log_of(issue), working_time_of(issue.calendar), at), told, rungs())


def put_clocks(
    issue: Issue, courses: Mapping[Kind, Course], told: set[tuple[str, int]], percents: Sequence[int]
) -> None:
    """As `settle_clocks`, from what is known already: `told` are the rungs (clock, per cent) told before."""
    response, resolution = courses.get(Kind.RESPONSE), courses.get(Kind.RESOLUTION)
    issue.response_due_at = response.moment(response.limit) if response else None
    if response and not response.runs:
        issue.response_due_at = response.hours.after(issue.opened_at, response.limit)
    issue.resolution_due_at = resolution.moment(resolution.limit) if resolution and resolution.runs else None
    issue.resolution_seconds = resolution.ran_before() if resolution else 0
    issue.next_alert_at = min((due for _rung, due in rungs_ahead(courses, told, percents)), default=None)


def rungs_ahead(
    courses: Mapping[Kind, Course], told: set[tuple[str, int]], percents: Sequence[int]
) -> list[tuple[tuple[Kind, int], datetime]]:
    """What is yet to be told and when it is due; what a stopped clock will not reach is left out."""
    rungs_left = [(kind, percent) for kind in courses for percent in percents if (kind.value, percent) not in told]
    found = [(rung, courses[rung[0]].reaches(rung[1])) for rung in rungs_left]
    return [(rung, due) for rung, due in found if due is not None]


def courses_of(issue: Issue, log: Log, hours: WorkingTime, at: datetime) -> dict[Kind, Course]:
    """The courses of the clocks that an issue has: none of a removed or merged one, or where nothing is agreed."""
    if issue.removed_at or issue.merged_into_id:
        return {}
    entries = _entries(issue, log, at)
    courses = {}
    if issue.response_minutes:
        until = issue.responded_at or next((when for when, status in entries if status in DONE), None)
        courses[Kind.RESPONSE] = Course(hours, issue.response_minutes * 60, (Stretch(issue.opened_at, until),))
    if issue.resolution_minutes:
        ran, paused = _stretches(entries, RUNNING), _stretches(entries, (Status.WAITING,))
        courses[Kind.RESOLUTION] = Course(hours, issue.resolution_minutes * 60, ran, paused)
    return courses


def _entries(issue: Issue, log: Log, at: datetime) -> list[tuple[datetime, str]]:
    """The log from the opening on. A status that is not yet in it holds from `at` on."""
    entries = list(log) or [(issue.opened_at, Status.NEW.value)]
    entries[0] = (min(issue.opened_at, entries[0][0]), entries[0][1])
    return entries if entries[-1][1] == issue.status else [*entries, (at, issue.status)]


def _stretches(entries: Log, statuses: Sequence[str]) -> tuple[Stretch, ...]:
    """When it was in one of these statuses, what follows on each other made one."""
    found: list[Stretch] = []
    ends = [when for when, _status in entries[1:]]
    for (since, status), until in zip(entries, [*ends, None], strict=True):
        if status not in statuses:
            continue
        joins = bool(found) and found[-1].until == since
        found.append(Stretch(found.pop().since if joins else since, until))
    return tuple(found)


def _log_of(issue: Issue) -> list[tuple[datetime, str]]:
    return list(issue.changes.order_by("at", "pk").values_list("at", "status")) if issue.pk else []


def _clocks(issue: Issue, log: Log, hours: WorkingTime, at: datetime) -> Clocks:
    courses = courses_of(issue, log, hours, at)
    return Clocks(*(_shown(kind, courses.get(kind), at, hours.name) for kind in Kind))


def _shown(kind: Kind, course: Course | None, at: datetime, calendar: str) -> Clock:
    if course is None or not course.hours.is_ever_open:
        return Clock(kind, State.NONE, at, course=course, calendar=calendar)
    due, left = course.moment(course.limit), course.limit - course.ran(at)
    state = _state(course, left, due, at)
    since = course.paused_in[-1].since if course.is_paused else course.stopped_at
    return Clock(kind, state, at, due, left, since, course, calendar)


def _state(course: Course, left: int, due: datetime | None, at: datetime) -> State:
    if left < 0 or (course.runs and due is not None and due <= at):
        return State.BREACHED
    if course.is_paused:
        return State.PAUSED
    if not course.runs:
        return State.MET
    return State.AT_RISK if left * 100 <= course.limit * (100 - AT_RISK) else State.RUNNING

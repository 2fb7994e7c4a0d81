"""The job that watches the clocks of issues: what is due is told once, with the moment it was due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.clocks import Course, Kind, courses_of, logs_of, put_clocks, rungs_ahead
from accounts.models import Issue, IssueAlert
from accounts.models.issue import OPEN
from accounts.service_levels import BREACH, rungs
from accounts.working_time import working_times
from kam import events
from kam.models import Event

CHUNK = 500
CLOCKS = ("response_due_at", "resolution_due_at", "resolution_seconds", "next_alert_at")
Told = dict[int, set[tuple[str, int]]]


def mind_issues(*, at: datetime) -> int:
    """Tell of every rung that clocks have reached by `at`; how many. Twice, or two at a time, tell nothing twice.

    What is due is what the database says is due, so a run that was missed is made up for by the next one.
    """
    told = 0
    while (done := _mind_chunk(at)) is not None:
        told += done
    return told


@transaction.atomic
def _mind_chunk(at: datetime) -> int | None:
    """The next issues that nobody else is at; None when there are none."""
    due = Issue.objects.kept().filter(next_alert_at__lte=at).order_by("next_alert_at", "pk")
    issues = list(due.select_for_update(skip_locked=True, of=("self",))[:CHUNK])
    if not issues:
        return None
    percents, told, courses = rungs(), _told(issues), _courses(issues, at)
    alerts = [alert for issue in issues for alert in _due(issue, courses[issue.pk], told[issue.pk], percents, at)]
    for issue in issues:
        put_clocks(issue, courses[issue.pk], told[issue.pk], percents)
    IssueAlert.objects.bulk_create(alerts)
    events.record_many([_event(alert) for alert in alerts])
    Issue.objects.bulk_update(issues, ["next_alert_at"])
    return len(alerts)


def _due(
    issue: Issue, courses: dict[Kind, Course], told: set[tuple[str, int]], percents: list[int], at: datetime
) -> list[IssueAlert]:
    """What is to be told of one issue now; it is noted in `told`."""
    reached = [(rung, due) for rung, due in rungs_ahead(courses, told, percents) if due <= at]
    told.update((kind.value, percent) for (kind, percent), _due_at in reached)
    return [
        IssueAlert(issue=issue, clock=kind, percent=percent, due_at=due_at, told_at=at)
        for (kind, percent), due_at in sorted(reached, key=lambda found: found[1])
    ]


def _event(alert: IssueAlert) -> Event:
    known = {"clock": str(alert.clock), "percent": alert.percent, "due_at": alert.due_at.isoformat()}
    return events.draft(_verb(alert.percent), alert.issue, by=None, client_id=alert.issue.client_id, **known)


def _verb(percent: int) -> str:
    if percent == BREACH:
        return "accounts.issue_breached"
    return "accounts.issue_at_risk" if percent < BREACH else "accounts.issue_escalated"


def resettle_issues(*, calendar_id: int | None = None) -> int:
    """Reckon the clocks of open issues anew after a calendar or the ladder changed; how many."""
    found = Issue.objects.kept().filter(status__in=OPEN).order_by("pk")
    if calendar_id is not None:
        found = found.filter(calendar=calendar_id)
    done, last = 0, 0
    while issues := list(found.filter(pk__gt=last).select_for_update(of=("self",))[:CHUNK]):
        percents, told, courses = rungs(), _told(issues), _courses(issues, issues[0].opened_at)
        for issue in issues:
            put_clocks(issue, courses[issue.pk], told[issue.pk], percents)
        Issue.objects.bulk_update(issues, CLOCKS)
        done, last = done + len(issues), issues[-1].pk
    return done


def _told(issues: Iterable[Issue]) -> Told:
    told: Told = {issue.pk: set() for issue in issues}
    rows = IssueAlert.objects.filter(issue__in=told).values_list("issue", "clock", "percent")
    for pk, clock, percent in rows:
        told[pk].add((clock, percent))
    return told


def _courses(issues: list[Issue], at: datetime) -> dict[int, dict[Kind, Course]]:
    logs, hours = logs_of(issues), working_times(issue.calendar_id for issue in issues)
    return {issue.pk: courses_of(issue, logs.get(issue.pk, []), hours[issue.calendar_id], at) for issue in issues}

"""The job over the clocks of issues: what a minute costs when little is due, and what a missed night costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection

from accounts import services
from accounts.models import Issue
from bench.sampling import Cost, cost_of

OPENED = datetime(2026, 3, 2, 10, tzinfo=UTC)  # a Monday
ISSUES = """
    INSERT INTO accounts_issue (
        client_id, title, description, kind, severity, status, route, owner_id, opened_at, is_shared,
        response_minutes, resolution_minutes, resolution_seconds, next_alert_at, cause, cause_told, knowledge, key,
        rating_comment, created_at, updated_at
    )
    SELECT c.id, 'Issue ' || n, '', 'problem', 'normal', 'open', 'person', c.owner_id, %(opened)s, false,
        NULL, 2700, 0, CASE WHEN n <= %(due)s THEN %(at_risk)s ELSE %(later)s END, '', '', '', n::text,
        '', now(), now()
    FROM generate_series(1, %(issues)s) AS n
    JOIN (
        SELECT id, owner_id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS many
        FROM accounts_client
    ) AS c ON c.place = n %% c.many
"""
LOG = """
    INSERT INTO accounts_issuestatuschange (issue_id, at, status, severity, reason)
    SELECT id, opened_at, 'open', severity, '' FROM accounts_issue
"""
AT_RISK = timedelta(days=3, hours=7)  # 34 of the 45 hours of working time have passed


@dataclass(frozen=True)
class Minded:
    """Of so many open issues, `due` with something to tell. `quiet`: the minute after, with nothing."""

    issues: int
    due: int
    told: int
    again: int
    busy: Cost
    quiet: Cost


def measure(issues: int, *, due: int) -> Minded:
    """Issues are written past the services: what is measured is the job, from what the database says is due."""
    at = OPENED + AT_RISK
    values = {"opened": OPENED, "at_risk": at, "later": at + timedelta(days=1), "issues": issues, "due": due}
    with connection.cursor() as cursor:
        cursor.execute(ISSUES, values)
        cursor.execute(LOG)
        cursor.execute("ANALYZE accounts_issue, accounts_issuestatuschange, accounts_issuealert")
    told: list[int] = []
    busy = cost_of(lambda: told.append(services.mind_issues(at=at + timedelta(minutes=1))))
    quiet = cost_of(lambda: told.append(services.mind_issues(at=at + timedelta(minutes=2))))
    return Minded(Issue.objects.count(), due, told[0], told[1], busy, quiet)

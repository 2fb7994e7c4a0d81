"""What keeps coming back: issues by their root cause, within so many months, against as many before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Avg, Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.models import Issue, IssueAlert
from accounts.models.issue import DONE, IssueQuerySet
from accounts.service_levels import BREACH

DAYS_PER_MONTH = 365.25 / 12
COMES_BACK = 2
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Cause:
    """`hours`: working time until solved, on average over those solved; None: none is. `before`: see Report."""

    key: str
    word: str
    count: int
    before: int
    clients: int
    late: int
    hours: float | None
    share: float

    @property
    def more(self) -> int:
        return self.count - self.before


@dataclass(frozen=True, slots=True)
class Again:
    """A cause met more than once at one client."""

    client: int
    name: str
    key: str
    word: str
    count: int


@dataclass(frozen=True, slots=True)
class Report:
    """Issues opened from `since` until `at`; `before` counts those of as many months before that."""

    since: datetime
    at: datetime
    total: int
    causes: list[Cause]
    again: list[Again]


def report(issues: IssueQuerySet, *, months: int, at: datetime) -> Report:
    """Two statements, however many issues."""
    since = at - timedelta(days=months * DAYS_PER_MONTH)
    issues = issues.kept().filter(opened_at__lte=at).order_by()
    now = issues.filter(opened_at__gte=since)
    causes = _causes(issues, since, since - (at - since))
    return Report(since, at, sum(cause.count for cause in causes), causes, _again(now))


def _causes(issues: IssueQuerySet, since: datetime, before: datetime) -> list[Cause]:
    now = Q(opened_at__gte=since)
    alerts = IssueAlert.objects.filter(issue=OuterRef("pk"), percent=BREACH, clock=IssueAlert.Clock.RESOLUTION)
    rows = (
        issues.filter(opened_at__gte=before)
        .annotate(is_late=Exists(alerts))
        .values("cause")
        .annotate(
            n=Count("pk", filter=now),
            earlier=Count("pk", filter=~now),
            clients=Count("client", filter=now, distinct=True),
            late=Count("pk", filter=now & Q(is_late=True)),
            seconds=Avg("resolution_seconds", filter=now & Q(status__in=DONE)),
        )
        .order_by("-n", "cause")
    )
    total = sum(row["n"] for row in rows)
    return [
        Cause(
            row["cause"] or "none",
            word_of(row["cause"]),
            row["n"],
            row["earlier"],
            row["clients"],
            row["late"],
            None if row["seconds"] is None else float(row["seconds"]) / 3600,
            row["n"] / total,
        )
        for row in rows
        if row["n"]
    ]


def _again(issues: IssueQuerySet) -> list[Again]:
    rows = issues.exclude(cause="").values("client", "client__name", "cause").annotate(n=Count("pk"))
    found = rows.filter(n__gte=COMES_BACK).order_by("-n", "client__name", "cause")[:SHOWN]
    return [Again(row["client"], row["client__name"], row["cause"], word_of(row["cause"]), row["n"]) for row in found]


def word_of(cause: str) -> str:
    return str(Issue.Cause(cause).label) if cause else _("Not known yet")

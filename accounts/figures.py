"""The share of issues whose agreed times were kept: met / (met + breached)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from accounts.models.issue import DONE, IssueQuerySet, Status


@dataclass(frozen=True, slots=True)
class Share:
    """How often one clock was kept in a period. `percent` is None where nothing was decided."""

    label: str
    met: int
    breached: int

    @property
    def decided(self) -> int:
        return self.met + self.breached

    @property
    def percent(self) -> float | None:
        return 100 * self.met / self.decided if self.decided else None


def sla_share(issues: IssueQuerySet, *, since: datetime, at: datetime) -> list[Share]:
    """Of both clocks, from `since` until `at`, in one query.

    Met: answered or solved in the period and in time. Breached: answered or solved in the period and too late, or open
    and over since a moment of the period. An issue that waits for the client counts once it is over or solved.
    """
    answered = Q(responded_at__gt=since, responded_at__lte=at, response_due_at__isnull=False)
    unanswered = Q(responded_at=None, response_due_at__gt=since, response_due_at__lte=at) & ~Q(status__in=DONE)
    solved = Q(status__in=DONE, solved_at__gt=since, solved_at__lte=at, resolution_minutes__isnull=False)
    over = Q(resolution_seconds__gt=F("resolution_minutes") * 60)
    unsolved = Q(resolution_due_at__gt=since, resolution_due_at__lte=at)
    stands = Q(status=Status.WAITING, waiting_since__gt=since, waiting_since__lte=at) & over
    found = issues.kept().aggregate(
        response_met=Count("pk", filter=answered & Q(responded_at__lte=F("response_due_at"))),
        response_breached=Count("pk", filter=(answered & Q(responded_at__gt=F("response_due_at"))) | unanswered),
        resolution_met=Count("pk", filter=solved & ~over),
        resolution_breached=Count("pk", filter=(solved & over) | unsolved | stands),
    )
    return [
        Share(_("First response"), found["response_met"], found["response_breached"]),
        Share(_("Solution"), found["resolution_met"], found["resolution_breached"]),
    ]

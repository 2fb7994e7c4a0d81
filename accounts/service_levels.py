"""How soon an issue is to be answered and solved, and who hears when it is not: as set up, or else as shipped."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Q

from accounts.clock_words import span
from accounts.models import EscalationStep, Issue, Severity, SlaPolicy, WorkCalendar

Tells = EscalationStep.Tells

SHIPPED_MINUTES: dict[str, tuple[int, int]] = {
    Severity.CRITICAL: (60, 540),
    Severity.HIGH: (240, 1080),
    Severity.NORMAL: (540, 2700),
    Severity.LOW: (1080, 5400),
}
"""Minutes of working time by severity (first response, solution): with nine hours a day one, two, five, ten days."""

AT_RISK = 75
"""Per cent of the agreed time from which on a clock is at risk."""
BREACH = 100

SHIPPED_LADDER: tuple[tuple[int, str], ...] = (
    (AT_RISK, Tells.OWNER),
    (BREACH, Tells.OWNER),
    (BREACH, Tells.CLIENT_OWNER),
    (BREACH, Tells.MANAGER),
    (200, Tells.ABOVE),
)
"""(per cent of the agreed time, who is told) where no steps are set up."""


class Agreed(NamedTuple):
    """Minutes of working time, and the calendar they are counted by; None: the one as shipped."""

    response_minutes: int
    resolution_minutes: int
    calendar: WorkCalendar | None


def agreed_for(*, tier: str, severity: str) -> Agreed:
    """The policy of the tier, else that of all tiers, else the times as shipped."""
    policies = SlaPolicy.objects.filter(Q(tier=tier) | Q(tier=""), severity=severity).select_related("calendar")
    policy = policies.order_by("-tier").first()
    usual = WorkCalendar.objects.filter(is_default=True).first()
    if policy is None:
        return Agreed(*SHIPPED_MINUTES[severity], usual)
    return Agreed(policy.response_minutes, policy.resolution_minutes, policy.calendar or usual)


def agree_times(issue: Issue) -> None:
    """Put today's terms on an issue: when it is opened, and when its severity changes. Does not save."""
    agreed = agreed_for(tier=issue.client.tier, severity=issue.severity)
    issue.response_minutes, issue.resolution_minutes, issue.calendar = agreed


def ladder() -> list[tuple[int, str]]:
    """(per cent, who is told), the lowest rung first."""
    return list(EscalationStep.objects.values_list("at_percent", "tells")) or list(SHIPPED_LADDER)


def rungs() -> list[int]:
    """The percentages at which something is told; at risk and the breach are, whoever is on the ladder."""
    return sorted({AT_RISK, BREACH, *(percent for percent, _tells in ladder())})


def ladder_in_words(steps: list[tuple[int, str]]) -> list[tuple[int, list[str]]]:
    """(per cent, who is told), a rung each; also those at which something is noted though nobody is told."""
    told: dict[int, list[str]] = {percent: [] for percent in sorted({AT_RISK, BREACH, *(at for at, _who in steps)})}
    for percent, who in steps:
        told[percent].append(str(Tells(who).label))
    return list(told.items())


class Row(NamedTuple):
    """A line of the table of agreed times, in words; `policy` None: as shipped."""

    policy: SlaPolicy | None
    tier: str
    severity: str
    response: str
    resolution: str
    calendar: str


def rows() -> list[Row]:
    """What is set up, then what holds as shipped for the severities without a row for all tiers."""
    policies = list(SlaPolicy.objects.select_related("calendar").order_by("-tier", "response_minutes"))
    said = {policy.severity for policy in policies if not policy.tier}
    return [
        *(_row(each, each.tier, each.severity, each.response_minutes, each.resolution_minutes) for each in policies),
        *(_row(None, "", each, *SHIPPED_MINUTES[each]) for each in Severity.values if each not in said),
    ]


def _row(policy: SlaPolicy | None, tier: str, severity: str, response: int, resolution: int) -> Row:
    calendar = policy.calendar.name if policy and policy.calendar else ""
    return Row(policy, tier, str(Severity(severity).label), span(response * 60), span(resolution * 60), calendar)

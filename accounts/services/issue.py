"""Writes on issues: opening, changing, moving from status to status, and what closes them."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.clocks import settle_clocks
from accounts.models import Client, Contact, Issue, IssueStatusChange
from accounts.models.issue import DONE, Status
from accounts.service_levels import agree_times
from kam import events
from kam.models import User
from kam.records import keep
from kam.removal import set_removed

CLOCKS = ("response_due_at", "resolution_due_at", "resolution_seconds", "next_alert_at")
MOVES: dict[str, frozenset[str]] = {
    Status.NEW: frozenset({Status.OPEN, Status.WAITING, Status.SOLVED, Status.CLOSED}),
    Status.OPEN: frozenset({Status.WAITING, Status.SOLVED, Status.CLOSED}),
    Status.REOPENED: frozenset({Status.OPEN, Status.WAITING, Status.SOLVED, Status.CLOSED}),
    Status.WAITING: frozenset({Status.OPEN, Status.SOLVED, Status.CLOSED}),
    Status.SOLVED: frozenset({Status.CLOSED, Status.REOPENED}),
    Status.CLOSED: frozenset({Status.REOPENED}),
}
"""From which status which other ones may follow."""


@transaction.atomic
def open_issue(
    client: Client,
    *,
    title: str,
    by: User | None,
    owner: User | None = None,
    reporter: Contact | None = None,
    opened_at: datetime | None = None,
    **fields: Any,
) -> Issue:
    """A query, problem or complaint. Without an owner the client's owner answers for it. `by`: None from the portal."""
    now = timezone.now()
    issue = Issue(client=client, title=title.strip(), owner=owner or client.owner, reporter=reporter, created_by=by)
    issue.opened_at, issue.key = opened_at or now, secrets.token_hex(8)
    for field, value in fields.items():
        setattr(issue, field, value)
    _check(issue, now=now)
    agree_times(issue)
    keep(issue)
    _log(issue, Status.NEW, at=issue.opened_at, by=by)
    settle(issue)
    tell("accounts.issue_opened", issue, by=by, severity=issue.severity, kind=issue.kind)
    return issue


@transaction.atomic
def change_issue(issue: Issue, *, by: User, **changes: Any) -> Issue:
    """Another severity brings the times agreed for it; the clocks are reckoned anew from the beginning."""
    issue = locked_issue(issue)
    changed = sorted(field for field, value in changes.items() if getattr(issue, field) != value)
    for field, value in changes.items():
        setattr(issue, field, value)
    _check(issue, now=timezone.now())
    if "severity" in changed:
        agree_times(issue)
        _log(issue, issue.status, at=timezone.now(), by=by, reason=_("Severity: %s") % issue.get_severity_display())
    keep(issue)
    settle(issue)
    if changed:
        tell("accounts.issue_changed", issue, by=by, fields=changed)
    return issue


@transaction.atomic
def move_issue(
    issue: Issue, *, status: str, by: User | None, reason: str = "", at: datetime | None = None, **told: Any
) -> Issue:
    """On to another status. `told`: what is known with it, such as the cause. Moving to where it is changes nothing."""
    issue, at = locked_issue(issue), at or timezone.now()
    if issue.status == status:
        return issue
    if status not in MOVES[issue.status]:
        names = {"before": issue.get_status_display(), "after": Status(status).label}
        raise ValidationError(_("An issue that is “%(before)s” does not become “%(after)s”.") % names)
    before, issue.status = issue.status, status
    for field, value in told.items():
        setattr(issue, field, value)
    _stamp(issue, at=at)
    _log(issue, status, at=at, by=by, reason=reason)
    keep(issue)
    settle(issue)
    tell(f"accounts.issue_{status}", issue, by=by, before=before, reason=reason)
    return issue


@transaction.atomic
def close_issue(issue: Issue, *, status: str, cause: str, by: User, asks: bool = False, **told: Any) -> Issue:
    """Say that it is solved or closed, and what caused it. `told`: cause_told, knowledge.

    `asks`: on closing what is shared, the client is asked how it went.
    """
    if status not in DONE:
        raise ValidationError({"status": _("Choose “solved” or “closed”.")})
    if not cause:
        raise ValidationError({"cause": _("Say what caused it: that is how we find what keeps coming back.")})
    issue, now = locked_issue(issue), timezone.now()
    if asks and status == Status.CLOSED and issue.is_shared:
        told["asked_at"] = now
    return move_issue(issue, status=status, by=by, at=now, cause=cause, **told)


@transaction.atomic
def move_issue_back(issue: Issue, *, before: str, by: User) -> Issue:
    """Take the last move back: to where it was, or to where the rules let it go on from."""
    issue = locked_issue(issue)
    fallback = Status.REOPENED if issue.status in DONE else Status.OPEN
    return move_issue(issue, status=before if before in MOVES[issue.status] else fallback, by=by)


def _stamp(issue: Issue, *, at: datetime) -> None:
    """The moments that follow from the status it has now."""
    issue.waiting_since = at if issue.status == Status.WAITING else None
    issue.solved_at = (issue.solved_at or at) if issue.status in DONE else None
    issue.closed_at = at if issue.status == Status.CLOSED else None
    if issue.status in DONE:
        issue.next_update_at = None
    else:
        issue.asked_at = None


@transaction.atomic
def promise_update(issue: Issue, *, next_update_at: datetime | None, by: User) -> Issue:
    """Say by when the client hears from us again; None takes the promise back."""
    issue = locked_issue(issue)
    if not issue.is_open:
        raise ValidationError(_("This issue is solved: reopen it first."))
    if next_update_at and next_update_at <= timezone.now():
        raise ValidationError({"next_update_at": _("Promise a time to come.")})
    issue.next_update_at = next_update_at
    issue.save(update_fields=["next_update_at", "updated_at"])
    tell("accounts.issue_update_promised", issue, by=by, until=next_update_at.isoformat() if next_update_at else "")
    return issue


@transaction.atomic
def rate_issue(issue: Issue, *, rating: int, comment: str = "") -> Issue:
    """The client says how satisfied they are with how it went, from 1 to 5; again until it is reopened."""
    issue = locked_issue(issue)
    if issue.status not in DONE:
        raise ValidationError(_("This issue is not solved yet."))
    issue.rating, issue.rating_comment, issue.rated_at = rating, comment.strip(), timezone.now()
    keep(issue)
    tell("accounts.issue_rated", issue, by=None, rating=rating)
    return issue


@transaction.atomic
def remove_issue(issue: Issue, *, by: User) -> Issue:
    """Take an issue out of sight; `restore_issue` brings it back."""
    return set_removed(issue, timezone.now(), "accounts.issue_removed", by=by, then=settle)


@transaction.atomic
def restore_issue(issue: Issue, *, by: User) -> Issue:
    return set_removed(issue, None, "accounts.issue_restored", by=by, then=settle)


def locked_issue(issue: Issue) -> Issue:
    return Issue.objects.select_for_update(of=("self",)).select_related("client", "calendar").get(pk=issue.pk)


def _check(issue: Issue, *, now: datetime) -> None:
    if issue.reporter and issue.reporter.client_id != issue.client_id:
        raise ValidationError({"reporter": _("Choose a person of this client.")})
    if issue.opened_at > now:
        raise ValidationError({"opened_at": _("It was opened now or earlier, not in the future.")})


def _log(issue: Issue, status: str, *, at: datetime, by: User | None, reason: str = "") -> None:
    IssueStatusChange.objects.create(
        issue=issue, at=at, status=status, severity=issue.severity, by=by, reason=reason[:300]
    )


def settle(issue: Issue) -> None:
    settle_clocks(issue, at=timezone.now())
    issue.save(update_fields=[*CLOCKS, "updated_at"])


def tell(verb: str, issue: Issue, *, by: User | None, **payload: Any) -> None:
    events.record(verb, issue, by=by, client_id=issue.client_id, **payload)

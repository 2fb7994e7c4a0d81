"""Issues, for My day: whose agreed time is over or ends today, clients who wait, and updates that were promised."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import cast

from django.db.models import CharField, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Client, Issue, IssueMessage
from accounts.models.issue import IssueQuerySet
from kam.models import User
from kam.numbers import date_short
from kam.status import Status
from performance.agenda import A_DAY, midnight
from performance.queue.item import Item, Rule


def mine(user: User) -> IssueQuerySet:
    """Those this person answers for, and those of the clients they work on."""
    theirs = Q(owner=user) | Q(client__in=Client.objects.active().worked_by(user))
    return Issue.objects.open().filter(theirs, client__in=Client.objects.visible_to(user))


def due_by(user: User, moment: datetime) -> IssueQuerySet:
    return mine(user).with_due().filter(Q(due_at__lt=moment))


def over_or_due(user: User, on: date, limit: int) -> Iterator[Item]:
    """The longest over first."""
    now = timezone.now()
    found = due_by(user, midnight(on + A_DAY)).select_related("client").order_by(F("due_at"), "pk")
    for issue in found[:limit]:
        due = cast(datetime, issue.due_at)  # it is how they were found
        yield _item(Rule.SLA, issue, Status.BAD if due <= now else Status.WARN, _why(issue, due, now), due)


def _why(issue: Issue, due: datetime, now: datetime) -> str:
    is_response = issue.responded_at is None and issue.response_due_at == due
    told = {"clock": _("First response") if is_response else _("Solution"), "when": _moment(due, now)}
    if due <= now:
        return _("SLA: %(clock)s was due %(when)s") % told
    return _("SLA: %(clock)s is due %(when)s") % told


def _moment(at: datetime, now: datetime) -> str:
    local = timezone.localtime(at)
    if local.date() == timezone.localdate(now):
        return _("today at %s") % f"{local:%H:%M}"
    return f"{date_short(local.date())}, {local:%H:%M}"


def to_answer(user: User, on: date, limit: int) -> Iterator[Item]:
    """Whose last message is the client's, the longest waiting first; those with a clock to mind are told above."""
    shared = IssueMessage.objects.filter(issue=OuterRef("pk"), audience=IssueMessage.Audience.CLIENT).order_by("-at")
    said = Subquery(shared.values("at")[:1])
    by_us = Subquery(shared.values("by")[:1], output_field=CharField())
    waiting = mine(user).with_due().annotate(said_at=said, said_by=by_us)
    later = Q(due_at__isnull=True) | Q(due_at__gte=midnight(on + A_DAY))
    found = waiting.filter(later, said_at__isnull=False, said_by__isnull=True).select_related("client")
    for issue in found.order_by("said_at", "pk")[:limit]:
        since: datetime = issue.said_at  # type: ignore[attr-defined]
        why = _("The client wrote on %s and waits for an answer") % date_short(timezone.localdate(since))
        yield _item(Rule.REPLY, issue, Status.WARN, why, since)


def to_update(user: User, on: date, limit: int) -> Iterator[Item]:
    """Where an update was promised for today or before."""
    now = timezone.now()
    due = mine(user).filter(next_update_at__lt=midnight(on + A_DAY)).select_related("client")
    for issue in due.order_by("next_update_at", "pk")[:limit]:
        promised = issue.next_update_at or now
        why = _("An update was promised for %s") % _moment(promised, now)
        yield _item(Rule.UPDATE, issue, Status.BAD if promised <= now else Status.WARN, why, promised)


def _item(rule: Rule, issue: Issue, status: Status, why: str, at: datetime) -> Item:
    return Item(
        rule=rule,
        status=status,
        client=issue.client,
        what=issue.title,
        why=why,
        url=issue.get_absolute_url(),
        subject_id=issue.pk,
        due_on=timezone.localdate(at) if rule != Rule.REPLY else None,
        weight=at.timestamp(),
    )


def worst_of(client: Client, *, at: datetime) -> tuple[Issue, Status, str] | None:
    """The open issue of a client that presses most: its clock over longest, else due first, else opened first."""
    found = Issue.objects.of(client).open().with_due()
    issue = found.order_by(F("due_at").asc(nulls_last=True), "opened_at", "pk").first()
    return (issue, *told_of(issue, at=at)) if issue else None


def told_of(issue: Issue, *, at: datetime) -> tuple[Status, str]:
    """How an issue `with_due` stands by its clocks, and in words."""
    due = issue.due_at
    if due is not None:
        near = due < midnight(timezone.localdate(at) + A_DAY)
        return Status.BAD if due <= at else Status.WARN if near else Status.GOOD, _why(issue, due, at)
    is_waiting = issue.status == Issue.Status.WAITING
    return Status.NONE, _("Paused: waiting for the client") if is_waiting else _("No time agreed")

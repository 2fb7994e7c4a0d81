"""What the list and the page of issues show beside the rows: views, order, the clock that presses, the whole thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, F, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from accounts.clocks import Clock, Clocks, clocks_of_all
from accounts.models import Issue, IssueMessage, IssueStatusChange, Severity
from accounts.models.issue import DONE, OPEN, RUNNING, IssueQuerySet, Status
from kam.models import User
from kam.view_tabs import ViewTab, counted

# --- Ready-made views -------------------------------------------------------------------------------------------------

Narrow = Callable[[IssueQuerySet, User, datetime], IssueQuerySet]


def late(issues: IssueQuerySet, at: datetime) -> IssueQuerySet:
    """Whose first response or solution is past the agreed time, and still to come."""
    return _due_before(issues, at)


def due_today(issues: IssueQuerySet, at: datetime) -> IssueQuerySet:
    """Late already, or due by the end of the day."""
    tomorrow = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return _due_before(issues, tomorrow)


def _due_before(issues: IssueQuerySet, moment: datetime) -> IssueQuerySet:
    solution = Q(status__in=RUNNING, resolution_due_at__lte=moment)
    return issues.open().filter(solution | Q(responded_at=None, response_due_at__lte=moment))


VIEWS: dict[str, tuple[StrPromise, Narrow]] = {
    "": (_("Open"), lambda issues, user, at: issues.open()),
    "mine": (_("Mine"), lambda issues, user, at: issues.open().filter(owner=user)),
    "late": (_("Breached"), lambda issues, user, at: late(issues, at)),
    "today": (_("Due today"), lambda issues, user, at: due_today(issues, at)),
    "waiting": (_("Waiting for the client"), lambda issues, user, at: issues.open().filter(status=Status.WAITING)),
    "updates": (_("Update owed"), lambda issues, user, at: issues.open().filter(next_update_at__lte=at)),
    "done": (_("Solved or closed"), lambda issues, user, at: issues.filter(status__in=DONE)),
    "all": (_("All"), lambda issues, user, at: issues),
}


def views(issues: IssueQuerySet, *, user: User, chosen: str, at: datetime) -> list[ViewTab]:
    def count(key: str, narrow: Narrow) -> int | None:
        return None if key in ("done", "all") else counted(narrow(issues, user, at))

    return [ViewTab(key, label, count(key, narrow), key == chosen) for key, (label, narrow) in VIEWS.items()]


# --- The list ---------------------------------------------------------------------------------------------------------

BY_SEVERITY = Case(*(When(severity=key, then=place) for place, key in enumerate(Severity.values)))
ORDERS: dict[str, Any] = {
    "title": F("title"),
    "client": F("client__name"),
    "severity": BY_SEVERITY,
    "status": F("status"),
    "clock": F("due_at"),
    "owner": F("owner__name"),
    "update": F("next_update_at"),
    "opened": F("opened_at"),
}


def in_order(issues: IssueQuerySet, ordering: str) -> IssueQuerySet:
    """By a column, what has no value last; unless a known one is named, what is due first."""
    found = issues.with_due()
    column = ORDERS.get(ordering.removeprefix("-"))
    if column is None:
        return found.order_by(F("due_at").asc(nulls_last=True), "-opened_at", "-pk")
    direction = "desc" if ordering.startswith("-") else "asc"
    return found.order_by(getattr(column, direction)(nulls_last=True), "pk")


@dataclass(frozen=True, slots=True)
class Row:
    issue: Issue
    clock: Clock
    owes_update: bool
    days: int  # since it was opened, of the calendar


def rows_of(issues: Sequence[Issue], *, at: datetime) -> list[Row]:
    """Each with the clock that presses, in a fixed number of statements however many there are."""
    clocks = clocks_of_all(issues, at=at)
    today = timezone.localdate(at)
    return [
        Row(
            issue,
            pressing(clocks[issue.pk]),
            issue.owes_update(at=at),
            (today - timezone.localdate(issue.opened_at)).days,
        )
        for issue in issues
    ]


def clock_texts(issues: Iterable[Issue], *, at: datetime) -> dict[str, dict[str, str]]:
    """What each clock says: by the issue's id, of "response", "resolution" and the one that presses, "first"."""
    return {
        str(pk): {
            "response": clocks.response.text,
            "resolution": clocks.resolution.text,
            "first": pressing(clocks).text,
        }
        for pk, clocks in clocks_of_all(issues, at=at).items()
    }


def pressing(clocks: Clocks) -> Clock:
    """The answer that is still owed when it is due before the solution; else the solution."""
    first, then = clocks
    if not first.runs or first.due_at is None:
        return then
    return then if then.runs and then.due_at and then.due_at < first.due_at else first


# --- The page ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """Something said on the issue, or that it moved on."""

    at: datetime
    said: IssueMessage | None = None
    change: IssueStatusChange | None = None


def thread(issue: Issue) -> list[Entry]:
    """The newest first."""
    said = issue.messages.select_related("by", "contact")
    moves = issue.changes.select_related("by")
    entries = [*(Entry(one.at, said=one) for one in said), *(Entry(one.at, change=one) for one in moves)]
    return sorted(entries, key=lambda entry: (entry.at, bool(entry.change)), reverse=True)


def minutes_of(entries: Iterable[Entry]) -> int:
    return sum(entry.said.minutes or 0 for entry in entries if entry.said)


def like(text: str, *, user: User, beside: int | None = None, client: int | None = None) -> IssueQuerySet:
    """Issues whose title shares words with the text, those with most of them first; `beside` leaves one out."""
    words = list(dict.fromkeys(word for word in text.split() if len(word) >= SHORTEST_WORD))[:WORDS_LOOKED_FOR]
    found = Issue.objects.visible_to(user).kept().exclude(pk=beside or 0)
    found = found.filter(client=client) if client else found
    return found.sharing(words) if words else found.none()


def known(text: str, *, user: User, beside: int | None = None) -> list[Issue]:
    """What was learnt from the like of it, at any client this person sees."""
    return list(like(text, user=user, beside=beside).exclude(knowledge="").select_related("client")[:SHOWN])


def perhaps_same(text: str, *, user: User, client: int, beside: int | None = None) -> list[Issue]:
    """Open issues of the client that sound like it."""
    return list(like(text, user=user, beside=beside, client=client).filter(status__in=OPEN)[:SHOWN])


SHORTEST_WORD, WORDS_LOOKED_FOR, SHOWN = 5, 8, 3

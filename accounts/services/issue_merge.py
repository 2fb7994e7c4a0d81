"""Two issues that are one: the duplicate's conversation and links go to the one that is kept, with a way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Dispute, Issue, IssueInvoice, IssueMessage
from accounts.services.issue import locked_issue, settle, tell
from kam.models import User


class Moved(NamedTuple):
    """What went from the duplicate to the issue that is kept, by id."""

    messages: Sequence[int]
    links: Sequence[int]
    disputes: Sequence[int]


@transaction.atomic
def merge_issue(duplicate: Issue, *, into: Issue, by: User) -> Moved:
    """The duplicate is out of sight from now on and its clocks stand still; `unmerge_issue` takes it back."""
    first, second = (locked_issue(issue) for issue in sorted((duplicate, into), key=lambda issue: issue.pk))
    duplicate, into = (first, second) if first.pk == duplicate.pk else (second, first)
    _refuse(duplicate, into)
    known = IssueInvoice.objects.filter(issue=into, invoice=OuterRef("invoice"))
    moved = Moved(
        _ids(duplicate.messages.all()),
        _ids(duplicate.invoice_links.filter(~Exists(known))),
        _ids(duplicate.disputes.all()),
    )
    _move(moved, into)
    duplicate.merged_into = into
    duplicate.save(update_fields=["merged_into", "updated_at"])
    settle(duplicate)
    tell("accounts.issue_merged", duplicate, by=by, into=into.pk, title=into.title)
    return moved


@transaction.atomic
def unmerge_issue(duplicate: Issue, *, moved: Moved, by: User) -> Issue:
    """Take a merge back: what had moved goes back; what was added since stays with the issue that was kept."""
    duplicate = locked_issue(duplicate)
    if duplicate.merged_into_id is None:
        return duplicate
    _move(moved, duplicate)
    duplicate.merged_into = None
    duplicate.save(update_fields=["merged_into", "updated_at"])
    settle(duplicate)
    tell("accounts.issue_unmerged", duplicate, by=by)
    return duplicate


def _move(moved: Moved, to: Issue) -> None:
    IssueMessage.objects.filter(pk__in=moved.messages).update(issue=to)
    IssueInvoice.objects.filter(pk__in=moved.links).update(issue=to)
    Dispute.objects.filter(pk__in=moved.disputes).update(issue=to)


def _ids(rows: QuerySet[Any]) -> list[int]:
    return list(rows.values_list("pk", flat=True))


def _refuse(duplicate: Issue, into: Issue) -> None:
    if duplicate.pk == into.pk:
        raise ValidationError({"into": _("An issue cannot be merged into itself.")})
    if duplicate.client_id != into.client_id:
        raise ValidationError({"into": _("Choose an issue of the same client.")})
    if duplicate.merged_into_id or into.merged_into_id or into.removed_at:
        raise ValidationError({"into": _("One of the two was merged or removed already.")})

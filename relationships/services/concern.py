"""Writes on what issues have to do with: the needs they touch and the conversations they were spoken of in."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Issue
from kam import events
from kam.models import User
from kam.records import keep
from relationships.models import Interaction, IssueNeed, IssueTalk, Need


@transaction.atomic
def link_need(issue: Issue, *, need: Need, by: User | None) -> IssueNeed:
    """An issue stands in the way of what the client wants. Said again it changes nothing."""
    issue = _open_to_links(issue)
    _refuse(issue, need, "need")
    if known := issue.need_links.filter(need=need).first():
        return known
    link = IssueNeed(issue=issue, need=need)
    keep(link)
    _tell("relationships.issue_need_linked", issue, need, by=by)
    return link


@transaction.atomic
def unlink_need(issue: Issue, *, need: Need, by: User) -> None:
    if issue.need_links.filter(need=need).delete()[0]:
        _tell("relationships.issue_need_unlinked", issue, need, by=by)


@transaction.atomic
def link_talk(issue: Issue, *, interaction: Interaction, by: User | None) -> IssueTalk:
    """A conversation was about an issue. Said again it changes nothing."""
    issue = _open_to_links(issue)
    _refuse(issue, interaction, "interaction")
    if known := issue.talk_links.filter(interaction=interaction).first():
        return known
    link = IssueTalk(issue=issue, interaction=interaction)
    keep(link)
    _tell("relationships.issue_talk_linked", issue, interaction, by=by)
    return link


@transaction.atomic
def unlink_talk(issue: Issue, *, interaction: Interaction, by: User) -> None:
    if issue.talk_links.filter(interaction=interaction).delete()[0]:
        _tell("relationships.issue_talk_unlinked", issue, interaction, by=by)


def _open_to_links(issue: Issue) -> Issue:
    """The issue, locked, so that of two links at once the second finds the first."""
    issue = Issue.objects.select_for_update(of=("self",)).get(pk=issue.pk)
    if issue.removed_at or issue.merged_into_id:
        raise ValidationError(_("This issue is no longer in the books."))
    return issue


def _refuse(issue: Issue, other: Need | Interaction, field: str) -> None:
    if other.client_id != issue.client_id or other.removed_at:
        raise ValidationError({field: _("Choose something of the same client.")})


def _tell(verb: str, issue: Issue, other: Need | Interaction, *, by: User | None) -> None:
    events.record(verb, issue, by=by, client_id=issue.client_id, what=str(other)[:140], other=other.pk)

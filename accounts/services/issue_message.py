"""What is said on an issue, among us and with the client."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Contact, Issue, IssueMessage
from accounts.models.issue import DONE, Status
from accounts.services.issue import locked_issue, move_issue, settle, tell
from kam.models import User
from kam.records import keep

Audience = IssueMessage.Audience


@transaction.atomic
def write_message(
    issue: Issue,
    *,
    body: str,
    by: User | None,
    contact: Contact | None = None,
    audience: str = Audience.INTERNAL,
    minutes: int | None = None,
    at: datetime | None = None,
    message_id: str = "",
    then: str = "",
) -> IssueMessage:
    """A note or an answer. Our first answer to the client stops the first clock and opens the issue.

    What the client writes wakes an issue that waits for them, and reopens one that is solved. `message_id`: of the mail
    it came by; asking for the same one again gives the message that is there. `then`: the status it moves on to.
    """
    if message_id and (known := IssueMessage.objects.filter(message_id=message_id).first()):
        return known
    issue, at = locked_issue(issue), at or timezone.now()
    if contact and contact.client_id != issue.client_id:
        raise ValidationError({"contact": _("Choose a person of this client.")})
    said = IssueMessage(issue=issue, body=body.strip(), by=by, contact=contact, audience=audience, at=at)
    said.minutes, said.message_id = minutes, message_id
    keep(said)
    tell(_verb(said), issue, by=by, message=said.pk)
    _follow(issue, said)
    if then:
        move_issue(issue, status=then, by=by, at=said.at)
    return said


def _verb(said: IssueMessage) -> str:
    if said.contact_id and not said.by_id:
        return "accounts.issue_client_wrote"
    return "accounts.issue_noted" if said.is_internal else "accounts.issue_answered"


def _follow(issue: Issue, said: IssueMessage) -> None:
    """What a message does to the status and the clocks."""
    if said.is_internal:
        return
    if said.by_id is None:
        _wake(issue, said)
        return
    if issue.responded_at is None:
        issue.responded_at = said.at
        issue.save(update_fields=["responded_at", "updated_at"])
        settle(issue)
    if issue.status == Status.NEW:
        move_issue(issue, status=Status.OPEN, by=said.by, at=said.at)
    if issue.next_update_at and issue.next_update_at <= said.at:
        issue.next_update_at = None
        issue.save(update_fields=["next_update_at", "updated_at"])


def _wake(issue: Issue, said: IssueMessage) -> None:
    if issue.status == Status.WAITING:
        move_issue(issue, status=Status.OPEN, by=None, at=said.at, reason=_("The client answered"))
    elif issue.status in DONE:
        move_issue(issue, status=Status.REOPENED, by=None, at=said.at, reason=_("The client wrote again"))

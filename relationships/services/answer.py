"""A client's reply by mail to what we wrote on an issue."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models.functions import Lower

from accounts import services as accounts
from accounts.issue_letters import issue_named_in
from accounts.models import Client, Contact, Issue, IssueMessage
from kam.models import User
from relationships.mail_text import folded
from relationships.mailing import Letter

BODY_AT_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Answered:
    """The issue a mail answers, and who at the client wrote it."""

    issue: Issue
    contact: Contact

    def may_be_changed_by(self, user: User | None) -> bool:
        return user is not None and Client.objects.editable_by(user).filter(pk=self.issue.client_id).exists()


def answered_by(letter: Letter) -> Answered | None:
    """None when it answers no issue, is not from somebody at the issue's client, or was written by no person."""
    issue = None if letter.is_automatic else issue_named_in(letter.references)
    if issue is None:
        return None
    there = Contact.objects.kept().filter(client=issue.client_id, left_on__isnull=True)
    contact = there.annotate(address=Lower("email")).filter(address=letter.sender).exclude(email="").first()
    return Answered(issue, contact) if contact else None


def take_answer(answered: Answered, letter: Letter) -> IssueMessage:
    """What the mail says itself, without what it quotes, stands in the conversation of the issue. Once."""
    said = folded(letter.text).new or letter.subject or "–"
    return accounts.write_message(
        answered.issue,
        body=said[:BODY_AT_MOST],
        by=None,
        contact=answered.contact,
        audience=IssueMessage.Audience.CLIENT,
        message_id=letter.message_id,
    )

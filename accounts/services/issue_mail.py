"""What is noted of the mails that go to the client about an issue."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Issue, IssueMessage


@transaction.atomic
def note_sent(message: IssueMessage, *, at: datetime) -> None:
    """That a message went out by mail. The first time stands."""
    IssueMessage.objects.filter(pk=message.pk, sent_at__isnull=True).update(sent_at=at)


@transaction.atomic
def note_asked(issue: Issue, *, at: datetime) -> None:
    """That the client was asked how satisfied they are with a solved issue. The last time stands."""
    Issue.objects.filter(pk=issue.pk).update(asked_at=at)

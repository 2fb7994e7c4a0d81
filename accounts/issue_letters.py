"""What the client is written about an issue, and by which ids their replies find it again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from accounts import services
from accounts.models import Contact, Issue, IssueMessage, PortalAccess
from kam import mail

_OURS = re.compile(r"issue-(\d{1,18})-([0-9a-f]{16})(?:-[a-z0-9-]+)?@(.+)")


def thread_of(issue: Issue) -> str:
    """The id under which mail programs keep the conversation together."""
    return f"issue-{issue.pk}-{issue.key}"


def issue_named_in(references: Iterable[str]) -> Issue | None:
    """The issue that one of these Message-IDs (without angle brackets) belongs to, the latest first.

    Only who was written to knows the key in it. A duplicate leads to the issue that was kept.
    """
    for reference in reversed(list(references)):
        found = _OURS.fullmatch(reference)
        if found and found[3] == urlsplit(settings.SITE_URL).hostname:
            issue = Issue.objects.filter(pk=int(found[1]), key=found[2]).first()
            return _kept(issue) if issue else None
    return None


def _kept(issue: Issue) -> Issue | None:
    known = {issue.pk}
    while issue.merged_into and issue.merged_into_id not in known:
        issue = issue.merged_into
        known.add(issue.pk)
    return None if issue.removed_at else issue


def reader_of(issue: Issue) -> Contact | None:
    """Who is written to: who wrote last at the client, else who reported it; None when they left or have no address."""
    last = issue.messages.filter(contact__isnull=False, by__isnull=True).select_related("contact").last()
    contact = last.contact if last else issue.reporter
    return contact if contact and contact.email and contact.left_on is None and contact.is_kept else None


def send_message(message: IssueMessage) -> None:
    """An answer of ours goes out by mail, once."""
    issue, contact = message.issue, reader_of(message.issue)
    if contact is None or message.sent_at or message.is_internal:
        return
    _send("issue_answer", issue, contact, str(message.pk), message=message)
    services.note_sent(message, at=timezone.now())


def send_solution(issue: Issue, *, told: int) -> None:
    """That an issue is solved, with the question how it went. `told`: id of the event that says so."""
    contact = reader_of(issue)
    if contact is None or issue.is_open:
        return
    _send("issue_solved", issue, contact, f"solved-{told}")
    services.note_asked(issue, at=timezone.now())


def _send(template: str, issue: Issue, contact: Contact, name: str, **told: object) -> None:
    mail.send(
        template,
        to=(contact.name, contact.email),
        language=contact.language,
        context={"issue": issue, "contact": contact, "url": _portal_of(issue, contact), **told},
        message_id=f"{thread_of(issue)}-{name}",
        thread=thread_of(issue),
        reply_to=settings.INBOX_ADDRESS,
    )


def _portal_of(issue: Issue, contact: Contact) -> str:
    """Where this person follows it; empty when they have no link that works."""
    if not issue.is_shared:
        return ""
    access = PortalAccess.objects.filter(contact=contact).usable(at=timezone.now()).first()
    known = access is not None and services.knows_token(access)
    return f"{services.address_of_portal(access)}issues/{issue.pk}/" if access and known else ""

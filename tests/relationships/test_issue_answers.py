"""What a client answers by mail stands in the conversation of the issue, once, and only theirs does."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from accounts import services as accounts
from accounts.models import Client, Contact, Issue, IssueMessage
from kam.models import User
from relationships import services
from relationships.models import IssueTalk, Mail
from tests import letters, make


@pytest.fixture
def issue(grupo: Client, contact: Contact, alice: User) -> Issue:
    return accounts.open_issue(grupo, title="Late again", by=alice, reporter=contact)


@pytest.fixture
def reference(issue: Issue, settings: Any) -> str:
    return f"<issue-{issue.pk}-{issue.key}-1@{urlsplit(settings.SITE_URL).hostname}>"


def take(raw: bytes) -> Mail:
    return services.take_in(raw, route=Mail.Route.MAILBOX, by=None).mail


def test_a_reply_threads_into_its_issue_once(reference: str, issue: Issue, contact: Contact) -> None:
    raw = letters.plain(To="kam@us.example", In_Reply_To=reference)
    mails = {take(raw), take(raw)}

    said = issue.messages.get()
    assert (said.contact, said.by, said.audience) == (contact, None, "client")
    assert said.body == "The deliveries are late again."
    [mail] = mails
    assert (mail.status, mail.client) == ("filed", issue.client)
    assert IssueTalk.objects.get().interaction == mail.interaction


def test_a_reply_opens_a_solved_issue_again(reference: str, issue: Issue, alice: User) -> None:
    accounts.move_issue(issue, status="solved", by=alice)
    take(letters.plain(References=reference))

    issue.refresh_from_db()
    assert issue.status == "reopened"


def test_a_reply_to_a_duplicate_goes_to_the_issue_that_was_kept(reference: str, issue: Issue, alice: User) -> None:
    kept = accounts.open_issue(issue.client, title="Late", by=alice)
    accounts.merge_issue(issue, into=kept, by=alice)
    take(letters.plain(References=reference))

    assert kept.messages.count() == 1


@pytest.mark.parametrize(
    "said",
    [
        {"From": "stranger@elsewhere.example"},
        {"Auto_Submitted": "auto-replied"},
        {"In_Reply_To": "<issue-1-0123456789abcdef-1@kam.example>"},
    ],
)
def test_nothing_else_comes_into_an_issue(said: dict[str, str], reference: str, issue: Issue) -> None:
    take(letters.plain(**({"In_Reply_To": reference} | said)))

    assert not IssueMessage.objects.exists()


def test_somebody_of_another_client_is_not_heard(reference: str, issue: Issue, alice: User) -> None:
    other = make.client("Another", owner=alice)
    make.contact(other, by=alice, email="rui@another.example")
    take(letters.plain(From="rui@another.example", In_Reply_To=reference))

    assert not IssueMessage.objects.exists()


def test_a_reply_the_mail_server_does_not_vouch_for_waits(reference: str, issue: Issue, settings: Any) -> None:
    settings.INBOX_TRUSTS = "mx.us.example"

    assert take(letters.plain(In_Reply_To=reference)).status == "waiting"
    assert not IssueMessage.objects.exists()

"""A client opens an issue on the portal, follows it, answers it and says how it went."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client as Browser

from accounts import services
from accounts.models import Client, Contact, Issue
from kam import outbox
from kam.models import User
from tests import make

pytestmark = pytest.mark.usefixtures("fresh_cache")


@pytest.fixture
def link(contact: Contact, alice: User) -> str:
    return make.portal(contact, by=alice)


@pytest.fixture
def issue(grupo: Client, contact: Contact, alice: User) -> Issue:
    return services.open_issue(grupo, title="Late again", by=alice, reporter=contact, is_shared=True)


def test_the_client_opens_an_issue_that_they_then_follow(link: str, grupo: Client, contact: Contact) -> None:
    response = Browser().post(f"{link}issues/new/", {"kind": "complaint", "title": "Broken pallets"})

    issue = grupo.issues.get()
    assert response["Location"] == f"{link}issues/{issue.pk}/"
    assert (issue.reporter, issue.route, issue.is_shared, issue.owner) == (contact, "portal", True, grupo.owner)
    assert "Broken pallets" in Browser().get(link).content.decode()
    assert Browser().get(response["Location"]).status_code == 200


def test_what_is_missing_is_said_and_what_was_typed_stays(link: str, grupo: Client) -> None:
    response = Browser().post(f"{link}issues/new/", {"kind": "query", "title": "", "description": "Where is it?"})

    assert response.status_code == 422
    assert "Where is it?" in response.content.decode()
    assert not grupo.issues.exists()


def test_a_reply_wakes_an_issue_that_waits_for_the_client(link: str, issue: Issue, alice: User) -> None:
    services.move_issue(issue, status="waiting", by=alice)

    Browser().post(f"{link}issues/{issue.pk}/reply/", {"body": "Here is the number"})

    issue.refresh_from_db()
    assert (issue.status, issue.messages.get().body) == ("open", "Here is the number")


def test_notes_among_us_are_never_shown(link: str, issue: Issue, alice: User) -> None:
    services.write_message(issue, body="They always complain", by=alice)
    services.write_message(issue, body="We are looking into it", by=alice, audience="client")

    shown = Browser().get(f"{link}issues/{issue.pk}/").content.decode()

    assert "We are looking into it" in shown
    assert "They always complain" not in shown


@pytest.mark.parametrize("hide", ["unshared", "removed", "elsewhere"])
def test_an_issue_that_is_not_theirs_to_see_is_not_there(hide: str, link: str, issue: Issue, alice: User) -> None:
    if hide == "unshared":
        services.change_issue(issue, is_shared=False, by=alice)
    elif hide == "removed":
        services.remove_issue(issue, by=alice)
    else:
        other = make.client("Another", owner=alice)
        issue = services.open_issue(other, title="Theirs", by=alice, is_shared=True)

    assert Browser().get(f"{link}issues/{issue.pk}/").status_code == 404
    assert Browser().post(f"{link}issues/{issue.pk}/reply/", {"body": "x"}).status_code == 404


def test_only_a_solved_issue_is_rated(link: str, issue: Issue, alice: User) -> None:
    asked = {"rating": "2", "comment": "Too slow"}
    assert Browser().post(f"{link}issues/{issue.pk}/rate/", asked).status_code == 422

    services.move_issue(issue, status="solved", by=alice)
    assert Browser().post(f"{link}issues/{issue.pk}/rate/", asked).status_code == 302

    issue.refresh_from_db()
    assert (issue.rating, issue.rating_comment) == (2, "Too slow")


def test_our_answer_goes_to_who_reported_it_in_their_language_once(issue: Issue, contact: Contact, alice: User) -> None:
    accounts_contact = services.change_contact(contact, by=alice, email="rita@alvorada.example", language="en")
    said = services.write_message(issue, body="It leaves at five", by=alice, audience="client")
    outbox.sweep()
    outbox.sweep()

    [sent] = mail.outbox
    assert accounts_contact.email in sent.to[0]
    assert "It leaves at five" in sent.body
    assert sent.extra_headers["Message-ID"].startswith(f"<issue-{issue.pk}-{issue.key}-{said.pk}@")
    said.refresh_from_db()
    assert said.sent_at is not None


def test_notes_among_us_are_never_mailed(issue: Issue, contact: Contact, alice: User) -> None:
    services.change_contact(contact, by=alice, email="rita@alvorada.example")
    services.write_message(issue, body="They always complain", by=alice)
    outbox.sweep()

    assert not mail.outbox


def test_the_client_is_told_once_that_it_is_solved(issue: Issue, contact: Contact, alice: User) -> None:
    services.change_contact(contact, by=alice, email="rita@alvorada.example")
    services.move_issue(issue, status="solved", by=alice)
    services.move_issue(issue, status="closed", by=alice)
    outbox.sweep()

    assert [sent.subject for sent in mail.outbox] == ["Solved: Late again"]
    issue.refresh_from_db()
    assert issue.asked_at is not None

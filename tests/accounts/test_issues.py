"""Issues: from when they are heard of until the client agrees, and what each step does to the clocks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from django.utils import timezone

from accounts import issue_causes, issue_desk, services
from accounts.models import Client, Contact, Issue, Severity
from kam import undo
from kam.models import Event, Undo, User
from tests import make


@pytest.fixture
def issue(grupo: Client, alice: User) -> Issue:
    return make.issue(grupo, by=alice, opened_at=timezone.now() - timedelta(hours=3))


def close(issue: Issue, by: User, **told: Any) -> Issue:
    return services.close_issue(issue, by=by, **{"status": "closed", "cause": "delivery"} | told)


def test_an_issue_without_an_owner_is_the_client_owners(issue: Issue, alice: User) -> None:
    assert (issue.owner, issue.status, issue.severity) == (alice, "new", Severity.NORMAL)
    assert issue.changes.get().status == "new"
    assert issue.response_due_at is not None


def test_our_first_answer_to_the_client_stops_the_first_clock_and_opens_it(issue: Issue, alice: User) -> None:
    services.write_message(issue, body="Only us", by=alice)
    issue.refresh_from_db()
    assert (issue.responded_at, issue.status) == (None, "new")

    said = services.write_message(issue, body="We are on it", by=alice, audience="client")
    issue.refresh_from_db()
    assert (issue.responded_at, issue.status) == (said.at, "open")


def test_an_answer_may_hand_the_issue_to_the_client(issue: Issue, alice: User) -> None:
    services.write_message(issue, body="Send us a photo", by=alice, audience="client", then="waiting")

    issue.refresh_from_db()
    assert issue.status == "waiting"
    assert issue.waiting_since is not None
    assert issue.resolution_due_at is None


def test_what_the_client_writes_wakes_and_reopens(issue: Issue, alice: User, contact: Contact) -> None:
    issue = services.move_issue(issue, status="waiting", by=alice)
    services.write_message(issue, body="Here it is", by=None, contact=contact, audience="client")
    issue.refresh_from_db()
    assert issue.status == "open"

    close(issue, alice)
    services.write_message(issue, body="Again!", by=None, contact=contact, audience="client")
    issue.refresh_from_db()
    assert (issue.status, issue.solved_at) == ("reopened", None)


def test_a_mail_is_taken_in_once(issue: Issue, contact: Contact) -> None:
    mail: dict[str, Any] = {
        "body": "Hello",
        "by": None,
        "contact": contact,
        "audience": "client",
        "message_id": "<1@x>",
    }

    assert services.write_message(issue, **mail) == services.write_message(issue, **mail)
    assert issue.messages.count() == 1


def test_closing_wants_the_cause(issue: Issue, alice: User) -> None:
    with pytest.raises(ValidationError, match="what caused it"):
        close(issue, alice, cause="")


def test_a_closed_issue_does_not_go_back_to_new(issue: Issue, alice: User) -> None:
    issue = close(issue, alice)

    with pytest.raises(ValidationError):
        services.move_issue(issue, status="new", by=alice)


def test_the_client_is_asked_only_on_closing_what_is_shared(grupo: Client, alice: User) -> None:
    hidden, shared = (make.issue(grupo, by=alice, is_shared=is_shared) for is_shared in (False, True))

    assert close(hidden, alice, asks=True).asked_at is None
    assert close(shared, alice, asks=True).asked_at is not None


def test_a_rating_wants_a_solved_issue(issue: Issue, alice: User) -> None:
    with pytest.raises(ValidationError):
        services.rate_issue(issue, rating=5)
    assert services.rate_issue(close(issue, alice), rating=2, comment="Late").rating == 2


def test_a_promise_lies_ahead_and_ends_with_the_issue(issue: Issue, alice: User) -> None:
    with pytest.raises(ValidationError):
        services.promise_update(issue, next_update_at=timezone.now() - timedelta(minutes=1), by=alice)

    issue = services.promise_update(issue, next_update_at=timezone.now() + timedelta(hours=1), by=alice)
    assert close(issue, alice).next_update_at is None


def test_taking_a_move_back_brings_it_where_it_may_go(issue: Issue, alice: User) -> None:
    issue = services.move_issue(issue, status="waiting", by=alice)
    assert services.move_issue_back(issue, before="new", by=alice).status == "open"
    issue = close(issue, alice)
    assert services.move_issue_back(issue, before="open", by=alice).status == "reopened"


def test_a_merge_takes_the_conversation_along_and_comes_undone(issue: Issue, grupo: Client, alice: User) -> None:
    kept = make.issue(grupo, by=alice, title="Broken pallets")
    said = services.write_message(issue, body="Hello", by=alice)

    moved = services.merge_issue(issue, into=kept, by=alice)
    said.refresh_from_db()
    issue.refresh_from_db()
    assert (said.issue_id, issue.merged_into, issue.next_alert_at) == (kept.pk, kept, None)
    assert not Issue.objects.kept().filter(pk=issue.pk).exists()

    services.unmerge_issue(issue, moved=moved, by=alice)
    said.refresh_from_db()
    assert said.issue_id == issue.pk


def test_no_merge_across_clients_or_into_itself(issue: Issue, alice: User) -> None:
    other = make.issue(make.client(owner=alice), by=alice)
    for into in (other, issue):
        with pytest.raises(ValidationError):
            services.merge_issue(issue, into=into, by=alice)


def test_another_severity_brings_its_times(issue: Issue, alice: User) -> None:
    before = issue.response_due_at
    issue = services.change_issue(issue, severity="critical", by=alice)

    assert before is not None
    assert issue.response_due_at is not None
    assert issue.response_due_at < before


def test_a_reporter_is_of_the_client(grupo: Client, alice: User) -> None:
    stranger = make.contact(make.client(owner=alice), by=alice)
    with pytest.raises(ValidationError):
        make.issue(grupo, by=alice, reporter=stranger)


def test_nothing_is_opened_in_the_future(grupo: Client, alice: User) -> None:
    with pytest.raises(ValidationError):
        make.issue(grupo, by=alice, opened_at=timezone.now() + timedelta(hours=1))


def test_the_clock_that_presses_is_the_answer_until_it_is_given(issue: Issue, alice: User) -> None:
    [row] = issue_desk.rows_of([issue], at=timezone.now())
    assert row.clock.kind == "response"

    services.write_message(issue, body="Hello", by=alice, audience="client")
    issue.refresh_from_db()
    [row] = issue_desk.rows_of([issue], at=timezone.now())
    assert row.clock.kind == "resolution"


def test_what_was_learnt_is_found_by_words_of_the_title(issue: Issue, grupo: Client, alice: User, dave: User) -> None:
    close(issue, alice, knowledge="Wrap them twice")

    assert issue_desk.known("Again broken pallets", user=alice) == [issue]
    assert issue_desk.known("Again broken pallets", user=dave) == []
    assert issue_desk.known("Invoice twice", user=alice) == [issue]  # by a word of what was learnt
    assert issue_desk.known("of to at", user=alice) == []


def test_causes_are_counted_against_as_long_before(grupo: Client, alice: User) -> None:
    now = timezone.now()
    for days in (1, 2, 120):
        close(make.issue(grupo, by=alice, opened_at=now - timedelta(days=days)), alice)
    make.issue(grupo, by=alice)

    report = issue_causes.report(Issue.objects.all(), months=3, at=timezone.now())

    found = {cause.key: (cause.count, cause.before, cause.clients) for cause in report.causes}
    assert found == {"delivery": (2, 1, 1), "none": (1, 0, 1)}
    assert report.total == 3
    assert [(one.name, one.count) for one in report.again] == [(grupo.name, 2)]


def test_the_pages_do_what_the_services_do(grupo: Client, alice: User, browse: Any) -> None:
    browser: Browser = browse(alice)
    sent = {"title": "Cold chain", "kind": "problem", "severity": "high", "route": "phone", "owner": alice.pk}
    assert browser.post(f"/clients/{grupo.pk}/issues/new/", sent).status_code == 302
    issue = Issue.objects.get()

    said = {"body": "We look into it", "audience": "client", "then": "waiting", "minutes": 10}
    assert browser.post(f"/issues/{issue.pk}/messages/new/", said).status_code == 302
    shown = browser.get(f"/issues/{issue.pk}/").content.decode()
    assert "Paused since" in shown
    assert "We look into it" in shown

    assert browser.post(f"/issues/{issue.pk}/move/", {"status": "open"}).status_code == 302
    undo.take_back(Undo.objects.latest("created_at").pk, by=alice)
    issue.refresh_from_db()
    assert issue.status == "waiting"


def test_a_message_without_words_comes_back_as_it_was_typed(issue: Issue, alice: User, browse: Any) -> None:
    answer = browse(alice).post(f"/issues/{issue.pk}/messages/new/", {"audience": "internal", "body": "", "minutes": 7})

    assert answer.status_code == 422
    assert b'value="7"' in answer.content


@pytest.mark.parametrize("view", issue_desk.VIEWS)
def test_each_view_answers(view: str, issue: Issue, alice: User, browse: Any) -> None:
    assert browse(alice).get("/issues/", {"view": view, "ordering": "-severity"}).status_code == 200


def test_the_clocks_of_others_are_not_told(issue: Issue, alice: User, dave: User, browse: Any) -> None:
    address = f"/issues/clocks/?id={issue.pk}&id=x"

    assert set(browse(alice).get(address).json()) == {str(issue.pk)}
    assert browse(dave).get(address).json() == {}


def test_a_merged_issue_leads_to_the_one_that_was_kept(issue: Issue, grupo: Client, alice: User, browse: Any) -> None:
    kept = make.issue(grupo, by=alice, title="Broken pallets")
    browser = browse(alice)
    assert browser.post(f"/issues/{issue.pk}/merge/", {"into": kept.pk}).status_code == 302

    assert kept.get_absolute_url() in browser.get(f"/issues/{issue.pk}/").content.decode()
    undo.take_back(Undo.objects.latest("created_at").pk, by=alice)
    assert Issue.objects.kept().filter(pk=issue.pk).exists()


def test_what_happens_is_told_on_the_timeline(issue: Issue, alice: User) -> None:
    close(issue, alice)

    verbs = Event.objects.filter(subject_type="accounts.issue").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["accounts.issue_opened", "accounts.issue_closed"]

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection, connections, transaction

from accounts import services
from accounts.models import EscalationStep, Issue, IssueAlert
from accounts.models.issue import Status
from kam import outbox
from kam.models import Event
from tests.accounts.test_clocks import MONDAY, TUESDAY, issue_of

NOON = MONDAY + timedelta(hours=2)


def told() -> list[tuple[str, int, datetime]]:
    return list(IssueAlert.objects.order_by("due_at", "percent").values_list("clock", "percent", "due_at"))


@pytest.mark.django_db
class TestTheJob:
    def test_each_rung_is_told_once_at_its_moment(self, grupo: Any) -> None:
        issue_of(grupo, (MONDAY, Status.NEW))

        assert services.mind_issues(at=NOON) == 0
        assert services.mind_issues(at=MONDAY + timedelta(hours=3)) == 1
        assert services.mind_issues(at=MONDAY + timedelta(hours=3, minutes=1)) == 0
        assert told() == [("response", 75, MONDAY + timedelta(hours=3))]

    def test_a_missed_run_is_made_up_for_with_the_moments_it_was_due(self, grupo: Any) -> None:
        issue = issue_of(grupo, (MONDAY, Status.NEW), (MONDAY + timedelta(hours=5), Status.WAITING))

        services.mind_issues(at=MONDAY + timedelta(days=4))

        assert ("response", 100, MONDAY + timedelta(hours=4)) in told()
        assert not [row for row in told() if row[0] == "resolution"]  # it was paused after five of 18 hours
        verbs = Event.objects.filter(subject_type="accounts.issue", subject_id=issue.pk).values_list("verb", flat=True)
        assert {"accounts.issue_at_risk", "accounts.issue_breached"} <= set(verbs)

    def test_a_breach_before_the_solution_is_told_even_if_the_job_slept(self, grupo: Any) -> None:
        late = MONDAY + timedelta(days=3)
        issue_of(grupo, (MONDAY, Status.NEW), (late, Status.SOLVED), responded_at=NOON)

        services.mind_issues(at=late + timedelta(days=1))

        breach = IssueAlert.objects.get(clock="resolution", percent=100)
        assert breach.due_at == TUESDAY + timedelta(days=1)

    def test_a_second_run_finds_nothing_left(self, grupo: Any) -> None:
        issue_of(grupo, (MONDAY, Status.NEW))

        first = services.mind_issues(at=MONDAY + timedelta(days=30))

        assert first == 6
        assert services.mind_issues(at=MONDAY + timedelta(days=30)) == 0
        assert Issue.objects.get().next_alert_at is None

    def test_an_issue_that_was_removed_is_not_told_of(self, grupo: Any) -> None:
        issue = issue_of(grupo, (MONDAY, Status.NEW))
        Issue.objects.filter(pk=issue.pk).update(removed_at=NOON)

        assert services.mind_issues(at=TUESDAY) == 0

    def test_its_cost_in_queries_does_not_grow(self, grupo: Any, django_assert_max_num_queries: Any) -> None:
        for _each in range(12):
            issue_of(grupo, (MONDAY, Status.NEW))

        with django_assert_max_num_queries(16):
            assert services.mind_issues(at=MONDAY + timedelta(hours=3)) == 12


@pytest.mark.django_db
class TestEscalation:
    def run(self, at: datetime) -> list[str]:
        services.mind_issues(at=at)
        outbox.sweep()
        print(
            list(
                Event.objects.filter(verb__startswith="accounts.issue").values_list(
                    "verb", "last_error", "delivered_at", "due_at"
                )
            )
        )
        return sorted(address for sent in mail.outbox for address in sent.to)

    def test_at_risk_the_owner_hears_and_at_the_breach_the_managers_too(self, grupo: Any, alice: Any, bob: Any) -> None:
        issue_of(grupo, (MONDAY, Status.NEW))

        first = self.run(MONDAY + timedelta(hours=3))
        mail.outbox.clear()
        second = self.run(MONDAY + timedelta(hours=4))

        assert [alice.email in each for each in first] == [True]
        assert len(second) == 2
        assert any(bob.email in each for each in second)
        assert "SLA breached" in mail.outbox[0].subject

    def test_a_warning_that_comes_after_the_breach_is_left_out(self, grupo: Any) -> None:
        issue_of(grupo, (MONDAY, Status.NEW), resolution_minutes=None)

        self.run(MONDAY + timedelta(hours=5))

        assert all("at risk" not in sent.subject for sent in mail.outbox)
        assert mail.outbox

    def test_nobody_is_written_to_about_what_was_solved_meanwhile(self, grupo: Any) -> None:
        issue = issue_of(grupo, (MONDAY, Status.NEW))
        services.mind_issues(at=MONDAY + timedelta(hours=4))
        Issue.objects.filter(pk=issue.pk).update(status=Status.SOLVED)

        outbox.sweep()

        assert mail.outbox == []

    def test_a_ladder_of_ones_own_replaces_the_shipped_one(self, grupo: Any, bob: Any) -> None:
        EscalationStep.objects.create(at_percent=50, tells="manager")
        issue_of(grupo, (MONDAY, Status.NEW))

        assert [bob.email in each for each in self.run(NOON)] == [True]

    def test_it_is_written_in_the_language_of_whoever_gets_it(self, grupo: Any, alice: Any) -> None:
        alice.language = "pt-pt"
        alice.save()
        issue_of(grupo, (MONDAY, Status.NEW))

        self.run(MONDAY + timedelta(hours=3))

        assert "Olá" in mail.outbox[0].body


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_a_time_tell_nothing_twice(grupo: Any) -> None:
    for _each in range(4):
        issue_of(grupo, (MONDAY, Status.NEW))
    held = Issue.objects.order_by("pk").first()
    assert held
    counts: list[int] = []

    def run() -> None:
        counts.append(services.mind_issues(at=MONDAY + timedelta(hours=3)))
        connections.close_all()

    with transaction.atomic():
        Issue.objects.select_for_update().get(pk=held.pk)
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    pair = [threading.Thread(target=run) for _each in range(2)]
    for each in pair:
        each.start()
    for each in pair:
        each.join()

    assert sum(counts) == 4
    assert counts[0] == 3
    assert IssueAlert.objects.count() == 4
    assert connection.is_usable()

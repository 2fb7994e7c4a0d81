"""The nightly goal review: once a day, everything, and only what changed is announced."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Client
from kam import outbox
from kam.models import Event, JobRun, User
from kam.status import Status
from performance import queue, services
from performance.models import ClientStanding, GoalReview
from performance.services import review
from planning import services as planning
from planning.models import Objective
from tests import make

TURNED = "performance.goal_turned"


@pytest.fixture
def slipping(objective: Objective, alice: User) -> Objective:
    """On plan ten days ago, at 60% against 78, 79 and 80% in the last days."""
    make.progress(objective, 70, by=alice, noted_on=make.days_ago(10))
    services.review_goals(on=make.days_ago(9))
    make.progress(objective, 60, by=alice, noted_on=make.days_ago(3))
    return objective


def statuses(objective: Objective) -> list[str]:
    return list(objective.reviews.order_by("on").values_list("status", flat=True))


def test_every_running_objective_is_reviewed_once_a_day(grupo: Client, alice: User) -> None:
    for _ in range(3):
        make.objective(grupo, by=alice)
    closed = planning.close_objective(make.objective(grupo, by=alice), by=alice)

    assert services.review_goals(on=make.today()) == 3
    assert services.review_goals(on=make.today()) == 0
    assert GoalReview.objects.count() == 3
    assert not closed.reviews.exists()


def test_sixty_percent_against_eighty_is_at_risk_and_says_so(objective: Objective, alice: User) -> None:
    make.progress(objective, 60, by=alice)

    services.review_goals(on=make.today())

    review = objective.reviews.get()
    assert (review.status, review.pace, review.expected) == (Status.WARN, Decimal("0.75"), Decimal(80))
    assert review.reasons == [{"code": "against_plan", "actual": "0.6000", "expected": "0.8000"}]


def test_a_goal_turns_at_risk_when_two_reviews_agree(slipping: Objective) -> None:
    for day in (2, 1, 0):
        services.review_goals(on=make.days_ago(day))

    assert statuses(slipping) == [Status.GOOD, Status.GOOD, Status.WARN, Status.WARN]


def test_a_turn_is_announced_once(slipping: Objective) -> None:
    for day in (2, 1, 1, 0):
        services.review_goals(on=make.days_ago(day))

    event = Event.objects.get(verb=TURNED)
    assert (event.payload["before"], event.payload["after"]) == (Status.GOOD, Status.WARN)
    assert event.client_id == slipping.client_id


def test_a_goal_that_stays_is_not_announced(objective: Objective, alice: User) -> None:
    make.progress(objective, 80, by=alice)
    for day in (1, 0):
        services.review_goals(on=make.days_ago(day))

    assert not Event.objects.filter(verb=TURNED, payload__before=Status.GOOD).exists()


def test_a_review_of_a_past_day_knows_nothing_of_later_readings(objective: Objective, alice: User) -> None:
    make.progress(objective, 80, by=alice)

    services.review_goals(on=make.days_ago(1))

    assert objective.reviews.get().actual is None


def test_missed_nights_are_caught_up(objective: Objective) -> None:
    services.review_due(today=make.days_ago(4))
    services.review_due(today=make.today())

    assert list(objective.reviews.order_by("on").values_list("on", flat=True)) == [
        make.days_ago(n) for n in range(4, -1, -1)
    ]


def test_a_scheduler_that_asks_every_hour_makes_one_run_a_day(objective: Objective) -> None:
    assert [services.review_due(today=make.today()) for _hour in range(3)] == [1, 0, 0]
    assert JobRun.objects.filter(name="performance.review_goals").count() == 1


def test_an_objective_set_during_the_day_is_reviewed_within_the_hour(objective: Objective, alice: User) -> None:
    services.review_due(today=make.today())
    make.objective(objective.client, by=alice)

    assert services.review_due(today=make.today()) == 1


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(
    grupo: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    goals = [make.objective(grupo, by=alice) for _ in range(5)]
    monkeypatch.setattr("performance.services.review.CHUNK", 2)
    GoalReview.objects.bulk_create(
        GoalReview(objective=goal, on=make.today(), status="none", signal="none", share=0, rule_version="pace-1")
        for goal in goals[:2]
    )

    assert services.review_goals(on=make.today()) == 3
    assert GoalReview.objects.count() == 5


def test_a_reading_is_judged_the_same_day(objective: Objective, alice: User) -> None:
    services.review_goals(on=make.today())
    make.progress(objective, 80, by=alice)

    outbox.sweep()

    assert objective.reviews.get(on=make.today()).status == Status.GOOD


def test_a_review_costs_as_many_statements_for_forty_goals_as_for_four(
    grupo: Client, alice: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(4):
        make.progress(make.objective(grupo, by=alice), 50, by=alice, noted_on=make.days_ago(3))
    with django_assert_max_num_queries(40) as few:
        services.review_goals(on=make.days_ago(1))
    for _ in range(36):
        make.progress(make.objective(grupo, by=alice), 50, by=alice, noted_on=make.days_ago(3))

    with django_assert_max_num_queries(len(few)):
        services.review_goals(on=make.today())


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_announce_once(slipping: Objective) -> None:
    services.review_goals(on=make.days_ago(2))
    runs = [Thread(target=_review, args=[make.days_ago(1)]) for _ in range(4)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    services.review_goals(on=make.days_ago(1))

    assert Event.objects.filter(verb=TURNED).count() == 1
    assert slipping.reviews.filter(on=make.days_ago(1)).count() == 1


def _review(on: date) -> None:
    try:
        services.review_goals(on=on)
    finally:
        connection.close()


def test_a_client_of_whom_nothing_is_known_is_not_on_track(grupo: Client) -> None:
    services.refresh_standings(on=make.today())

    standing = ClientStanding.objects.get(client=grupo)
    assert {status for _process, status in standing.cells} == {Status.NONE}
    assert standing.worst == Status.NONE


def test_a_client_stands_where_its_worst_goal_stands(slipping: Objective, alice: User) -> None:
    for day in (1, 0):
        services.review_goals(on=make.days_ago(day))

    standing = ClientStanding.objects.get(client=slipping.client)
    assert standing.of(slipping.process) == Status.WARN
    assert standing.reasons_of(slipping.process)[0]["objective"] == slipping.pk
    assert (standing.revenue, standing.revenue_target) == (Decimal(60), Decimal(100))


@pytest.mark.parametrize(("days", "status"), [(30, Status.GOOD), (31, Status.WARN), (46, Status.BAD)])
def test_a_key_account_goes_cold_after_thirty_days(days: int, status: Status, grupo: Client, alice: User) -> None:
    standing = ClientStanding(client=grupo, last_contact_on=make.days_ago(days))

    assert standing.contact_status(on=make.today()) == status


def test_a_note_to_oneself_is_no_contact(grupo: Client, alice: User) -> None:
    make.interaction(grupo, by=alice, kind="note")
    services.refresh_standings(on=make.today())

    assert ClientStanding.objects.get(client=grupo).last_contact_on is None


def test_making_the_standings_anew_changes_nothing(slipping: Objective) -> None:
    services.review_goals(on=make.today())
    before = ClientStanding.objects.values("client", "performance", "severity", "reasons", "revenue", "trail").get()

    services.refresh_standings(on=make.today())

    assert ClientStanding.objects.values(*before).get() == before


def test_my_day_puts_overdue_actions_first_and_says_why(slipping: Objective, alice: User) -> None:
    make.action(slipping.client, by=alice, title="Call back", due_on=make.days_ago(2))
    for day in (1, 0):
        services.review_goals(on=make.days_ago(day))

    items = queue.of(alice, on=make.today())

    assert [(item.rule, item.what) for item in items[:2]] == [("overdue", "Call back"), ("goal", "Yearly revenue")]
    assert items[0].why == "2 days late"
    assert items[1].why.startswith("60% against 80% expected")


def test_a_goal_that_an_action_answers_leaves_my_day(slipping: Objective, alice: User) -> None:
    make.action(slipping.client, by=alice, objective=slipping)
    for day in (1, 0):
        services.review_goals(on=make.days_ago(day))

    assert "goal" not in {item.rule for item in queue.of(alice, on=make.today())}


def test_what_is_put_off_comes_back_on_its_day(grupo: Client, alice: User) -> None:
    services.refresh_standings(on=make.today())
    services.snooze("nothing", grupo.pk, until=make.days_ago(-3), by=alice)

    assert queue.of(alice, on=make.today()) == []
    assert [item.rule for item in queue.of(alice, on=make.days_ago(-3))] == ["nothing"]


def test_nobody_has_anothers_clients_in_their_day(slipping: Objective, bob: User, dave: User) -> None:
    services.review_goals(on=make.today())

    assert queue.of(bob, on=make.today()) == queue.of(dave, on=make.today()) == []


def test_planning_the_next_step_clears_the_warning(grupo: Client, objective: Objective, alice: User) -> None:
    services.refresh_standings(on=make.today())
    assert ClientStanding.objects.get(client=grupo).planning == Status.WARN

    make.action(grupo, by=alice)
    outbox.sweep()

    assert ClientStanding.objects.get(client=grupo).planning == Status.GOOD


def test_what_somebody_else_reviewed_meanwhile_is_not_written_or_announced_again(slipping: Objective) -> None:
    """Two runs may have read the same chunk; the second finds its rows there already."""
    on = make.days_ago(1)
    judged = [(fact, review._judge(fact, (), (), on=on)) for fact in review._facts(on)]
    rows = [review._row(fact.pk, fact.status_before, found, on, timezone.now()) for fact, found in judged]

    assert len(review._write(rows)) == 1
    assert review._write(rows) == []


def test_no_text_that_people_type_stops_the_summaries(grupo: Client, alice: User) -> None:
    make.action(grupo, by=alice, title=r"\N")
    make.objective(grupo, by=alice, target=Decimal(1))
    Objective.objects.update(current=Decimal(900_000_000))

    services.refresh_standings(on=make.today())

    standing = ClientStanding.objects.get(client=grupo)
    assert (standing.next_action, standing.attainment) == (r"\N", Decimal("99999.9999"))


def test_amounts_of_different_currencies_are_not_added_up(grupo: Client, alice: User) -> None:
    make.objective(grupo, by=alice, currency="EUR")
    make.objective(grupo, by=alice, currency="USD", target=Decimal(7000))

    services.refresh_standings(on=make.today())

    assert ClientStanding.objects.get(client=grupo).revenue_target == Decimal(100)


def test_a_target_that_moved_is_judged_the_same_day(objective: Objective, alice: User) -> None:
    make.progress(objective, 80, by=alice)
    services.review_goals(on=make.today())
    planning.change_objective(objective, target=Decimal(1000), by=alice)

    outbox.sweep()

    assert objective.reviews.get(on=make.today()).status == Status.BAD
    assert ClientStanding.objects.get(client=objective.client).performance == Status.BAD

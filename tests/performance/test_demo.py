"""The demo company: its stories hold, and it is written as the product would have written it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.db import models, transaction
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import AccountTeamMember, Client, Contact
from kam.models import Event, Membership, Team, User
from kam.status import Status
from performance import demo, pace, queue, services
from performance.demo import cast
from performance.demo.north import NORTH
from performance.demo.readings import objective_of, readings_of
from performance.demo.south import SOUTH
from performance.models import ClientStanding, GoalReview
from performance.services.review import goal_of
from planning.models import Action, Milestone, Objective, Progress, Strategy
from relationships.models import Acquaintance, Interaction, Need, Opinion, Stakeholder

COMPANIES = (*NORTH, *SOUTH)
RECORDS = (
    User,
    Team,
    Membership,
    Client,
    AccountTeamMember,
    Contact,
    Objective,
    Milestone,
    Progress,
    Interaction,
    Action,
    Need,
    Strategy,
    Opinion,
    Stakeholder,
    Acquaintance,
)


@pytest.fixture(scope="module")
def written(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[date]:
    """The demo company as of today, written once for the tests that only look at it."""
    with django_db_blocker.unblock(), transaction.atomic():
        today = timezone.localdate()
        demo.seed(today=today)
        yield today
        transaction.set_rollback(True)


@pytest.fixture
def today(written: date, db: None) -> date:
    return written


def user(key: str) -> User:
    return User.objects.get(email=f"{key}@demo.example")


def standing(name: str) -> ClientStanding:
    return ClientStanding.objects.get(client__name=name)


@pytest.mark.usefixtures("today")
def test_the_logins_of_the_contract_work(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    roles = {"ana": "kam", "rui": "kam", "marta": "manager", "carlos": "executive", "admin": "administrator"}

    for key, role in roles.items():
        assert user(key).check_password("kam-demo-2026")
        assert list(user(key).memberships.values_list("role", flat=True)) == [role]


@pytest.mark.usefixtures("today")
def test_two_teams_that_do_not_see_each_other() -> None:
    assert not Client.objects.visible_to(user("rui")).filter(owner=user("ana")).exists()
    assert set(Client.objects.visible_to(user("marta"))) == set(Client.objects.filter(team__name=cast.NORTH))
    assert Client.objects.visible_to(user("carlos")).count() == 14


def test_it_is_large_and_long_enough_to_look_around_in(today: date) -> None:
    assert Client.objects.count() == 14
    assert 40 <= Contact.objects.count() <= 80
    assert set(Objective.objects.running().values_list("process", flat=True)) == {
        "planning", "relationships", "accounts", "performance", "growth",
    }  # fmt: skip
    assert {"increase", "decrease", "maintain", "milestone"} == set(Objective.objects.values_list("kind", flat=True))
    assert Interaction.objects.order_by("happened_at")[0].happened_at.date() < today - timedelta(days=540)
    assert Action.objects.overdue(on=today).exists()
    assert Action.objects.filter(status=Action.Status.DONE).count() > 50


@pytest.mark.usefixtures("today")
@pytest.mark.parametrize("model", RECORDS)
def test_every_record_passes_the_rules_of_its_model(model: type[models.Model]) -> None:
    records = model._default_manager.all()

    assert records.exists()
    for record in records:
        record.full_clean()


def test_nothing_happened_after_today_or_before_its_client(today: date) -> None:
    assert not Event.objects.filter(at__gt=timezone.now()).exists()
    assert not Progress.objects.filter(noted_on__gt=today).exists()
    assert not Interaction.objects.filter(happened_at__lt=models.F("client__created_at")).exists()
    assert not Objective.objects.filter(created_at__lt=models.F("client__created_at")).exists()


@pytest.mark.usefixtures("today")
def test_history_and_timeline_are_as_old_as_what_they_tell() -> None:
    client = Client.objects.get(name="Grupo Alvorada")

    [revision] = client.events.all()
    assert (revision.pgh_created_at, revision.pgh_context["user"]) == (client.created_at, client.owner_id)
    assert Event.objects.get(verb="accounts.client_created", client_id=client.pk).at == client.created_at
    assert not Event.objects.filter(delivered_at=None).exists()
    for reading in Progress.objects.filter(objective__client=client):
        assert [revision.pgh_created_at for revision in reading.events.all()] == [reading.created_at]


@pytest.mark.usefixtures("today")
def test_an_objective_stands_at_its_latest_reading() -> None:
    for objective in Objective.objects.prefetch_related("progress"):
        latest = objective.progress.all()[0]
        assert (objective.current, objective.current_on) == (latest.value, latest.noted_on)


def test_reviews_are_what_the_rule_says_and_end_yesterday(today: date) -> None:
    latest = GoalReview.objects.latest_of(Objective.objects.all(), on=today)
    running = Objective.objects.running()

    assert {review.on for review in latest} == {today - timedelta(days=1)}
    assert len(latest) == running.count()
    assert set(running.filter(reviews__on=today - timedelta(weeks=12))) == set(running)
    assert Event.objects.filter(verb="performance.goal_turned").count() == GoalReview.objects.turned().count() > 20


@pytest.mark.usefixtures("today")
def test_the_stories_show_in_the_standings() -> None:
    sliding, recovering, unknown = standing("Grupo Alvorada"), standing("Pinhal"), standing("Colégios Sobreiral")

    assert sliding.accounts == sliding.growth == Status.BAD
    assert (sliding.trail[0], sliding.trail[-1]) == (Status.WARN, Status.BAD)
    assert (recovering.trail[0], recovering.trail[-1]) == (Status.BAD, Status.GOOD)
    assert {status for _process, status in unknown.cells} == {Status.NONE}
    assert standing("Rio Claro").worst == Status.GOOD


def test_the_first_review_of_today_turns_two_goals_of_ana(today: date) -> None:
    before = set(Event.objects.values_list("pk", flat=True))

    services.review_goals(on=today)

    turned = Event.objects.filter(verb="performance.goal_turned").exclude(pk__in=before)
    names = dict(Client.objects.values_list("pk", "name"))
    assert {(names[event.client_id], event.payload["before"], event.payload["after"]) for event in turned} == {
        ("Grupo Alvorada", "warn", "bad"),
        ("Águas do Vale", "good", "warn"),
    }
    rules = {item.rule for item in queue.of(user("ana"), on=today)}
    assert rules == set(queue.Rule)


def test_turning_goals_turn_on_any_day_of_a_year() -> None:
    client = Client(owner=User())
    turning = [goal for company in COMPANIES for goal in company.goals if goal.turns]

    for offset in range(366):
        today = date(2027, 1, 1) + timedelta(days=offset)
        for told in turning:
            objective = objective_of(client, told, today=today)
            noted = readings_of(objective, told, today=today, rng=Random(offset))  # noqa: S311
            readings = [pace.Reading(*reading) for reading in noted]
            previous = None
            for ago in (3, 2, 1):
                found = pace.evaluate(
                    goal_of(objective, ()), readings, on=today - timedelta(days=ago), previous=previous
                )
                previous = pace.Previous(found.status, found.signal)
            tonight = pace.evaluate(goal_of(objective, ()), readings, on=today, previous=previous)
            assert (previous.status, tonight.status) == ({"warn": "good", "bad": "warn"}[told.turns], told.turns)

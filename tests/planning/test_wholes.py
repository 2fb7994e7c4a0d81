"""What an objective is joined to: a whole, a forerunner, a person at the client; and last year's season."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError

from accounts.models import Client, Contact
from kam.models import User
from planning import services
from planning.models import Objective
from tests import make

GROWTH = (2, 4, 6, 8, 10, 10, 5, 3, 8, 12, 14, 18)  # of each month; 100 in all


def refused(objective: Objective, *, by: User, **changes: object) -> set[str]:
    with pytest.raises(ValidationError) as refusal:
        services.change_objective(objective, by=by, **changes)
    return set(refusal.value.message_dict)


def test_a_part_of_itself_is_refused(objective: Objective, alice: User) -> None:
    assert refused(objective, by=alice, parent=objective) == {"parent"}


def test_a_circle_of_parts_is_refused(grupo: Client, objective: Objective, alice: User) -> None:
    part = make.objective(grupo, by=alice, parent=objective)
    part_of_part = make.objective(grupo, by=alice, parent=part)

    assert refused(objective, by=alice, parent=part_of_part) == {"parent"}
    objective.refresh_from_db()
    assert objective.parent is None


def test_parts_go_ten_levels_deep_at_most(grupo: Client, objective: Objective, alice: User) -> None:
    whole = objective
    for _ in range(10):
        whole = make.objective(grupo, by=alice, parent=whole)

    with pytest.raises(ValidationError, match="ten levels"):
        make.objective(grupo, by=alice, parent=whole)


@pytest.mark.parametrize("name", ["parent", "follows"])
def test_objectives_are_joined_within_a_client(name: str, objective: Objective, alice: User) -> None:
    elsewhere = make.objective(make.client(owner=alice), by=alice)

    assert refused(objective, by=alice, **{name: elsewhere}) == {name}


def test_an_objective_does_not_follow_itself_or_another_unit(grupo: Client, objective: Objective, alice: User) -> None:
    days = make.objective(grupo, by=alice, unit="days")

    assert refused(objective, by=alice, follows=objective) == {"follows"}
    assert refused(objective, by=alice, follows=days) == {"follows"}


def test_the_owner_at_the_client_is_one_of_its_people(objective: Objective, contact: Contact, alice: User) -> None:
    stranger = make.contact(make.client(owner=alice), by=alice)

    assert services.change_objective(objective, by=alice, client_owner=contact).client_owner == contact
    assert refused(objective, by=alice, client_owner=stranger) == {"client_owner"}


@pytest.fixture
def last_year(grupo: Client, alice: User) -> Objective:
    period = {"starts_on": date(2025, 1, 1), "due_on": date(2025, 12, 31)}
    objective = make.objective(grupo, by=alice, title="Revenue 2025", **period)
    level = 0
    with time_machine.travel(date(2026, 1, 15)):
        for month, growth in enumerate(GROWTH, start=1):
            level += growth
            make.progress(objective, level - 1, by=alice, noted_on=date(2025, month, 5))
            make.progress(objective, level, by=alice, noted_on=date(2025, month, 28))
    return objective


def test_a_season_is_how_the_change_of_the_year_was_spread(last_year: Objective) -> None:
    assert services.season_of(last_year) == [Decimal(growth) / 100 for growth in GROWTH]


def test_a_season_needs_twelve_months(last_year: Objective) -> None:
    last_year.progress.filter(noted_on__month=7).delete()

    with pytest.raises(ValidationError, match="6 months in a row"):
        services.season_of(last_year)


def test_a_month_against_the_year_tells_no_season(last_year: Objective) -> None:
    last_year.progress.filter(noted_on=date(2025, 7, 28)).update(value=1)

    with pytest.raises(ValidationError, match="against the year"):
        services.season_of(last_year)


def test_a_year_that_ended_where_it_began_tells_no_season(last_year: Objective) -> None:
    last_year.progress.update(value=0)

    with pytest.raises(ValidationError, match="where it began"):
        services.season_of(last_year)

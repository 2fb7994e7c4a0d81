"""Needs that expire: dated scores, when the next are due, and how sure we may still be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from hypothesis import given
from hypothesis import strategies as some

from accounts.models import Client, Contact
from kam.models import Event, User
from relationships import services
from relationships.confidence import Confidence
from relationships.models import Assessment, Need
from tests import make


@pytest.fixture
def other(alice: User, grupo: Client) -> Client:
    return make.client("Rio Claro", owner=alice, team=grupo.team)


@pytest.fixture
def need(grupo: Client, alice: User, contact: Contact) -> Need:
    """Stated 200 days ago, to be assessed every 90."""
    return make.need(grupo, by=alice, stated_by=contact, stated_on=make.days_ago(200), assess_every=90)


# --- When the next assessment is due ---------------------------------------------------------------------------------


def test_a_need_without_scores_is_to_be_assessed_at_once(need: Need) -> None:
    assert (need.next_assessment_on, need.assessed_on) == (make.today(), None)


def test_a_need_noted_with_scores_is_due_a_cadence_after_it_was_stated(grupo: Client, alice: User) -> None:
    scored = {"importance": 4, "fit": 3, "assess_every": 30}
    said = make.need(grupo, by=alice, stated_on=make.days_ago(10), **scored)

    assert said.next_assessment_on == make.days_ago(-20)
    assert make.need(grupo, by=alice, **scored).next_assessment_on == make.days_ago(-30)


def test_an_assessment_moves_the_next_a_cadence_on(need: Need, alice: User) -> None:
    make.assessment(need, by=alice, assessed_on=make.days_ago(100), importance=5, fit=2)
    need.refresh_from_db()
    assert (need.next_assessment_on, need.days_late(make.today())) == (make.days_ago(10), 10)

    make.assessment(need, by=alice, importance=4, fit=3)

    need.refresh_from_db()
    assert (need.importance, need.fit, need.status, need.gap) == (4, 3, "confirmed", 1)
    assert (need.assessed_on, need.next_assessment_on) == (make.today(), make.days_ago(-90))


@pytest.mark.parametrize("first", [True, False])
def test_a_need_stands_at_its_latest_assessment_whichever_order_they_arrive_in(
    first: bool, need: Need, alice: User
) -> None:
    days = [50, 10] if first else [10, 50]
    for ago in days:
        make.assessment(need, by=alice, assessed_on=make.days_ago(ago), importance=1 + ago // 25)

    need.refresh_from_db()
    assert (need.assessed_on, need.importance, need.next_assessment_on) == (make.days_ago(10), 1, make.days_ago(-80))


def test_of_two_on_the_same_day_the_later_one_stands(need: Need, alice: User) -> None:
    make.assessment(need, by=alice, fit=1)
    make.assessment(need, by=alice, fit=5)

    need.refresh_from_db()
    assert need.fit == 5


def test_another_cadence_moves_the_next_assessment(need: Need, alice: User) -> None:
    make.assessment(need, by=alice, assessed_on=make.days_ago(20))

    changed = services.change_need(need, assess_every=30, by=alice)

    assert changed.next_assessment_on == make.days_ago(-10)


@pytest.mark.parametrize(("days", "said"), [(0, "at least one day"), (1101, "1100 days")])
def test_a_cadence_is_from_one_day_to_three_years(days: int, said: str, need: Need, alice: User) -> None:
    with pytest.raises(ValidationError, match=said) as refused:
        services.change_need(need, assess_every=days, by=alice)

    assert set(refused.value.message_dict) == {"assess_every"}


def test_a_refuted_need_is_not_asked_for_again(need: Need, alice: User) -> None:
    make.assessment(need, by=alice, status="refuted")

    need.refresh_from_db()
    assert (need.status, need.next_assessment_on) == ("refuted", None)


def test_what_was_refuted_may_turn_out_true(need: Need, alice: User) -> None:
    make.assessment(need, by=alice, status="refuted", assessed_on=make.days_ago(1))
    make.assessment(need, by=alice, status="confirmed")

    need.refresh_from_db()
    assert need.next_assessment_on == make.days_ago(-90)


# --- What is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("assessed_on", make.days_ago(-1), "not in the future"),
        ("assessed_on", make.days_ago(201), "on that day or later"),
        ("importance", 0, "From 1 to 5"),
        ("fit", 6, "From 1 to 5"),
        ("status", "perhaps", "not a valid choice"),
    ],
)
def test_an_assessment_that_cannot_be_is_refused(field: str, value: Any, said: str, need: Need, alice: User) -> None:
    with pytest.raises(ValidationError, match=said) as refused:
        make.assessment(need, by=alice, **{field: value})

    assert set(refused.value.message_dict) == {field}
    assert not Assessment.objects.exists()


def test_who_was_asked_is_of_the_client(need: Need, other: Client, alice: User) -> None:
    with pytest.raises(ValidationError) as refused:
        make.assessment(need, by=alice, asked=make.contact(other, by=alice))

    assert set(refused.value.message_dict) == {"asked"}


def test_a_need_that_was_removed_is_not_assessed(need: Need, alice: User) -> None:
    services.remove_need(need, by=alice)

    with pytest.raises(ValidationError, match="removed"):
        make.assessment(need, by=alice)


def test_scores_of_an_assessed_need_come_with_a_new_assessment(need: Need, alice: User) -> None:
    make.assessment(need, by=alice, importance=4)

    with pytest.raises(ValidationError, match="assess it again") as refused:
        services.change_need(need, importance=5, status="confirmed", grounds="Heard again", by=alice)

    assert set(refused.value.message_dict) == {"importance"}
    assert services.change_need(need, importance=4, grounds="Heard again", by=alice).grounds == "Heard again"


def test_a_need_was_stated_before_it_was_assessed(need: Need, alice: User) -> None:
    make.assessment(need, by=alice, assessed_on=make.days_ago(50))
    make.assessment(need, by=alice)

    with pytest.raises(ValidationError, match="assessed before"):
        services.change_need(need, stated_on=make.days_ago(20), by=alice)


# --- Taking one back -------------------------------------------------------------------------------------------------


def test_a_need_stands_at_the_one_before_when_the_latest_is_withdrawn(need: Need, alice: User) -> None:
    make.assessment(need, by=alice, assessed_on=make.days_ago(30), fit=1)
    latest = make.assessment(need, by=alice, fit=5)

    need = services.withdraw_assessment(latest, by=alice)

    assert (need.fit, need.assessed_on, need.next_assessment_on) == (1, make.days_ago(30), make.days_ago(-60))


def test_without_any_left_a_need_stands_as_it_was_noted(grupo: Client, alice: User) -> None:
    need = make.need(grupo, by=alice, importance=2, status="assumed")
    only = make.assessment(need, by=alice, importance=5, status="confirmed")

    need = services.withdraw_assessment(only, by=alice)

    assert (need.importance, need.fit, need.status, need.assessed_on) == (2, None, "assumed", None)
    assert need.next_assessment_on == make.today()


def test_an_assessment_is_withdrawn_once(need: Need, alice: User) -> None:
    found = make.assessment(need, by=alice)
    stale = Assessment.objects.get(pk=found.pk)
    services.withdraw_assessment(found, by=alice)
    services.withdraw_assessment(stale, by=alice)

    assert Event.objects.filter(verb="relationships.assessment_withdrawn").count() == 1


def test_an_assessment_is_told_with_its_scores(need: Need, alice: User) -> None:
    make.assessment(need, by=alice, importance=5, fit=2)

    told = Event.objects.get(verb="relationships.need_assessed")
    assert (told.client_id, told.payload["importance"], told.payload["fit"]) == (need.client_id, 5, 2)


# --- How sure we may be ----------------------------------------------------------------------------------------------

ON = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("status", "days", "confidence"),
    [
        ("confirmed", 0, 100),
        ("confirmed", 90, 50),
        ("confirmed", 180, 25),
        ("assumed", 0, 50),
        ("assumed", 90, 25),
        ("refuted", 0, 0),
        ("confirmed", -5, 100),
    ],
)
def test_confidence_halves_with_every_cadence(status: str, days: int, confidence: float) -> None:
    assert Confidence(status, ON - timedelta(days=days), 90, ON).value == confidence


@given(
    some.sampled_from(Need.Status.values), some.integers(-9999, 99999), some.integers(1, 1100), some.integers(0, 999)
)
def test_confidence_never_leaves_its_range_and_never_grows(status: str, days: int, every: int, more: int) -> None:
    since = date(2026, 1, 1) if days > 0 else date(2300, 1, 1)
    earlier = Confidence(status, since, every, since + timedelta(days=days)).value
    later = Confidence(status, since, every, since + timedelta(days=days + more)).value

    assert 0 <= later <= earlier <= 100


@pytest.mark.parametrize("on", [make.today(), make.days_ago(-400), make.days_ago(365), date(2600, 1, 1)])
def test_lists_are_as_sure_as_the_page_of_a_need(on: date, grupo: Client, alice: User) -> None:
    """Stated or not, assessed or not, of every status and cadence: the database says what the function says."""
    for number, status in enumerate(Need.Status.values * 4):
        stated = make.days_ago(300) if number % 2 else None
        need = make.need(grupo, by=alice, stated_on=stated, status=status, assess_every=1 + 37 * number)
        if number > 5:
            make.assessment(need, by=alice, assessed_on=make.days_ago(number * 3), status=status)

    found = Need.objects.with_confidence(on=on)
    assert found.count() == 12
    assert [need.confidence for need in found] == pytest.approx([need.confidence_on(on).value for need in found])


def test_the_page_says_why_we_are_so_sure(need: Need, alice: User, browse: Callable[..., Browser]) -> None:
    make.assessment(need, by=alice, assessed_on=make.days_ago(90))

    page = browse(alice).get(f"/needs/{need.pk}/").content.decode()

    assert "50%" in page
    assert "halves" in page

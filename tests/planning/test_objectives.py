"""Objectives, readings, actions and conversations: what is recorded and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser

from accounts.models import Client
from kam.models import Event, User
from planning import services
from planning.models import Action, Objective
from relationships.models import Interaction
from tests import make

Kind = Objective.Kind


def refused_fields(grupo: Client, alice: User, **fields: object) -> set[str]:
    with pytest.raises(ValidationError) as refused:
        make.objective(grupo, by=alice, **fields)
    return set(refused.value.message_dict)


def test_an_objective_is_due_after_it_starts(grupo: Client, alice: User) -> None:
    assert "due_on" in refused_fields(grupo, alice, starts_on=make.today(), due_on=make.days_ago(1))


def test_a_period_of_no_day_is_refused(grupo: Client, alice: User) -> None:
    assert "due_on" in refused_fields(grupo, alice, starts_on=make.today(), due_on=make.today())


@pytest.mark.parametrize(
    ("kind", "baseline", "target"),
    [(Kind.INCREASE, 100, 100), (Kind.INCREASE, 100, 90), (Kind.DECREASE, 10, 10), (Kind.DECREASE, 10, 20)],
)
def test_a_target_lies_on_the_way(kind: str, baseline: int, target: int, grupo: Client, alice: User) -> None:
    values = {"kind": kind, "baseline": Decimal(baseline), "target": Decimal(target)}

    assert "target" in refused_fields(grupo, alice, **values)


def test_money_is_never_negative(grupo: Client, alice: User) -> None:
    assert "baseline" in refused_fields(grupo, alice, baseline=Decimal(-1))


def test_a_score_may_be_negative(grupo: Client, alice: User) -> None:
    assert make.objective(grupo, by=alice, unit="score", baseline=Decimal(-20), target=Decimal(30)).pk


def test_an_unknown_unit_is_refused(grupo: Client, alice: User) -> None:
    assert "unit" in refused_fields(grupo, alice, unit="bananas")


def test_a_score_has_no_currency(grupo: Client, alice: User) -> None:
    assert "currency" in refused_fields(grupo, alice, unit="score", currency="EUR")


def test_money_without_a_currency_is_in_that_of_the_installation(objective: Objective) -> None:
    assert objective.currency == "EUR"


def test_to_maintain_a_level_one_says_what_is_too_little(grupo: Client, alice: User) -> None:
    assert "minimum" in refused_fields(grupo, alice, kind=Kind.MAINTAIN)


@pytest.mark.parametrize("shares", [None, [Decimal("0.1")] * 12, [Decimal("0.5")] * 2])
def test_a_season_is_twelve_shares_of_one(shares: object, grupo: Client, alice: User) -> None:
    assert "monthly_shares" in refused_fields(grupo, alice, curve="seasonal", monthly_shares=shares)


def test_a_course_by_milestones_has_some(grupo: Client, alice: User) -> None:
    assert "curve" in refused_fields(grupo, alice, curve="milestones")


def test_a_milestone_lies_inside_the_period(grupo: Client, alice: User) -> None:
    outside = [{"due_on": make.days_ago(200), "value": Decimal(10)}]

    assert "due_on" in refused_fields(grupo, alice, curve="milestones", milestones=outside)


def test_the_latest_reading_counts_whichever_order_they_arrive_in(objective: Objective, alice: User) -> None:
    make.progress(objective, 60, by=alice, noted_on=make.days_ago(1))
    make.progress(objective, 40, by=alice, noted_on=make.days_ago(9))

    objective.refresh_from_db()
    assert (objective.current, objective.current_on) == (Decimal(60), make.days_ago(1))


def test_a_reading_taken_back_no_longer_counts_until_it_is_restored(objective: Objective, alice: User) -> None:
    make.progress(objective, 40, by=alice, noted_on=make.days_ago(9))
    wrong = make.progress(objective, 600, by=alice)

    services.withdraw_progress(wrong, by=alice)
    objective.refresh_from_db()
    assert objective.current == Decimal(40)

    services.restore_progress(wrong, by=alice)
    objective.refresh_from_db()
    assert objective.current == Decimal(600)


def test_a_closed_objective_takes_no_progress(objective: Objective, alice: User) -> None:
    services.close_objective(objective, by=alice)

    with pytest.raises(ValidationError, match="active"):
        make.progress(objective, 60, by=alice)


def test_a_closed_objective_is_not_changed(objective: Objective, alice: User) -> None:
    services.close_objective(objective, by=alice)

    with pytest.raises(ValidationError, match="closed"):
        services.change_objective(objective, title="Another", by=alice)


def test_a_reading_does_not_lie_in_the_future(objective: Objective, alice: User) -> None:
    with pytest.raises(ValidationError, match="future"):
        make.progress(objective, 60, by=alice, noted_on=make.days_ago(-1))


def test_a_reading_that_is_not_a_number_comes_back_as_typed(
    objective: Objective, alice: User, browse: Callable[..., Browser]
) -> None:
    answer = browse(alice).post(f"/objectives/{objective.pk}/progress/", {"value": "sixty", "noted_on": make.today()})

    assert answer.status_code == 422
    assert 'value="sixty"' in answer.content.decode()
    assert not objective.progress.exists()


@pytest.mark.parametrize(
    ("language", "typed"), [("pt-pt", "1 234,5"), ("pt-pt", "1.234,50"), ("pt-pt", "1234,5"), ("en", "1,234.5")]
)
def test_numbers_are_read_in_the_readers_language(
    language: str, typed: str, objective: Objective, alice: User, browse: Callable[..., Browser]
) -> None:
    User.objects.filter(pk=alice.pk).update(language=language)
    browse(alice).post(f"/objectives/{objective.pk}/progress/", {"value": typed, "noted_on": make.today()})

    assert objective.progress.get().value == Decimal("1234.5")


def test_progress_recorded_by_htmx_answers_with_its_part(
    objective: Objective, alice: User, browse: Callable[..., Browser]
) -> None:
    reading = {"value": "60", "noted_on": make.today()}

    part = browse(alice, htmx=True).post(f"/objectives/{objective.pk}/progress/", reading)
    whole = browse(alice).post(f"/objectives/{objective.pk}/progress/", reading)

    assert part.status_code == 200
    assert b"<html" not in part.content
    assert whole.status_code == 302


def test_the_next_step_of_a_conversation_becomes_an_action(grupo: Client, alice: User) -> None:
    interaction = make.interaction(grupo, by=alice, next_step="Send the offer", next_on=make.days_ago(-2))

    action = interaction.actions.get()
    assert (action.title, action.due_on, action.owner) == ("Send the offer", make.days_ago(-2), alice)


def test_a_next_step_without_a_day_is_due_in_a_week(grupo: Client, alice: User) -> None:
    interaction = make.interaction(grupo, by=alice, next_step="Send the offer")

    assert interaction.actions.get().due_on == make.days_ago(-7)


def test_a_day_without_a_next_step_is_refused_and_nothing_is_logged(grupo: Client, alice: User) -> None:
    with pytest.raises(ValidationError, match="next step"):
        make.interaction(grupo, by=alice, next_on=make.today())
    assert not Interaction.objects.exists()


def test_an_action_done_twice_is_announced_once(action: Action, alice: User) -> None:
    services.complete_action(action, by=alice)
    services.complete_action(action, by=alice)

    assert Event.objects.filter(verb="planning.action_done").count() == 1


def test_an_action_serves_an_objective_of_its_own_client(grupo: Client, alice: User) -> None:
    elsewhere = make.objective(make.client(owner=alice), by=alice)

    with pytest.raises(ValidationError, match="this client"):
        make.action(grupo, by=alice, objective=elsewhere)


def test_an_action_put_off_can_be_put_back(action: Action, alice: User, browse: Callable[..., Browser]) -> None:
    before, browser = action.due_on, browse(alice)
    browser.post(f"/actions/{action.pk}/postpone/", {"until": make.days_ago(-30)})
    toast = next(iter(browser.get("/").context["messages"]))

    browser.post(f"/undo/{toast.extra_tags}/")

    action.refresh_from_db()
    assert action.due_on == before


def test_milestones_that_stay_are_not_left_outside_a_period_that_moved(grupo: Client, alice: User) -> None:
    milestones = [{"due_on": make.days_ago(60), "value": Decimal(10)}]
    objective = make.objective(grupo, by=alice, curve="milestones", milestones=milestones)

    with pytest.raises(ValidationError) as refused:
        services.change_objective(objective, starts_on=make.days_ago(30), by=alice)
    assert "due_on" in refused.value.message_dict


def test_a_milestone_is_removed_by_emptying_its_row(grupo: Client, alice: User, browse: Callable[..., Browser]) -> None:
    objective = make.objective(grupo, by=alice, milestones=[{"due_on": make.days_ago(60), "value": Decimal(10)}])
    form = browse(alice).get(f"/objectives/{objective.pk}/edit/").context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    sent |= {"milestones-TOTAL_FORMS": 1, "milestones-INITIAL_FORMS": 1}

    answer = browse(alice).post(f"/objectives/{objective.pk}/edit/", sent)

    assert answer.status_code == 302
    assert not objective.milestones.exists()


def test_undoing_a_cancelled_draft_makes_it_a_draft_again(
    grupo: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    objective = make.objective(grupo, by=alice, status="draft")
    browser = browse(alice)
    browser.post(f"/objectives/{objective.pk}/cancel/")
    toast = next(iter(browser.get("/").context["messages"]))
    browser.post(f"/undo/{toast.extra_tags}/")

    objective.refresh_from_db()
    assert objective.status == "draft"


def test_what_was_closed_already_is_not_this_persons_to_undo(
    objective: Objective, alice: User, bob: User, browse: Callable[..., Browser]
) -> None:
    services.close_objective(objective, by=bob)
    browser = browse(alice)
    browser.post(f"/objectives/{objective.pk}/close/", {"outcome": "missed"})

    assert next(iter(browser.get("/").context["messages"])).extra_tags == ""


def test_a_reading_taken_back_twice_is_told_once(objective: Objective, alice: User) -> None:
    reading = make.progress(objective, 60, by=alice)
    services.withdraw_progress(reading, by=alice)
    services.withdraw_progress(reading, by=alice)

    assert Event.objects.filter(verb="planning.progress_withdrawn").count() == 1

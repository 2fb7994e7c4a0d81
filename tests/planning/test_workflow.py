"""From draft to outcome: which moves there are, what they tell, and what a job starts by itself."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser

from accounts.models import Client
from kam.models import Event, User
from planning import services
from planning.models import Objective
from planning.tasks import start_objectives
from tests import make

Status = Objective.Status


@pytest.mark.parametrize("before", [Status.DRAFT, Status.AGREED])
def test_a_draft_and_an_agreed_objective_can_be_started(before: str, grupo: Client, alice: User) -> None:
    objective = make.objective(grupo, by=alice, status=before)

    assert services.start_objective(objective, by=alice).status == Status.ACTIVE
    assert Event.objects.filter(verb="planning.objective_started", by=alice).count() == 1


@pytest.mark.parametrize("before", [Status.PROPOSED, Status.CLOSED, Status.CANCELLED])
def test_what_is_proposed_or_over_is_not_started(before: str, grupo: Client, alice: User) -> None:
    objective = make.objective(grupo, by=alice, status=before)

    with pytest.raises(ValidationError, match="started"):
        services.start_objective(objective, by=alice)


def test_starting_twice_is_told_once(grupo: Client, alice: User) -> None:
    objective = make.objective(grupo, by=alice, status=Status.DRAFT)
    services.start_objective(objective, by=alice)
    services.start_objective(objective, by=alice)

    assert Event.objects.filter(verb="planning.objective_started").count() == 1


@pytest.mark.parametrize(
    ("reading", "minimum", "outcome"),
    [
        (100, None, "achieved"),
        (120, None, "achieved"),
        (50, None, "partly"),
        (49, None, "missed"),
        (30, 30, "partly"),
        (29, 30, "missed"),
        (None, None, "missed"),
    ],
)
def test_the_last_reading_suggests_the_outcome(
    reading: int | None, minimum: int | None, outcome: str, grupo: Client, alice: User
) -> None:
    objective = make.objective(grupo, by=alice, minimum=minimum)
    if reading is not None:
        make.progress(objective, reading, by=alice)
        objective.refresh_from_db()

    assert services.suggest_outcome(objective) == outcome
    assert services.close_objective(objective, by=alice).outcome == outcome


@pytest.mark.parametrize(("reading", "outcome"), [(10, "achieved"), (15, "partly"), (16, "missed")])
def test_a_falling_objective_is_achieved_downwards(reading: int, outcome: str, grupo: Client, alice: User) -> None:
    falling = {"kind": "decrease", "unit": "days", "baseline": Decimal(20), "target": Decimal(10)}
    objective = make.objective(grupo, by=alice, **falling)
    make.progress(objective, reading, by=alice)
    objective.refresh_from_db()

    assert services.suggest_outcome(objective) == outcome


@pytest.mark.parametrize(("reading", "outcome"), [(95, "achieved"), (90, "partly"), (85, "missed")])
def test_a_level_is_kept_above_its_minimum(reading: int, outcome: str, grupo: Client, alice: User) -> None:
    kept = {"kind": "maintain", "unit": "percent", "target": Decimal(95), "minimum": Decimal(90)}
    objective = make.objective(grupo, by=alice, **kept)
    make.progress(objective, reading, by=alice)
    objective.refresh_from_db()

    assert services.suggest_outcome(objective) == outcome


def test_a_person_may_judge_the_outcome_otherwise_and_say_why(objective: Objective, alice: User) -> None:
    closed = services.close_objective(objective, by=alice, outcome="partly", note="The store opened late.")

    event = Event.objects.get(verb="planning.objective_closed")
    assert closed.outcome == "partly"
    assert (event.payload["outcome"], event.payload["note"]) == ("partly", "The store opened late.")


def test_an_outcome_that_is_none_is_refused(objective: Objective, alice: User) -> None:
    with pytest.raises(ValidationError):
        services.close_objective(objective, by=alice, outcome="splendid")


def test_what_is_opened_again_has_no_outcome(objective: Objective, alice: User) -> None:
    closed = services.close_objective(objective, by=alice)

    assert services.reopen_objective(closed, by=alice).outcome == ""


def test_agreed_objectives_start_on_their_first_day(grupo: Client, alice: User) -> None:
    due = make.objective(grupo, by=alice, status=Status.AGREED, starts_on=make.today())
    later = make.objective(grupo, by=alice, status=Status.AGREED, starts_on=make.days_ago(-1))
    draft = make.objective(grupo, by=alice, status=Status.DRAFT)

    assert (start_objectives(), start_objectives()) == (1, 0)
    statuses = dict(Objective.objects.values_list("pk", "status"))
    assert statuses == {due.pk: Status.ACTIVE, later.pk: Status.AGREED, draft.pk: Status.DRAFT}
    event = Event.objects.get(verb="planning.objective_started")
    assert (event.subject_id, event.by, event.source) == (due.pk, None, "job")


def test_closing_asks_for_the_outcome_and_offers_the_likely_one(
    objective: Objective, alice: User, browse: Callable[..., Browser]
) -> None:
    make.progress(objective, 60, by=alice)
    browser = browse(alice)
    form = browser.get(f"/objectives/{objective.pk}/close/").context["form"]

    assert form["outcome"].value() == "partly"
    assert browser.post(f"/objectives/{objective.pk}/close/", {"outcome": "splendid"}).status_code == 422
    assert browser.post(f"/objectives/{objective.pk}/close/", {"outcome": "missed", "note": "Lost"}).status_code == 302
    objective.refresh_from_db()
    assert (objective.status, objective.outcome) == ("closed", "missed")


@pytest.mark.parametrize(("before", "move"), [("draft", "start"), ("closed", "reopen")])
def test_a_move_can_be_undone(
    before: str, move: str, grupo: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    objective, browser = make.objective(grupo, by=alice, status=before), browse(alice)
    browser.post(f"/objectives/{objective.pk}/{move}/")
    objective.refresh_from_db()
    assert objective.status == Status.ACTIVE

    toast = next(iter(browser.get("/settings/").context["messages"]))
    browser.post(f"/undo/{toast.extra_tags}/")

    objective.refresh_from_db()
    assert objective.status == before


def test_a_refused_move_says_why_and_changes_nothing(
    grupo: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    objective, browser = make.objective(grupo, by=alice, status=Status.CLOSED), browse(alice)

    assert browser.post(f"/objectives/{objective.pk}/start/", follow=True).status_code == 200
    objective.refresh_from_db()
    assert objective.status == Status.CLOSED


@pytest.mark.parametrize("wanted", ["draft", "active"])
def test_the_form_saves_a_draft_or_starts_at_once(
    wanted: str, grupo: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    form = browse(alice).get(f"/clients/{grupo.pk}/objectives/new/").context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    sent |= {"title": "Open three stores", "target": "3", "unit": "count", "status": wanted}
    sent |= {"starts_on": make.today(), "due_on": make.days_ago(-90)}
    sent |= {"milestones-TOTAL_FORMS": 0, "milestones-INITIAL_FORMS": 0}

    assert browse(alice).post(f"/clients/{grupo.pk}/objectives/new/", sent).status_code == 302
    assert Objective.objects.get().status == wanted


def test_the_api_starts_and_closes(grupo: Client, alice: User, browse: Callable[..., Browser]) -> None:
    browser, objective = browse(alice), make.objective(grupo, by=alice, status=Status.DRAFT)
    address = f"/api/v1/objectives/{objective.pk}"

    assert browser.post(f"{address}/start/").json()["status"] == "active"
    refused = browser.post(f"{address}/close/", {"outcome": "splendid"}, content_type="application/json")
    assert refused.status_code == 400
    closed = browser.post(f"{address}/close/", {"outcome": "achieved", "note": "x"}, content_type="application/json")
    assert (closed.json()["status"], closed.json()["outcome"]) == ("closed", "achieved")

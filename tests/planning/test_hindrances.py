"""What holds an objective back is a fact somebody stated, of the same client, with a way back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser

from accounts import services as accounts
from accounts.models import Client, Issue
from kam import undo
from kam.models import Undo, User
from planning import services
from planning.models import Objective
from tests import make


@pytest.fixture
def issue(grupo: Client, alice: User) -> Issue:
    return accounts.open_issue(grupo, title="Broken pallets", kind="complaint", by=alice)


def test_an_objective_says_which_complaint_holds_it_back(
    issue: Issue, objective: Objective, alice: User, browse: Callable[..., Browser]
) -> None:
    answer = browse(alice).post(f"/objectives/{objective.pk}/hindrances/", {"issue": issue.pk, "note": "No trust"})
    assert answer.status_code == 302

    shown = browse(alice).get(f"/objectives/{objective.pk}/").content.decode()
    assert "Broken pallets" in shown
    assert "open since" in shown


def test_nothing_of_another_client_holds_it_back(objective: Objective, alice: User) -> None:
    elsewhere = accounts.open_issue(make.client("Another", owner=alice), title="Theirs", by=alice)

    with pytest.raises(ValidationError):
        services.note_hindrance(objective, issue=elsewhere, by=alice)


def test_it_is_noted_once_and_not_without_a_thing(issue: Issue, objective: Objective, alice: User) -> None:
    first = services.note_hindrance(objective, issue=issue, by=alice)

    assert services.note_hindrance(objective, issue=issue, by=alice) == first
    with pytest.raises(ValidationError):
        services.note_hindrance(objective, by=alice)


def test_taking_it_away_can_be_taken_back(
    issue: Issue, objective: Objective, alice: User, browse: Callable[..., Browser]
) -> None:
    hindrance = services.note_hindrance(objective, issue=issue, note="No trust", by=alice)
    browse(alice).post(f"/hindrances/{hindrance.pk}/remove/")
    assert not objective.hindrances.exists()

    undo.take_back(Undo.objects.get().pk, by=alice)
    assert objective.hindrances.get().note == "No trust"

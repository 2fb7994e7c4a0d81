"""What holds an objective back is a fact somebody stated, of the same client, with a way back."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser

from accounts import services as accounts
from accounts.models import Client, Invoice, Issue, Payment
from kam import undo
from kam.models import Undo, User
from planning import services
from planning.held_back import held_back
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
    assert "open complaint since" in shown


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


def test_an_unpaid_invoice_holds_it_back_until_it_is_paid(
    objective: Objective, alice: User, browse: Callable[..., Browser]
) -> None:
    invoice = make.invoice(objective.client, by=alice)
    answer = browse(alice).post(f"/objectives/{objective.pk}/hindrances/", {"invoice": invoice.pk})
    assert answer.status_code == 302
    assert (
        f"invoice {invoice.number} unpaid since" in browse(alice).get(f"/objectives/{objective.pk}/").content.decode()
    )
    assert held_back([objective.pk])[objective.pk][0]["name"] == invoice.number

    make.payment(objective.client, by=alice, amount=100)
    accounts.set_off(Payment.objects.get(), Invoice.objects.get(), amount=Decimal(100), by=alice)

    assert held_back([objective.pk]) == {}
    assert "unpaid since" not in browse(alice).get(f"/objectives/{objective.pk}/").content.decode()


def test_an_issue_or_an_invoice_and_not_both(
    issue: Issue, objective: Objective, alice: User, browse: Callable[..., Browser]
) -> None:
    both = {"issue": issue.pk, "invoice": make.invoice(objective.client, by=alice).pk}

    assert browse(alice).post(f"/objectives/{objective.pk}/hindrances/", both).status_code == 422
    assert not objective.hindrances.exists()

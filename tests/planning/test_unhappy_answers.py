"""An unhappy answer to a survey becomes an action of whoever looks after the client: once, and in My day when due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import Client, Contact
from kam import outbox
from kam.models import Event, User
from performance import queue
from planning import services
from planning.models import Action
from planning.services.survey import next_working_day
from relationships import services as relationships
from relationships.models import Invitation
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(contact: Contact, alice: User) -> Invitation:
    return make.asked(contact, by=alice)[0]


@pytest.mark.parametrize(("kind", "score"), [("nps", 0), ("nps", 6), ("csat", 2), ("ces", 3)])
def test_who_is_unhappy_is_called_by_the_owner(kind: str, score: int, contact: Contact, bob: User) -> None:
    [invitation] = make.asked(contact, by=bob, kind=kind)
    response = make.answer(invitation, score)
    outbox.sweep()

    action = Action.objects.get(response=response)
    assert (action.owner, action.due_on) == (contact.client.owner, next_working_day(make.today()))
    assert "Rita Nunes" in action.title


@pytest.mark.parametrize(("kind", "score"), [("nps", 7), ("csat", 3), ("ces", 4)])
def test_who_is_not_unhappy_is_left_in_peace(kind: str, score: int, contact: Contact, bob: User) -> None:
    make.answer(make.asked(contact, by=bob, kind=kind)[0], score)
    outbox.sweep()

    assert not Action.objects.exists()


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 11, 24), date(2026, 11, 25)),
        (date(2026, 11, 27), date(2026, 11, 30)),
        (date(2026, 11, 28), date(2026, 11, 30)),
    ],
)
def test_the_call_is_due_on_the_next_working_day(day: date, due: date) -> None:
    assert next_working_day(day) == due


def test_the_call_is_planned_in_the_owners_language(invitation: Invitation, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(language="en")
    make.answer(invitation, 4)
    outbox.sweep()

    assert Action.objects.get().title == "Call Rita Nunes about their answer (4 of 10)"


def test_it_is_planned_once_however_often_the_answer_is_delivered_or_revised(invitation: Invitation) -> None:
    response = make.answer(invitation, 4)
    outbox.sweep()
    services.follow_answer(response.pk, on=make.today())
    make.answer(invitation, 2)
    outbox.sweep()

    assert Action.objects.count() == 1


def test_an_answer_revised_for_the_worse_is_followed_up_too(invitation: Invitation) -> None:
    make.answer(invitation, 9)
    outbox.sweep()
    assert not Action.objects.exists()

    make.answer(invitation, 3)
    outbox.sweep()

    assert Action.objects.count() == 1


def test_a_better_answer_leaves_a_note_and_the_action(invitation: Invitation) -> None:
    make.answer(invitation, 3)
    outbox.sweep()
    make.answer(invitation, 9)
    outbox.sweep()

    action = Action.objects.get()
    note = Event.objects.get(verb="planning.answer_improved")
    assert (note.subject_id, note.payload["score"], action.is_open) == (action.pk, 9, True)


def test_the_call_shows_in_my_day_when_it_is_due(invitation: Invitation, alice: User) -> None:
    make.answer(invitation, 3)
    outbox.sweep()
    action = Action.objects.get()

    assert any(item.is_action and item.subject_id == action.pk for item in queue.of(alice, on=action.due_on))


def test_an_answer_erased_meanwhile_plans_nothing(invitation: Invitation) -> None:
    make.answer(invitation, 3).delete()
    outbox.sweep()

    assert not Action.objects.exists()


def test_a_call_can_be_planned_from_any_answer(
    invitation: Invitation, grupo: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    response = make.answer(invitation, 8, "Call me about prices")
    browser = browse(alice)
    page = browser.get("/satisfaction/comments/").content.decode()
    assert f"?response={response.pk}&amp;title=" in page

    form = browser.get(f"/clients/{grupo.pk}/actions/new/?response={response.pk}&title=Call").content.decode()
    assert f'name="response" value="{response.pk}"' in form
    sent = {"title": "Call", "due_on": make.today().isoformat(), "owner": alice.pk, "response": response.pk}
    assert browser.post(f"/clients/{grupo.pk}/actions/new/", sent).status_code == 302

    assert Action.objects.get().response == response


def test_an_action_follows_no_answer_of_another_client(
    invitation: Invitation, alice: User, browse: Callable[..., Browser]
) -> None:
    other, response = make.client(owner=alice), make.answer(invitation, 8)
    sent = {"title": "Call", "due_on": make.today().isoformat(), "owner": alice.pk, "response": response.pk}

    assert browse(alice).post(f"/clients/{other.pk}/actions/new/", sent).status_code == 422
    assert not Action.objects.exists()


def test_changing_an_action_keeps_the_answer_it_follows(
    invitation: Invitation, alice: User, browse: Callable[..., Browser]
) -> None:
    make.answer(invitation, 3)
    outbox.sweep()
    action = Action.objects.get()
    sent = {"title": "Visit", "due_on": make.today().isoformat(), "owner": alice.pk}

    assert browse(alice).post(action.get_absolute_url(), sent).status_code == 302

    action.refresh_from_db()
    assert (action.title, action.response is not None) == ("Visit", True)


def test_following_up_can_be_taken_back(invitation: Invitation, alice: User) -> None:
    response = relationships.follow_up(make.answer(invitation, 3), by=alice, at=timezone.now())
    assert (response.followed_up_by, response.followed_up_at is not None) == (alice, True)

    response = relationships.take_back_follow_up(response, by=alice)

    assert (response.followed_up_by, response.followed_up_at) == (None, None)

"""Who goes cold, and what nothing followed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import Client, Contact
from kam.models import User
from performance import queue, services
from planning.follow_ups import unanswered
from relationships import services as relationships
from relationships.models import Interaction
from tests import make

Rule = queue.Rule


@pytest.fixture
def rita(contact: Contact) -> Contact:
    """Known for a year."""
    Contact.objects.filter(pk=contact.pk).update(created_at=timezone.now() - timedelta(days=365))
    contact.refresh_from_db()
    return contact


def talk(client: Client, days: int, *people: Contact, by: User, kind: str = "meeting") -> Interaction:
    return make.interaction(client, by=by, kind=kind, people=people, happened_at=make.noon(days))


def people_of(user: User) -> list[int]:
    return [item.subject_id for item in queue.of(user, on=make.today()) if item.rule == Rule.PERSON]


def hanging_of(user: User) -> list[int]:
    services.refresh_standings(on=make.today())
    return [item.subject_id for item in queue.of(user, on=make.today()) if item.rule == Rule.FOLLOW_UP]


def test_a_person_beyond_their_own_cadence_is_in_the_queue_of_who_looks_after_them(
    grupo: Client, rita: Contact, alice: User, bob: User
) -> None:
    talk(grupo, 10, rita, by=alice)
    relationships.change_stakeholder(rita, owner=bob, contact_every=7, by=alice)

    assert people_of(bob) == [rita.pk]
    assert people_of(alice) == []


def test_a_person_nobody_looks_after_is_in_the_queue_of_who_works_on_the_client(
    grupo: Client, rita: Contact, alice: User, dave: User
) -> None:
    talk(grupo, 10, rita, by=alice)
    relationships.change_stakeholder(rita, contact_every=7, by=alice)

    assert people_of(alice) == [rita.pk]
    assert people_of(dave) == []


def test_a_person_without_a_cadence_of_their_own_does_not_fill_the_queue(
    grupo: Client, rita: Contact, alice: User
) -> None:
    talk(grupo, 100, rita, by=alice)

    assert people_of(alice) == []


@pytest.mark.parametrize(("days", "status"), [(8, "warn"), (10, "warn"), (11, "bad")])
def test_silence_beyond_one_and_a_half_cadences_is_critical(
    days: int, status: str, grupo: Client, rita: Contact, alice: User
) -> None:
    talk(grupo, days, rita, by=alice)
    relationships.change_stakeholder(rita, contact_every=7, by=alice)

    [item] = [item for item in queue.of(alice, on=make.today()) if item.rule == Rule.PERSON]
    assert item.status == status
    assert item.why == f"{days} days without contact; wanted every 7 days"


def test_a_meeting_that_nothing_followed_is_brought_back_after_a_week(grupo: Client, alice: User) -> None:
    make.action(grupo, by=alice)  # something else is planned
    grupo.actions.update(created_at=timezone.now() - timedelta(days=90))
    held = talk(grupo, 8, by=alice)

    assert hanging_of(alice) == [held.pk]


@pytest.mark.parametrize("days", [6, 31])
def test_a_fresh_or_an_old_meeting_is_not_brought_back(days: int, grupo: Client, alice: User) -> None:
    talk(grupo, days, by=alice)

    assert not unanswered(Interaction.objects.all(), on=make.today()).exists()


def test_a_later_conversation_or_a_plan_is_what_follows(grupo: Client, alice: User) -> None:
    talk(grupo, 20, by=alice)
    talk(grupo, 9, by=alice, kind="note")
    assert unanswered(Interaction.objects.all(), on=make.today()).count() == 1

    talk(grupo, 5, by=alice, kind="email")
    assert not unanswered(Interaction.objects.all(), on=make.today()).exists()


def test_an_action_planned_since_is_what_follows(grupo: Client, alice: User) -> None:
    talk(grupo, 20, by=alice)
    make.action(grupo, by=alice)

    assert not unanswered(Interaction.objects.all(), on=make.today()).exists()


def test_the_page_lists_what_its_reader_sees(
    grupo: Client, rita: Contact, alice: User, dave: User, browse: Callable[..., Browser]
) -> None:
    talk(grupo, 45, rita, by=alice)
    services.refresh_standings(on=make.today())

    page = browse(alice).get("/cold/").content.decode()
    assert "45 days" in page
    assert "Rita Nunes" in page
    assert "Grupo Alvorada" not in browse(dave).get("/cold/").content.decode()


def test_an_unknown_owner_is_refused_and_said(alice: User, browse: Callable[..., Browser]) -> None:
    answer = browse(alice).get("/cold/", {"owner": "999999"})

    assert answer.status_code == 422
    assert "Select a valid choice" in answer.content.decode()

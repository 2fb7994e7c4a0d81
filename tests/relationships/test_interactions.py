"""Conversations: when they were, who took part, who finds them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import Client, Contact
from kam import history
from kam.models import Event, User
from relationships import services
from relationships.models import Interaction
from tests import make


def test_a_conversation_has_happened(grupo: Client, alice: User) -> None:
    with pytest.raises(ValidationError, match="passed"):
        make.interaction(grupo, by=alice, happened_at=timezone.now() + timedelta(hours=1))
    assert not Interaction.objects.exists()


def test_a_conversation_is_not_moved_into_the_future(interaction: Interaction, alice: User) -> None:
    with pytest.raises(ValidationError, match="passed"):
        services.change_interaction(interaction, happened_at=timezone.now() + timedelta(hours=1), by=alice)


def test_a_conversation_of_which_nothing_is_told_is_refused(grupo: Client, alice: User) -> None:
    with pytest.raises(ValidationError) as refused:
        make.interaction(grupo, by=alice, summary="  ")
    assert set(refused.value.message_dict) == {"summary"}


def test_people_of_another_client_were_not_there(grupo: Client, alice: User) -> None:
    stranger = make.contact(make.client(owner=alice), by=alice)

    with pytest.raises(ValidationError, match="this client"):
        make.interaction(grupo, by=alice, people=[stranger])
    assert not Interaction.objects.exists()


def test_people_of_another_client_do_not_join_later(interaction: Interaction, alice: User) -> None:
    stranger = make.contact(make.client(owner=alice), by=alice)

    with pytest.raises(ValidationError, match="this client"):
        services.change_interaction(interaction, people=[stranger], by=alice)


def test_who_took_part_stays_unless_said_otherwise(grupo: Client, contact: Contact, alice: User) -> None:
    talk = make.interaction(grupo, by=alice, people=[contact])

    services.change_interaction(talk, summary="Deliveries and prices", by=alice)
    assert list(talk.people.all()) == [contact]

    services.change_interaction(talk, people=[], by=alice)
    assert not talk.people.exists()


def test_a_removed_conversation_is_out_of_sight_and_comes_back(
    interaction: Interaction, alice: User, browse: Callable[..., Browser]
) -> None:
    pages = ["/interactions/", f"/clients/{interaction.client_id}/relationships/"]

    services.remove_interaction(interaction, by=alice)
    assert [interaction.summary in browse(alice).get(page).content.decode() for page in pages] == [False, False]

    services.restore_interaction(interaction, by=alice)
    assert [interaction.summary in browse(alice).get(page).content.decode() for page in pages] == [True, True]


def test_the_timeline_tells_of_a_conversation_and_its_changes(interaction: Interaction, alice: User) -> None:
    services.change_interaction(interaction, summary="Prices", by=alice)

    told = Event.objects.filter(subject_type="relationships.interaction", client_id=interaction.client_id)
    assert [(event.verb, event.payload["opening"]) for event in told.order_by("pk")] == [
        ("relationships.interaction_logged", "Went over the deliveries"),
        ("relationships.interaction_changed", "Prices"),
    ]


def test_the_history_keeps_what_was_said_before(interaction: Interaction, alice: User) -> None:
    services.change_interaction(interaction, summary="Prices", by=alice)

    latest = history.of(Interaction.objects.get(pk=interaction.pk))[0]
    assert ("Went over the deliveries", "Prices") in {(change.before, change.after) for change in latest.changes}


def test_a_long_conversation_opens_with_its_first_words() -> None:
    talk = Interaction(summary="a" * 150 + "\nsecond line")

    assert talk.opening == "a" * 139 + "…"

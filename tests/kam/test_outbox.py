"""Events reach every subscriber: once done, however often tried, whatever is down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kam import events, outbox
from kam.models import Delivery, Event, User

VERB = "kam.something_tried"


@pytest.fixture
def heard() -> list[int]:
    return []


@pytest.fixture(autouse=True)
def _listening(heard: list[int]) -> Iterator[None]:
    """One subscriber that writes down what it hears, and forgets it after the test."""

    def listen(event: Event) -> None:
        heard.append(event.pk)
        if event.payload.get("fails"):
            raise RuntimeError("not today")

    outbox.subscribe(VERB)(listen)
    yield
    outbox._subscribers.pop(VERB)


def record(alice: User, **payload: Any) -> Event:
    return events.record(VERB, alice, by=alice, client_id=None, **payload)


def test_an_event_is_delivered_once_however_often_it_is_tried(alice: User, heard: list[int]) -> None:
    event = record(alice)

    assert [outbox.deliver([event.pk]), outbox.deliver([event.pk]), outbox.sweep()] == [1, 0, 0]
    assert heard == [event.pk]
    assert Delivery.objects.filter(event=event).count() == 1


def test_the_sweeper_delivers_what_no_nudge_delivered(alice: User, heard: list[int]) -> None:
    event = record(alice)

    outbox.sweep()

    assert event.pk in heard


def test_an_event_that_nobody_waits_for_is_not_queued(alice: User) -> None:
    assert events.record("kam.nobody_listens", alice, by=alice, client_id=None).delivered_at is not None


def test_a_subscriber_that_fails_does_not_hold_up_the_others(alice: User, heard: list[int]) -> None:
    others: list[int] = []

    @outbox.subscribe(VERB)
    def another(event: Event) -> None:
        others.append(event.pk)

    event = record(alice, fails=True)

    assert outbox.deliver([event.pk]) == 0
    assert others == [event.pk]


def test_what_failed_is_tried_again_later_and_later(alice: User) -> None:
    event = record(alice, fails=True)
    waits = []
    for _attempt in range(3):
        Event.objects.filter(pk=event.pk).update(due_at=timezone.now())
        outbox.deliver([event.pk])
        event.refresh_from_db()
        waits.append(event.due_at - timezone.now())

    assert event.attempts == 3
    assert "not today" in event.last_error
    assert waits[0] < waits[1] < waits[2] < timedelta(hours=6)


def test_an_effect_that_failed_leaves_no_claim_behind(alice: User) -> None:
    event = record(alice, fails=True)

    outbox.deliver([event.pk])

    assert not Delivery.objects.filter(event=event).exists()


def test_announcing_many_costs_as_many_statements_as_announcing_few(
    alice: User, django_assert_num_queries: Any
) -> None:
    few = [events.draft(VERB, alice, by=None, client_id=None) for _ in range(3)]
    many = [events.draft(VERB, alice, by=None, client_id=None) for _ in range(300)]

    with django_assert_num_queries(1):
        events.record_many(few)
    with django_assert_num_queries(1):
        events.record_many(many)

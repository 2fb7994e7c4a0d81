"""Delivering events to their subscribers: at least once tried, at most once done.

The event row is the outbox: it is committed with the change it tells of. A nudge delivers it at once; a sweeper every
few seconds delivers what no nudge did (worker killed, broker down). Each subscriber claims (event, subscriber) by a
unique row in the transaction of its own effect, so trying twice does nothing twice.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from django.db import DatabaseError, transaction
from django.utils import timezone
from kombu.pools import producers

from kam.celery import app
from kam.models import Delivery, Event

log = structlog.get_logger(__name__)

BATCH = 200
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=6)
# A nudge waits for the broker no longer than nobody notices; `retry=False` alone still connects again for seconds.
IMPATIENT = {"max_retries": 0, "socket_connect_timeout": 0.3, "socket_timeout": 0.3}
BROKER_REST = 10.0  # seconds without nudging after the broker failed: the sweeper works meanwhile

Subscriber = Callable[[Event], object]
_subscribers: dict[str, dict[str, Subscriber]] = defaultdict(dict)


@dataclass(slots=True)
class _Broker:
    """What this process knows of the broker: until when to leave it in peace (time.monotonic)."""

    down_until: float = 0.0


_broker = _Broker()


def subscribe(*verbs: str) -> Callable[[Subscriber], Subscriber]:
    """Call the decorated function once for each event of these verbs, a moment after it was committed."""

    def register(subscriber: Subscriber) -> Subscriber:
        for verb in verbs:
            _subscribers[verb][f"{subscriber.__module__}.{subscriber.__qualname__}"] = subscriber
        return subscriber

    return register


def subscribers(verb: str) -> dict[str, Subscriber]:
    return _subscribers.get(verb, {})


def nudge(event_ids: Sequence[int]) -> None:
    """Ask a worker to deliver now. Only for speed: it never raises, and does not block while the broker is down."""
    if time.monotonic() < _broker.down_until:
        return
    impatient = app.connection_for_write(transport_options=IMPATIENT)
    try:
        with producers[impatient].acquire(block=True) as producer:
            for start in range(0, len(event_ids), BATCH):
                batch = list(event_ids[start : start + BATCH])
                app.send_task("kam.deliver_events", [batch], producer=producer, retry=False, ignore_result=True)
    except Exception as failure:  # whatever the broker's library raises: the change is saved and must be answered so
        _broker.down_until = time.monotonic() + BROKER_REST
        log.warning("nudge failed, the sweeper will deliver", error=type(failure).__name__)


def deliver(event_ids: Sequence[int]) -> int:
    """Deliver these events if nobody else is at it; the number delivered."""
    return sum(_deliver_one(pk) for pk in event_ids)


def sweep(limit: int = 500) -> int:
    """Deliver whatever is waiting and due; the number delivered."""
    return deliver(list(Event.objects.waiting().values_list("pk", flat=True)[:limit]))


@transaction.atomic
def _deliver_one(pk: int) -> bool:
    event = Event.objects.waiting().select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if event is None:
        return False
    failures = [
        reason for name, call in subscribers(event.verb).items() if (reason := _claim_and_call(event, name, call))
    ]
    if failures:
        _postpone(event, failures)
        return False
    Event.objects.filter(pk=pk).update(delivered_at=timezone.now(), last_error="")
    return True


def _claim_and_call(event: Event, name: str, call: Subscriber) -> str | None:
    """Run one subscriber in a savepoint with its claim; what went wrong, or None."""
    if Delivery.objects.filter(event=event, subscriber=name).exists():
        return None
    try:
        with transaction.atomic():
            Delivery.objects.create(event=event, subscriber=name)
            call(event)
    except DatabaseError as failure:
        return f"{name}: {failure}"
    except Exception as failure:  # a subscriber of any app; one that fails must not hold up the others
        log.exception("subscriber failed", subscriber=name, event_id=event.pk)
        return f"{name}: {type(failure).__name__}: {failure}"
    return None


def _postpone(event: Event, failures: list[str]) -> None:
    wait = min(FIRST_WAIT * 2 ** min(event.attempts, 16), LONGEST_WAIT)
    changes: dict[str, Any] = {"attempts": event.attempts + 1, "due_at": timezone.now() + wait}
    Event.objects.filter(pk=event.pk).update(last_error="\n".join(failures)[:2000], **changes)

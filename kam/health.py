"""Is everything there that the product needs? For /readyz and the metrics."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Min
from django.utils import timezone
from prometheus_client import Gauge
from redis import Redis

from kam.models import Event, Heartbeat

BEAT_AT_MOST = timedelta(seconds=90)
QUEUE_AT_MOST = timedelta(seconds=60)

_oldest_event = Gauge("kam_oldest_event_seconds", "Age of the oldest event not yet delivered, in seconds.")


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    ok: bool
    detail: str


def checks() -> list[Check]:
    """One check per part; a part that fails in whatever way is a part that is not ready."""
    return [_tried(name, check) for name, check in PARTS.items()]


def _tried(name: str, check: Callable[[], tuple[bool, str]]) -> Check:
    try:
        return Check(name, *check())
    except Exception as failure:  # any library's error means the same here
        return Check(name, ok=False, detail=type(failure).__name__)


def _database() -> tuple[bool, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True, "answers"


def _broker() -> tuple[bool, str]:
    with Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1) as broker:
        return bool(broker.ping()), "answers"


def _beat() -> tuple[bool, str]:
    last = Heartbeat.objects.filter(name="beat").values_list("at", flat=True).first()
    return bool(last and timezone.now() - last < BEAT_AT_MOST), f"last heard of at {last}"


def _queue() -> tuple[bool, str]:
    """How long the oldest event that is due has waited; longer than a minute means that no worker delivers."""
    oldest = Event.objects.waiting().order_by().aggregate(oldest=Min("due_at"))["oldest"]
    age = timezone.now() - oldest if oldest else timedelta(0)
    _oldest_event.set(age.total_seconds())
    return age < QUEUE_AT_MOST, f"oldest event waits {age.total_seconds():.0f} s"


PARTS = {"database": _database, "broker": _broker, "beat": _beat, "queue": _queue}

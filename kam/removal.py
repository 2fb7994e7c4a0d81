"""Taking records out of sight, and back: they stay in their table with the time they were removed at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.db import models

from kam import events
from kam.models import User

M = TypeVar("M", bound=models.Model)


def set_removed(
    record: M, at: datetime | None, verb: str, *, by: User, then: Callable[[M], object] = lambda found: None
) -> M:
    """Remove a record (or with None restore it), in the caller's transaction; the record as it stands then.

    `then` is called before the event is told. Where it is so already, nothing is written or told.
    """
    found: Any = type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
    if (found.removed_at is None) != (at is None):
        found.removed_at = at
        found.save(update_fields=["removed_at", "updated_at"])
        then(found)
        events.record(verb, found, by=by, client_id=found.client_id)
    kept: M = found
    return kept

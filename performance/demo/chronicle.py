"""Writing records as if at the time they tell of.

Services write now, in the name of whoever asks. A past needs times of its own, so the demo company alone writes around
them: rows in bulk, each with its time and its author, history included. What is written is what the services would have
written; a test holds every record against the rules of its model.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

import pghistory
import pgtrigger
from django.db import models

from kam import events
from kam.models import Event, User

BATCH = 500


class Dated(NamedTuple):
    record: Any
    at: datetime
    by: User


class Chronicle:
    def __init__(self) -> None:
        self._events: list[Event] = []

    def write(self, dated: Iterable[Dated]) -> None:
        """Insert records of one model."""
        groups: dict[User, list[Dated]] = defaultdict(list)
        for one in dated:
            groups[one.by].append(one)
        for author, group in groups.items():
            with pghistory.context(user=author.pk, source=str(Event.Source.WEB)):
                type(group[0].record)._default_manager.bulk_create([one.record for one in group])
        _backdate([one for group in groups.values() for one in group])

    def tell(
        self, verb: str, record: models.Model, *, at: datetime, by: User | None, client_id: int | None, **told: Any
    ) -> None:
        event = events.draft(verb, record, by=by, client_id=client_id, **told)
        event.at = event.due_at = event.delivered_at = at  # nobody is to act on it any more
        self._events.append(event)

    def finish(self) -> None:
        Event.objects.bulk_create(self._events, batch_size=1000)


def _backdate(dated: list[Dated]) -> None:
    """Give records and their history the times that inserting set to now. No trigger runs: that is no change."""
    if not dated:
        return
    model: type[models.Model] = type(dated[0].record)
    times = [field.name for field in model._meta.concrete_fields if field.name in ("created_at", "updated_at")]
    for record, at, _by in dated:
        _set(record, times, at)
    with pgtrigger.ignore():
        if times:
            model._default_manager.bulk_update([one.record for one in dated], times, batch_size=BATCH)
    if not hasattr(model, "pgh_event_model"):
        return  # written once: it has no history
    history: Any = model._meta.get_field("events").related_model
    moments = {one.record.pk: one.at for one in dated}
    revisions = list(history.objects.filter(pgh_obj__in=moments))
    for revision in revisions:
        _set(revision, ["pgh_created_at", *times], moments[revision.pgh_obj_id])
    history.objects.bulk_update(revisions, ["pgh_created_at", *times], batch_size=BATCH)


def _set(record: models.Model, names: Iterable[str], at: datetime) -> None:
    for name in names:
        setattr(record, name, at)

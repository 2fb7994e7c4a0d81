"""Recording what happened, and the registries of who listens and how it is told.

A service records an event in its own transaction; delivery to subscribers is the outbox's work (`kam.outbox`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django_stubs_ext import StrPromise

from kam import actor, outbox
from kam.addresses import address_of
from kam.models import Event, User

Sentence = StrPromise | str | Callable[[Event], str]
_sentences: dict[str, tuple[Sentence, str]] = {}
_pages: dict[str, str] = {}


def describe(verb: str, sentence: Sentence, *, icon: str = "activity") -> None:
    """How an event is told in a timeline: a lazy translation with %(name)s, %(by)s payload keys, or a function."""
    _sentences[verb] = (sentence, icon)


def sentence_of(event: Event) -> str:
    sentence, _icon = _sentences.get(event.verb, ("%(name)s", ""))
    if callable(sentence):
        return sentence(event)
    return str(sentence) % {**event.payload, "name": event.subject_name, "by": actor_of(event)}


def url_of(event: Event) -> str:
    """Where the record is shown that an event is about, if it has a page of its own."""
    name = _pages.get(event.subject_type)
    return address_of(name, event.subject_id) if name else ""


def page_of(kind: str, url_name: str) -> None:
    """Say at which named address the records of a model (by its label) are shown."""
    _pages[kind] = url_name


def actor_of(event: Event) -> str:
    return event.by.name if event.by else event.source_name or gettext("The system")


def icon_of(event: Event) -> str:
    return _sentences.get(event.verb, ("", "activity"))[1]


def record(verb: str, subject: models.Model, *, by: User | None, client_id: int | None, **payload: Any) -> Event:
    """Write one event in the caller's transaction; it is delivered after commit."""
    event = draft(verb, subject, by=by, client_id=client_id, **payload)
    event.save(force_insert=True)
    if event.delivered_at is None:
        transaction.on_commit(lambda: outbox.nudge([event.pk]), robust=True)
    return event


def record_many(drafts: Iterable[Event]) -> int:
    """Write many events at constant cost; for jobs, whose announcements would otherwise cost a statement each."""
    rows = Event.objects.bulk_create(drafts, batch_size=1000)
    waiting = [row.pk for row in rows if row.delivered_at is None]
    if waiting:
        transaction.on_commit(lambda: outbox.nudge(waiting), robust=True)
    return len(rows)


def draft(verb: str, subject: models.Model, *, by: User | None, client_id: int | None, **payload: Any) -> Event:
    return draft_for(
        verb, subject._meta.label_lower, subject.pk, name=str(subject), by=by, client_id=client_id, payload=payload
    )


def draft_for(
    verb: str, kind: str, pk: int, *, name: str, by: User | None, client_id: int | None, payload: dict[str, Any]
) -> Event:
    """An event not yet written, of a record known by its label and id. Nobody listening means delivered already."""
    acting = actor.current()
    return Event(
        verb=verb,
        by=by,
        source=acting.source,
        source_name=acting.name,
        subject_type=kind,
        subject_id=pk,
        subject_name=name[:255],
        client_id=client_id,
        payload=payload,
        delivered_at=None if outbox.subscribers(verb) else timezone.now(),
    )


subscribe = outbox.subscribe

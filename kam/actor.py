"""Who or what is acting right now, beside the person: a job, an import, an API token. Kept with events and history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import pghistory

from kam.models import Event

Source = Event.Source


@dataclass(frozen=True, slots=True)
class Actor:
    source: str = Source.WEB
    name: str = ""


_nobody = Actor()
_current: ContextVar[Actor] = ContextVar("actor", default=_nobody)


def current() -> Actor:
    return _current.get()


@contextmanager
def acting(source: Source, name: str = "", **history: Any) -> Iterator[None]:
    """Label everything written inside as done through `source` (a job by its name, an import by its file, ...)."""
    token = _current.set(Actor(source, name))
    try:
        with pghistory.context(source=str(source), name=name, **history):
            yield
    finally:
        _current.reset(token)


def through_token(name: str, user_id: int) -> None:
    """The request turned out to come with an API token: what it writes is labelled so."""
    _current.set(Actor(Source.API, name))
    pghistory.context(source=str(Source.API), name=name, user=user_id)

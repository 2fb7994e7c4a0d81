"""The list of conversations: what the apps above can narrow it by, and its pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django_stubs_ext import StrPromise

from kam import keyset, slots
from kam.models import User
from relationships.models import Interaction
from relationships.models.interaction import InteractionQuerySet

SIZE = 30


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of an app above: `field` makes its form field for a person."""

    key: str
    field: Callable[[User], forms.Field]
    apply: Callable[[InteractionQuerySet, Any], InteractionQuerySet]


@dataclass(frozen=True, slots=True)
class Since:
    """A choice of since when: what happened after a moment in the life of each client."""

    key: str
    label: StrPromise | str
    apply: Callable[[InteractionQuerySet], InteractionQuerySet]


def filters() -> list[Filter]:
    return slots.collect("interactions.filters")


def moments() -> list[Since]:
    return slots.collect("interactions.since")


def page_of(talks: InteractionQuerySet, *, before: str = "") -> tuple[list[Interaction], str]:
    """One page, newest first, and the cursor of the next; empty when this is the last."""
    rows = keyset.before(talks.newest_first().shown(), before, key="happened_at")
    found, is_more = keyset.some(rows, SIZE)
    return found, found[-1].cursor if is_more else ""

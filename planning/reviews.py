"""Objectives together with what the app that reviews them has found, for lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kam import slots
from planning.models import Objective


def with_reviews(objectives: Sequence[Objective]) -> list[tuple[Objective, Any]]:
    """Each objective with its latest review (status, why, on, expected, pace, forecast), or None without one."""
    found: dict[int, Any] = {}
    for reviews in slots.collect("objectives.reviews", objectives):
        found |= reviews
    return [(objective, found.get(objective.pk)) for objective in objectives]

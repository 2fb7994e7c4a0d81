"""The parts of goals that are judged by them, and in which order wholes are judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import OuterRef, Subquery

from kam.status import Status
from performance.models import GoalReview
from performance.wholes import Part
from planning.models import Objective

DEEPEST = 10
"""Levels of wholes that are followed upwards; planning allows no more."""


def parts_of(wholes: Collection[int], *, on: date) -> dict[int, list[Part]]:
    """The running parts of these objectives, as they were judged last on or before a day: one statement for all."""
    if not wholes:
        return {}
    history = GoalReview.objects.filter(objective=OuterRef("pk"), on__lte=on).order_by("-on")
    judged = {f"judged_{name}": Subquery(history.values(name)[:1]) for name in ("status", "pace")}
    running = Objective.objects.running().filter(parent__in=wholes).order_by("pk").annotate(**judged)
    found: dict[int, list[Part]] = defaultdict(list)
    for whole, title, weight, status, pace in running.values_list("parent", "title", "weight", *judged):
        found[whole].append(Part(title, weight, status or Status.NONE, pace))
    return found


def levels_of_wholes(**which: object) -> Iterator[list[int]]:
    """The running objectives judged by their parts, in the order to judge them: no whole before a part of it."""
    wholes = Objective.objects.running().exclude(roll_up="").filter(**which)
    waiting = dict(wholes.order_by("pk").values_list("pk", "parent"))
    while waiting:
        above = set(waiting.values())
        ready = [pk for pk in waiting if pk not in above] or list(waiting)  # a circle, which planning refuses, ends too
        for pk in ready:
            del waiting[pk]
        yield ready


def wholes_above(objective_id: int) -> list[int]:
    """The wholes whose judgement hangs on this objective, nearest first."""
    found: list[int] = []
    above = _whole_of(objective_id)
    while above is not None and above not in found and len(found) < DEEPEST:
        found.append(above)
        above = _whole_of(above)
    return found


def _whole_of(objective_id: int) -> int | None:
    whole = Objective.objects.filter(parts=objective_id).exclude(roll_up="")
    return whole.values_list("pk", flat=True).first()

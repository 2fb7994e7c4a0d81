"""My day: what a person should do next, and why. One ranked list by a published order of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from kam.models import User
from performance.models import Snooze
from performance.queue import meetings, needs, people, work
from performance.queue.item import PUBLISHED_ORDER, Item, Rule

__all__ = ["PUBLISHED_ORDER", "Item", "Rule", "of"]

LIMIT = 50
SOURCES: tuple[Callable[[User, date, int], Iterator[Item]], ...] = (
    work.answers,
    meetings.to_prepare,
    work.actions,
    meetings.to_log,
    work.goals,
    needs.to_assess,
    work.standings,
    people.going_cold,
    people.left_hanging,
)


def of(user: User, *, on: date) -> list[Item]:
    """What this person has to do as of a day, the most pressing first, without what they put off."""
    put_off = set(Snooze.objects.hiding(user, on=on).values_list("rule", "subject_id"))
    found = (item for source in SOURCES for item in source(user, on, LIMIT + len(put_off)))
    items = [item for item in found if (item.rule, item.subject_id) not in put_off]
    return sorted(items, key=lambda item: item.order)[:LIMIT]

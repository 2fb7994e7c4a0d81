"""My day: what a person should do next, and why. One ranked list by a published order of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import chain

from kam.models import User
from performance.models import ClientStanding, Snooze
from performance.queue import documents, invoices, issues, meetings, needs, people, work
from performance.queue.item import PUBLISHED_ORDER, Item, Rule

__all__ = ["PUBLISHED_ORDER", "Item", "Rule", "of"]

LIMIT = 50
SOURCES: tuple[Callable[[User, date, int], Iterator[Item]], ...] = (
    issues.over_or_due,
    issues.to_answer,
    work.answers,
    issues.to_update,
    meetings.to_prepare_or_log,
    work.actions,
    work.goals,
    needs.to_assess,
    people.going_cold,
    invoices.broken_promises,
    invoices.to_approve,
    invoices.overdue,
    documents.to_act_on,
    people.left_hanging,
)


def of(user: User, *, on: date, held: Iterable[ClientStanding] | None = None) -> list[Item]:
    """What this person has to do as of a day, the most pressing first, without what they put off.

    `held`: the standings of the clients they work on, where they were read already.
    """
    held = work.held(user) if held is None else held
    put_off = set(Snooze.objects.hiding(user, on=on).values_list("rule", "subject_id"))
    found = (item for source in SOURCES for item in source(user, on, LIMIT + len(put_off)))
    items = [item for item in chain(found, work.standings(held, on)) if (item.rule, item.subject_id) not in put_off]
    return sorted(items, key=lambda item: item.order)[:LIMIT]

"""A plan's content arranged as its page, its PDF and its API show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from accounts.models import Contact
from planning import upkeep
from planning.chronicle import PlanContent
from planning.models import Action, Evidence, Strategy, SwotItem
from planning.reviews import judged

KINDS: dict[str, StrPromise] = {
    "S": gettext_lazy("Strengths"),
    "W": gettext_lazy("Weaknesses"),
    "O": gettext_lazy("Opportunities"),
    "T": gettext_lazy("Threats"),
}
PAIRS: dict[str, tuple[StrPromise, StrPromise]] = {
    "SO": (gettext_lazy("Strengths × opportunities"), gettext_lazy("Use what we are good at to take what is offered.")),
    "WO": (gettext_lazy("Weaknesses × opportunities"), gettext_lazy("Mend what keeps us from what is offered.")),
    "ST": (gettext_lazy("Strengths × threats"), gettext_lazy("Use what we are good at against what threatens.")),
    "WT": (gettext_lazy("Weaknesses × threats"), gettext_lazy("Keep what threatens away from where we are weak.")),
}


@dataclass(frozen=True, slots=True)
class Quadrant:
    """One of the four of the SWOT. `form` adds an item to it, where the reader may."""

    kind: str
    title: StrPromise
    items: list[tuple[SwotItem, list[Evidence]]]
    form: Any = None


@dataclass(frozen=True, slots=True)
class Pairing:
    """One of the four of the TOWS: strategies with how many actions carry each out, and what could be paired."""

    code: str
    title: StrPromise
    advice: StrPromise
    strategies: list[tuple[Strategy, int]]
    inside: list[SwotItem]
    outside: list[SwotItem]

    @property
    def is_open(self) -> bool:
        """There is something to pair but no strategy comes of it yet."""
        return bool(self.inside and self.outside and not self.strategies)


@dataclass(frozen=True, slots=True)
class PersonThere:
    contact: Contact
    part: str


def arranged(content: PlanContent, *, on: date, forms: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the templates show; `forms` by the kind of the SWOT quadrant they add to."""
    per_strategy = Counter(action.strategy_id for action in content.actions)
    return {
        "content": content,
        "plan": content.plan,
        "client": content.client,
        "on": on,
        "quadrants": [_quadrant(content, kind, (forms or {}).get(kind)) for kind in KINDS],
        "pairings": [_pairing(content, code, per_strategy) for code in PAIRS],
        "others": [(one, per_strategy[one.pk]) for one in content.strategies if not one.pair],
        "objectives": judged(content.objectives, on=on),
        "people": list(_people(content)),
        "freshness": upkeep.freshness(content.plan, on=on),
        "completeness": upkeep.completeness(content),
        "done": done(content.actions),
    }


def done(actions: Iterable[Action]) -> tuple[int, int]:
    """How many of so many actions are done."""
    statuses = [action.status for action in actions]
    return statuses.count(Action.Status.DONE), len(statuses)


def _quadrant(content: PlanContent, kind: str, form: Any) -> Quadrant:
    items = [(item, content.evidence.get(item.pk, [])) for item in content.swot if item.kind == kind]
    return Quadrant(kind, KINDS[kind], items, form)


def _pairing(content: PlanContent, code: str, per_strategy: Counter[int | None]) -> Pairing:
    inside, outside = code[0], code[1]
    return Pairing(
        code,
        *PAIRS[code],
        strategies=[(one, per_strategy[one.pk]) for one in content.strategies if one.pair == code],
        inside=[item for item in content.swot if item.kind == inside],
        outside=[item for item in content.swot if item.kind == outside],
    )


def _people(content: PlanContent) -> Iterator[PersonThere]:
    """Those at the client who have a part in the plan; all of them where nobody has one yet."""
    owns = Counter(one.client_owner_id for one in content.objectives)
    does = Counter(one.client_owner_id for one in content.actions)
    said = Counter(need.stated_by_id for need in content.goals)
    known = [one for one in content.contacts if owns[one.pk] or does[one.pk] or said[one.pk]]
    for contact in known or content.contacts:
        parts = (
            owns[contact.pk] and _("owns objectives: %d") % owns[contact.pk],
            does[contact.pk] and _("does actions: %d") % does[contact.pk],
            said[contact.pk] and _("stated goals: %d") % said[contact.pk],
        )
        yield PersonThere(contact, " · ".join(part for part in parts if part))

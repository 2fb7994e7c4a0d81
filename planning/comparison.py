"""What became of a plan between two moments: per section what came, what went, and what is otherwise now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from kam.numbers import date_short, number, quantity
from planning.chronicle import PlanContent
from planning.models import Objective

QUANTITIES = frozenset({"target", "baseline", "stretch", "minimum", "current"})

# Section, its records, and the fields that are told. What is only a trace of work (readings, times) is not.
TOLD: tuple[tuple[StrPromise, str, tuple[str, ...]], ...] = (
    (gettext_lazy("The client's own goals"), "goals", ("statement", "status", "stated_by", "stated_on", "importance")),
    (gettext_lazy("SWOT"), "swot", ("kind", "text")),
    (gettext_lazy("Strategies"), "strategies", ("title", "hypothesis", "inside", "outside", "status", "owner")),
    (
        gettext_lazy("Objectives"),
        "objectives",
        ("title", "target", "due_on", "status", "agreement", "agreed_version", "owner", "client_owner"),
    ),
    (
        gettext_lazy("Action plan"),
        "actions",
        ("title", "due_on", "status", "owner", "client_owner", "objective", "is_shared"),
    ),
    (gettext_lazy("Risks"), "risks", ("statement", "likelihood", "impact", "response", "owner", "is_open")),
)
PLAN = ("title", "starts_on", "ends_on", "ambition", "review_every", "meets_on", "author")


@dataclass(frozen=True, slots=True)
class FieldChange:
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changed:
    name: str
    fields: list[FieldChange]


@dataclass(frozen=True, slots=True)
class Section:
    title: StrPromise | str
    added: list[str]
    removed: list[str]
    changed: list[Changed]


def compared(before: PlanContent, after: PlanContent) -> list[Section]:
    """The sections in which something differs, in the order of the plan."""
    fields = _fields(before.plan, after.plan, PLAN)
    head = Section(_("Plan"), [], [], [Changed(str(after.plan), fields)] if fields else [])
    parts = (_section(title, getattr(before, name), getattr(after, name), told) for title, name, told in TOLD)
    evidence = _section(gettext_lazy("Evidence"), _evidence(before), _evidence(after), ())
    return [section for section in (head, *parts, evidence) if section.added or section.removed or section.changed]


def _evidence(content: PlanContent) -> list[Any]:
    return [one for found in content.evidence.values() for one in found]


def _section(title: StrPromise, before: Sequence[Any], after: Sequence[Any], told: Iterable[str]) -> Section:
    old, new = {one.pk: one for one in before}, {one.pk: one for one in after}
    both = [(old[pk], new[pk]) for pk in new if pk in old]
    differing = [Changed(str(now), fields) for then, now in both if (fields := _fields(then, now, told))]
    added = [str(one) for pk, one in new.items() if pk not in old]
    return Section(title, added, [str(one) for pk, one in old.items() if pk not in new], differing)


def _fields(then: models.Model, now: models.Model, told: Iterable[str]) -> list[FieldChange]:
    found = ((then._meta.get_field(name), _shown(then, name), _shown(now, name)) for name in told)
    return [
        FieldChange(str(getattr(field, "verbose_name", field.name)), before, after)
        for field, before, after in found
        if before != after
    ]


def _shown(record: models.Model, name: str) -> str:
    value = getattr(record, name)
    if value is None or value == "":
        return "–"
    if isinstance(record, Objective) and name in QUANTITIES:
        return quantity(value, record.unit, record.currency)
    choice = getattr(record, f"get_{name}_display", None)
    return str(choice()) if choice else _written(value)


def _written(value: Any) -> str:
    match value:
        case bool():
            return _("yes") if value else _("no")
        case int() | Decimal():
            return number(value)
        case date():
            return date_short(value)
    return str(value)

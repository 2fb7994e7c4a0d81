"""The terms of a target: what a client agrees to, in one canonical form that can be hashed, compared and applied.

Terms are a plain mapping that fits a JSON column: decimals as text without needless zeros ("120000"), days in ISO form,
twelve monthly shares or null, milestones as a list of {"due_on", "title", "value"} by day. The canonical form is the
JSON of it with sorted keys, no spaces and text in Unicode's NFC; its SHA-256, in hexadecimal, is the digest.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kam.numbers import date_short, quantity, ratio
from planning.models import Milestone, Objective

Terms = dict[str, Any]

FIELDS = (
    "title", "unit", "currency", "kind", "baseline", "minimum", "target", "stretch", "starts_on", "due_on", "curve",
    "monthly_shares",
)  # fmt: skip
MILESTONES = "milestones"
AMOUNTS = frozenset({"baseline", "minimum", "target", "stretch"})
DAYS = frozenset({"starts_on", "due_on"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One term in which two versions differ, in words of the active language."""

    field: str
    label: str
    before: str
    after: str


def terms_of(objective: Objective, milestones: Iterable[Any] | None = None) -> Terms:
    """The terms by which an objective is measured now. `milestones`: mappings or records, where they are known."""
    known = objective.milestones.all() if milestones is None and objective.pk else milestones or ()
    return {name: plain(getattr(objective, name)) for name in FIELDS} | {MILESTONES: plain_milestones(known)}


def drafted(objective: Objective) -> Terms:
    """The terms as last written: those not yet offered or agreed, where there are such."""
    return objective.next_terms or terms_of(objective)


def as_written(objective: Objective) -> Objective:
    """The same objective in memory as it was last written, for the form that changes it."""
    if objective.next_terms:
        apply(objective, objective.next_terms)
    return objective


def canonical(terms: Mapping[str, Any]) -> str:
    return unicodedata.normalize("NFC", json.dumps(terms, sort_keys=True, separators=(",", ":"), ensure_ascii=False))


def digest_of(terms: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(terms).encode()).hexdigest()


def plain(value: Any) -> Any:
    """A value as the canonical form has it."""
    if isinstance(value, Decimal):
        return format(value.normalize() + 0, "f")  # + 0: there is no negative zero
    if isinstance(value, date):
        return value.isoformat()
    return [plain(share) for share in value] if isinstance(value, list | tuple) else value


def plain_milestones(milestones: Iterable[Any]) -> list[dict[str, Any]]:
    found = [
        {name: plain(each[name] if isinstance(each, Mapping) else getattr(each, name)) for name in ("due_on", "value")}
        | {"title": (each.get("title") if isinstance(each, Mapping) else each.title) or ""}
        for each in milestones
    ]
    return sorted(found, key=lambda each: str(each["due_on"]))


def apply(objective: Objective, terms: Mapping[str, Any]) -> None:
    """Put terms on a record in memory (not its milestones)."""
    for name in FIELDS:
        setattr(objective, name, _lively(name, terms[name]))


def milestones_of(terms: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The milestones of terms as fields of Milestone."""
    return [
        {"title": each["title"], "due_on": date.fromisoformat(each["due_on"]), "value": Decimal(each["value"])}
        for each in terms[MILESTONES]
    ]


def check(terms: Mapping[str, Any], *, like: Objective) -> None:
    """Raise ValidationError, by field, for terms that the objective could not be measured by."""
    candidate = Objective(client=like.client, owner=like.owner, process=like.process, cadence_days=like.cadence_days)
    apply(candidate, terms)
    candidate.full_clean()
    for fields in milestones_of(terms):
        Milestone(objective=candidate, **fields).refuse_outside(candidate.starts_on, candidate.due_on)


def with_target(terms: Mapping[str, Any], target: Decimal) -> Terms:
    """The same terms for another target: what no longer fits goes, and the milestones move in proportion."""
    baseline, before = Decimal(terms["baseline"]), Decimal(terms["target"])
    changed = dict(terms) | {"target": plain(target)}
    for name in ("minimum", "stretch"):
        if terms[name] is not None and _is_beyond(terms, name, target):
            changed[name] = None
    places = 0 if terms["unit"] == Objective.Unit.COUNT and target == target.to_integral_value() else 4
    scale = (target - baseline) / (before - baseline) if before != baseline else Decimal(1)
    changed[MILESTONES] = [
        each | {"value": plain(round(baseline + (Decimal(each["value"]) - baseline) * scale, places))}
        for each in terms[MILESTONES]
    ]
    return changed


def _is_beyond(terms: Mapping[str, Any], name: str, target: Decimal) -> bool:
    """Whether a minimum lies above the new target, or a stretch below it (the other way round for a falling goal)."""
    value = Decimal(terms[name])
    falls: bool = terms["kind"] == Objective.Kind.DECREASE
    return (value > target if name == "minimum" else value < target) != falls


def differences(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[Difference]:
    """What differs, in the order of the form; against nothing, all that is said."""
    found = []
    for name in (*FIELDS, MILESTONES):
        before, after = told(old, name) if old else "", told(new, name)
        if before != after:
            found.append(Difference(name, _label(name), before, after))
    return found


def told(terms: Mapping[str, Any], name: str) -> str:
    """One term in words."""
    value = terms[name]
    if value in (None, "", []):
        return ""
    if name in AMOUNTS:
        return quantity(value, terms["unit"], terms["currency"])
    if name in DAYS:
        return date_short(date.fromisoformat(value))
    if name == "monthly_shares":
        return " · ".join(ratio(Decimal(share), 1) for share in value)
    if name == MILESTONES:
        return "; ".join(_milestone(terms, each) for each in value)
    return str(dict(_field(name).flatchoices).get(value, value))


def _milestone(terms: Mapping[str, Any], each: Mapping[str, Any]) -> str:
    day, value = (
        date_short(date.fromisoformat(each["due_on"])),
        quantity(each["value"], terms["unit"], terms["currency"]),
    )
    return f"{day}: {value} {each['title']}".strip()


def _label(name: str) -> str:
    return _("Milestones") if name == MILESTONES else str(_field(name).verbose_name).capitalize()


def _field(name: str) -> Any:
    return Objective._meta.get_field(name)


def _lively(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in AMOUNTS:
        return Decimal(value)
    if name in DAYS:
        return date.fromisoformat(value)
    return [Decimal(share) for share in value] if name == "monthly_shares" else value

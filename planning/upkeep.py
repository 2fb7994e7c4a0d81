"""How well a plan is kept: whether it is fresh, which of its sections are filled, what wants looking at.

This is hygiene, not health: a full plan may go badly and an empty one well, so none of it is coloured as a status.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from planning.chronicle import PlanContent, in_period, to_do
from planning.models import Action, AgreementState, Objective, Plan, PlanVersion, Risk, Strategy, SwotItem
from planning.models.plan import PlanQuerySet
from relationships.models import Need

SECTIONS: dict[str, StrPromise] = {
    "goals": gettext_lazy("The client's own goals"),
    "ambition": gettext_lazy("Our ambition"),
    "S": gettext_lazy("Strengths"),
    "W": gettext_lazy("Weaknesses"),
    "O": gettext_lazy("Opportunities"),
    "T": gettext_lazy("Threats"),
    "tows": gettext_lazy("A strategy from a SWOT pair"),
    "objectives": gettext_lazy("Objectives"),
    "actions": gettext_lazy("Action plan"),
    "risks": gettext_lazy("Risks"),
}
A_GOAL_IS_OLD_AFTER = timedelta(days=180)
KEY = re.compile(r"[1-6]-[0-9]{1,18}")
WAITING = (AgreementState.PROPOSED, AgreementState.COUNTERED)


@dataclass(frozen=True, slots=True)
class Freshness:
    """`days` since the last review, None before the first; `is_due` once the cadence has run out."""

    days: int | None
    every: int
    is_due: bool
    due_on: date


@dataclass(frozen=True, slots=True)
class Completeness:
    filled: int
    of: int
    missing: list[StrPromise]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to look at in a review. `key` is its place: steps go by it, so one that is dealt with leaves no gap."""

    key: str
    kind: str  # action, objective, agreement, swot, risk or goal
    pk: int
    title: str
    why: str


def freshness(plan: Plan, *, on: date) -> Freshness:
    days = (on - plan.reviewed_on).days if plan.reviewed_on else None
    return Freshness(days, plan.review_every, on > plan.review_due_on, plan.review_due_on)


def completeness(content: PlanContent) -> Completeness:
    kinds = {item.kind for item in content.swot}
    filled = {
        "goals": bool(content.goals),
        "ambition": bool(content.plan.ambition),
        **{kind: kind in kinds for kind in "SWOT"},
        "tows": any(strategy.pair for strategy in content.strategies),
        "objectives": bool(content.objectives),
        "actions": bool(content.actions),
        "risks": bool(content.risks),
    }
    missing = [label for name, label in SECTIONS.items() if not filled[name]]
    return Completeness(len(SECTIONS) - len(missing), len(SECTIONS), missing)


def listed(plans: PlanQuerySet) -> PlanQuerySet:
    """Plans with `filled` (how many of the SECTIONS), `version` and `review_due` for lists, all in one statement."""
    filled = sum(
        (Case(When(condition, then=1), default=0, output_field=IntegerField()) for condition in _filled()), Value(0)
    )
    newest = PlanVersion.objects.filter(plan=OuterRef("pk")).order_by("-number").values("number")[:1]
    return plans.annotate(filled=filled, version=Subquery(newest)).select_related("client", "author")


def _filled() -> Iterator[Q | Exists]:
    """Each section's condition, the same as `completeness` asks of a plan that was read whole."""
    here, client = OuterRef("pk"), OuterRef("client")
    period = (OuterRef("starts_on"), OuterRef("ends_on"))
    kept = SwotItem.objects.kept().filter(plan=here)
    pairs = Strategy.objects.kept().filter(plan=here, inside__removed_at=None, outside__removed_at=None)
    yield Exists(Need.objects.kept().goals().filter(client=client))
    yield ~Q(ambition="")
    yield from (Exists(kept.filter(kind=kind)) for kind in "SWOT")
    yield Exists(pairs.filter(inside__plan=here, outside__plan=here))
    yield Exists(Objective.objects.filter(in_period(*period), client=client))
    yield Exists(Action.objects.filter(to_do(*period, _carries_out(here)), client=client))
    yield Exists(Risk.objects.kept().filter(plan=here))


def _carries_out(plan: OuterRef) -> Q:
    return Q(strategy__plan=plan, strategy__removed_at=None)


def stale(plans: PlanQuerySet, *, on: date) -> PlanQuerySet:
    """Those whose review is overdue: `Plan.review_due_on` lies before the day."""
    days = Cast(F("review_every"), IntegerField())
    due = ExpressionWrapper(Coalesce("reviewed_on", "starts_on") + days, output_field=DateField())
    return plans.alias(due=due).filter(due__lt=on)


def steps(content: PlanContent, *, on: date, since: datetime | None) -> list[Step]:
    """What is stale, or was changed after `since` (the last review), in the order it is gone through."""
    found = (
        *_late_actions(content, on),
        *_unread_objectives(content, on),
        *_waiting_agreements(content),
        *_swot_to_check(content, on, since),
        *_risks_to_check(content, on, since),
        *_old_goals(content, on),
    )
    return sorted(found, key=lambda step: _order(step.key))


def _late_actions(content: PlanContent, on: date) -> Iterator[Step]:
    for action in content.actions:
        if late := action.days_late(on):
            yield Step(
                f"1-{action.pk}", "action", action.pk, action.title, _("Overdue for %(days)s d") % {"days": late}
            )


def _unread_objectives(content: PlanContent, on: date) -> Iterator[Step]:
    for objective in content.objectives:
        since = objective.current_on or objective.starts_on
        if objective.is_running and (on - since).days > objective.cadence_days:
            told = {"days": (on - since).days, "every": objective.cadence_days}
            why = _("No reading for %(days)s d; expected every %(every)s d") % told
            yield Step(f"2-{objective.pk}", "objective", objective.pk, objective.title, why)


def _waiting_agreements(content: PlanContent) -> Iterator[Step]:
    for objective in content.objectives:
        if objective.agreement in WAITING:
            why = (
                _("The client's answer is open")
                if objective.agreement == AgreementState.PROPOSED
                else _("The client proposes a change: answer it")
            )
            yield Step(f"3-{objective.pk}", "agreement", objective.pk, objective.title, why)


def _swot_to_check(content: PlanContent, on: date, since: datetime | None) -> Iterator[Step]:
    for item in content.swot:
        if not content.evidence.get(item.pk):
            why = _("Nothing shows it yet: link its evidence")
        else:
            why = _touched(item.updated_at, content.plan, on, since)
        if why:
            yield Step(f"4-{item.pk}", "swot", item.pk, f"{item.get_kind_display()}: {item.text}", why)


def _risks_to_check(content: PlanContent, on: date, since: datetime | None) -> Iterator[Step]:
    for risk in content.risks:
        if risk.is_open and (why := _touched(risk.updated_at, content.plan, on, since)):
            yield Step(f"5-{risk.pk}", "risk", risk.pk, risk.statement, why)


def _old_goals(content: PlanContent, on: date) -> Iterator[Step]:
    for need in content.goals:
        if need.stated_on is None:
            yield Step(f"6-{need.pk}", "goal", need.pk, need.statement, _("Nobody knows when it was stated"))
        elif on - need.stated_on > A_GOAL_IS_OLD_AFTER:
            why = _("Stated %(days)s d ago: ask whether it still holds") % {"days": (on - need.stated_on).days}
            yield Step(f"6-{need.pk}", "goal", need.pk, need.statement, why)


def _touched(moment: datetime, plan: Plan, on: date, since: datetime | None) -> str:
    """Why a part of the plan wants a look, by when it was last touched; empty where it does not."""
    if since and moment > since:
        return _("Changed since the last review")
    checked = max(moment.date(), plan.reviewed_on or moment.date())
    days = (on - checked).days
    return _("Not looked at for %(days)s d") % {"days": days} if days > plan.review_every else ""


def place(steps: list[Step], *, after: str) -> dict[str, Any]:
    """The next step after a place, and how far one has come; no step is left at the end."""
    ahead = [step for step in steps if _order(step.key) > _order(after)]
    return {"step": ahead[0] if ahead else None, "number": len(steps) - len(ahead) + 1}


def _order(key: str) -> tuple[int, int]:
    """Of a key such as 4-12; what is no key comes before all."""
    kind, _dash, pk = key.partition("-")
    return (int(kind), int(pk)) if KEY.fullmatch(key) else (0, 0)

"""The next plan from the last one: what is still true and not yet done moves on."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from django.db import transaction

from kam.models import User
from planning.models import Evidence, Plan, Risk, Strategy, SwotItem
from planning.services.plan import announce, keep_plan

A_DAY = timedelta(days=1)


def next_period(starts_on: date, ends_on: date) -> tuple[date, date]:
    """As long a period right after: as many months where it is made of whole months, else as many days."""
    after, beyond = ends_on + A_DAY, ends_on + A_DAY
    if starts_on.day == 1 and beyond.day == 1:
        months = beyond.month + (beyond.year - starts_on.year) * 12 - starts_on.month
        year, month = divmod(after.year * 12 + after.month - 2 + months, 12)
        return after, date(year, month + 1, calendar.monthrange(year, month + 1)[1])
    return after, after + (ends_on - starts_on)


@transaction.atomic
def copy_plan(
    plan: Plan, *, by: User, title: str = "", starts_on: date | None = None, ends_on: date | None = None
) -> Plan:
    """A plan of the same client for the next period, unless dates are given.

    SWOT items go along with their evidence, so do open risks and the ambition; strategies not yet carried out move on
    into the new plan. Versions, reviews and what was removed stay behind.
    """
    usual = next_period(plan.starts_on, plan.ends_on)
    copy = Plan(
        client=plan.client,
        title=title.strip() or plan.title,
        starts_on=starts_on or usual[0],
        ends_on=ends_on or usual[1],
        ambition=plan.ambition,
        review_every=plan.review_every,
        author=by,
        copied_from=plan,
    )
    keep_plan(copy)
    _move_strategies(plan, copy, _copy_swot(plan, copy))
    _copy_risks(plan, copy)
    announce("planning.plan_copied", copy, by=by, source=plan.title)
    return copy


def _copy_swot(plan: Plan, copy: Plan) -> dict[int | None, SwotItem]:
    """The new items by the ids of the old ones."""
    old = list(plan.swot.kept())
    new = SwotItem.objects.bulk_create(SwotItem(plan=copy, kind=item.kind, text=item.text) for item in old)
    copies: dict[int | None, SwotItem] = {item.pk: made for item, made in zip(old, new, strict=True)}
    Evidence.objects.bulk_create(
        Evidence(
            item=copies[found.item_id],
            need_id=found.need_id,
            interaction_id=found.interaction_id,
            objective_id=found.objective_id,
            url=found.url,
            note=found.note,
        )
        for found in Evidence.objects.kept().filter(item__in=old)
    )
    return copies


def _copy_risks(plan: Plan, copy: Plan) -> None:
    Risk.objects.bulk_create(
        Risk(
            plan=copy,
            statement=risk.statement,
            likelihood=risk.likelihood,
            impact=risk.impact,
            response=risk.response,
            owner_id=risk.owner_id,
        )
        for risk in plan.risks.kept().filter(is_open=True)
    )


def _move_strategies(plan: Plan, copy: Plan, copies: dict[int | None, SwotItem]) -> None:
    moved = list(Strategy.objects.open().filter(plan=plan))
    for strategy in moved:
        strategy.plan = copy
        strategy.inside = copies.get(strategy.inside_id)
        strategy.outside = copies.get(strategy.outside_id)
    Strategy.objects.bulk_update(moved, ["plan", "inside", "outside"])

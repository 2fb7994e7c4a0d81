"""Showing a plan's next review and objectives to the client: each by its own switch, which is off until it is set."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kam import events
from kam.models import User
from planning.models import Objective, Plan


@transaction.atomic
def share_objective(objective: Objective, *, by: User) -> Objective:
    """Show it in the portal with target, actual value and status. A draft is ours alone."""
    if objective.status == Objective.Status.DRAFT:
        raise ValidationError(_("A draft is not shown to the client: propose the target first."))
    return _share_objective(objective, True, "planning.objective_shared", by=by)


@transaction.atomic
def unshare_objective(objective: Objective, *, by: User) -> Objective:
    return _share_objective(objective, False, "planning.objective_unshared", by=by)


@transaction.atomic
def share_review(plan: Plan, *, by: User) -> Plan:
    """Show the day of the next review in the portal; nothing else of the plan is ever shown there."""
    return _share_review(plan, True, "planning.review_shared", by=by)


@transaction.atomic
def unshare_review(plan: Plan, *, by: User) -> Plan:
    return _share_review(plan, False, "planning.review_unshared", by=by)


def _share_objective(objective: Objective, is_shared: bool, verb: str, *, by: User) -> Objective:
    objective = Objective.objects.select_for_update().get(pk=objective.pk)
    if objective.is_shared != is_shared:
        objective.is_shared = is_shared
        objective.save(update_fields=["is_shared", "updated_at"])
        events.record(verb, objective, by=by, client_id=objective.client_id)
    return objective


def _share_review(plan: Plan, is_shared: bool, verb: str, *, by: User) -> Plan:
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if plan.is_shared != is_shared:
        plan.is_shared = is_shared
        plan.save(update_fields=["is_shared", "updated_at"])
        events.record(verb, plan, by=by, client_id=plan.client_id)
    return plan

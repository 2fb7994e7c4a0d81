"""Account plans: one for each client and period, with numbered versions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Client
from kam import events
from kam.models import User
from kam.numbers import date_short
from kam.records import keep
from planning.models import Plan, PlanVersion


@transaction.atomic
def start_plan(
    client: Client, *, title: str, starts_on: date, ends_on: date, by: User, author: User | None = None, **fields: Any
) -> Plan:
    """A plan of a client for a period, which no other plan of theirs may cover; written by `author`, by default `by`.

    `fields`: ambition, review_every (days), meets_on, is_shared. Raises ValidationError beside the field it is about.
    """
    plan = Plan(client=client, title=title.strip(), starts_on=starts_on, ends_on=ends_on, author=author or by, **fields)
    keep_plan(plan)
    announce("planning.plan_started", plan, by=by)
    return plan


@transaction.atomic
def change_plan(plan: Plan, *, by: User, **changes: Any) -> Plan:
    plan = locked(plan)
    changed = sorted(field for field, value in changes.items() if getattr(plan, field) != value)
    for field, value in changes.items():
        setattr(plan, field, value)
    keep_plan(plan)
    if changed:
        announce("planning.plan_changed", plan, by=by, fields=changed)
    return plan


def remove_plan(plan: Plan, *, by: User) -> Plan:
    """Taken back with all it holds; `restore_plan` brings it back while no other plan has taken its period."""
    return _set_removed(plan, timezone.now(), "planning.plan_removed", by=by)


def restore_plan(plan: Plan, *, by: User) -> Plan:
    return _set_removed(plan, None, "planning.plan_restored", by=by)


@transaction.atomic
def _set_removed(plan: Plan, at: datetime | None, verb: str, *, by: User) -> Plan:
    plan = locked(plan, removed=True)
    if (plan.removed_at is None) == (at is None):
        return plan
    plan.removed_at = at
    if at is None:
        keep_plan(plan)
    else:
        plan.save(update_fields=["removed_at", "updated_at"])
    announce(verb, plan, by=by)
    return plan


@transaction.atomic
def mark_reviewed(plan: Plan, *, by: User, note: str = "", on: date | None = None) -> Plan:
    """Looked through and still right: fresh from today (or `on`), and kept as the next version."""
    plan = locked(plan)
    plan.reviewed_on = on or timezone.localdate()
    plan.save(update_fields=["reviewed_on", "updated_at"])
    version = save_version(plan, note=note, by=by)
    announce("planning.plan_reviewed", plan, by=by, version=version.number, note=note)
    return plan


@transaction.atomic
def save_version(plan: Plan, *, by: User, note: str = "") -> PlanVersion:
    """Give what the plan holds now the next number. The moment is the database's, which also dates its history."""
    plan = locked(plan)
    newest: int = plan.versions.aggregate(newest=Max("number"))["newest"] or 0
    version = PlanVersion(plan=plan, number=newest + 1, note=note.strip(), by=by)
    version.full_clean(exclude={"at"})
    version.at = Now()
    version.save()
    version.refresh_from_db(fields=["at"])
    return version


def locked(plan: Plan, *, removed: bool = False) -> Plan:
    """The plan's row, held until the end of the transaction."""
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if plan.removed_at and not removed:
        raise ValidationError(_("This plan was removed: restore it first."))
    return plan


def keep_plan(plan: Plan) -> None:
    plan.clean_fields()
    plan.clean()
    _refuse_overlap(plan)
    keep(plan)


def _refuse_overlap(plan: Plan) -> None:
    """Said with the other plan's name; the database refuses it too, for two people saving at the same moment."""
    others = Plan.objects.kept().filter(client=plan.client_id).exclude(pk=plan.pk)
    other = others.filter(starts_on__lte=plan.ends_on, ends_on__gte=plan.starts_on).first()
    if other:
        told = {"title": other.title, "from": date_short(other.starts_on), "to": date_short(other.ends_on)}
        refusal = _("“%(title)s” covers %(from)s to %(to)s: a client has one plan at a time.") % told
        raise ValidationError({"starts_on": refusal})


def announce(verb: str, plan: Plan, *, by: User, **told: Any) -> None:
    events.record(verb, plan, by=by, client_id=plan.client_id, **told)

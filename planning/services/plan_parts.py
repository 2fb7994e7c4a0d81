"""What a plan holds of its own: SWOT items with their evidence, and risks. Each change is a change of the plan."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kam.models import User
from kam.records import keep
from planning.models import Evidence, Objective, Plan, Risk, SwotItem
from planning.services.plan import announce, locked
from relationships.models import Interaction, Need

P = TypeVar("P", SwotItem, Risk, Evidence)


@transaction.atomic
def add_swot_item(plan: Plan, *, kind: str, text: str, by: User) -> SwotItem:
    """A strength or weakness of ours (S, W), an opportunity or threat outside (O, T)."""
    return _keep(SwotItem(plan=locked(plan), kind=kind, text=text.strip()), "swot_added", by=by)


@transaction.atomic
def change_swot_item(item: SwotItem, *, by: User, **changes: Any) -> SwotItem:
    return _change(item, changes, "swot_changed", by=by)


@transaction.atomic
def remove_swot_item(item: SwotItem, *, by: User) -> SwotItem:
    return _set_removed(item, timezone.now(), "swot_removed", by=by)


@transaction.atomic
def restore_swot_item(item: SwotItem, *, by: User) -> SwotItem:
    return _set_removed(item, None, "swot_restored", by=by)


@transaction.atomic
def add_evidence(
    item: SwotItem,
    *,
    by: User,
    need: Need | None = None,
    interaction: Interaction | None = None,
    objective: Objective | None = None,
    url: str = "",
    note: str = "",
) -> Evidence:
    """What the item rests on: a record of the same client, an address or a note."""
    client_id = locked(item.plan).client_id
    records = {"need": need, "interaction": interaction, "objective": objective}
    if strange := [name for name, record in records.items() if record and record.client_id != client_id]:
        raise ValidationError({name: _("Choose a record of this client.") for name in strange})
    found = Evidence(item=item, need=need, interaction=interaction, objective=objective, url=url, note=note.strip())
    return _keep(found, "evidence_added", by=by)


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: User) -> Evidence:
    return _set_removed(evidence, timezone.now(), "evidence_removed", by=by)


@transaction.atomic
def restore_evidence(evidence: Evidence, *, by: User) -> Evidence:
    return _set_removed(evidence, None, "evidence_restored", by=by)


@transaction.atomic
def add_risk(
    plan: Plan,
    *,
    statement: str,
    by: User,
    likelihood: int = 3,
    impact: int = 3,
    response: str = "",
    owner: User | None = None,
) -> Risk:
    """What may go wrong, how likely and how bad (1 to 5 each), what is done about it and by whom."""
    risk = Risk(
        plan=locked(plan),
        statement=statement.strip(),
        likelihood=likelihood,
        impact=impact,
        response=response.strip(),
        owner=owner or by,
    )
    return _keep(risk, "risk_added", by=by)


@transaction.atomic
def change_risk(risk: Risk, *, by: User, **changes: Any) -> Risk:
    return _change(risk, changes, "risk_changed", by=by)


def close_risk(risk: Risk, *, by: User) -> Risk:
    """No longer to be watched; `reopen_risk` brings it back."""
    return change_risk(risk, is_open=False, by=by)


def reopen_risk(risk: Risk, *, by: User) -> Risk:
    return change_risk(risk, is_open=True, by=by)


@transaction.atomic
def remove_risk(risk: Risk, *, by: User) -> Risk:
    return _set_removed(risk, timezone.now(), "risk_removed", by=by)


@transaction.atomic
def restore_risk(risk: Risk, *, by: User) -> Risk:
    return _set_removed(risk, None, "risk_restored", by=by)


def _change(part: P, changes: dict[str, Any], what: str, *, by: User) -> P:
    part = _fresh(part)
    if part.removed_at:
        raise ValidationError(_("This was removed: restore it first."))
    if all(getattr(part, field) == value for field, value in changes.items()):
        return part
    for field, value in changes.items():
        setattr(part, field, value)
    return _keep(part, what, by=by)


def _set_removed(part: P, at: datetime | None, what: str, *, by: User) -> P:
    part = _fresh(part)
    if (part.removed_at is None) == (at is None):
        return part
    part.removed_at = at
    part.save(update_fields=["removed_at"])
    announce("planning.plan_changed", _plan_of(part), by=by, what=what, item=str(part))
    return part


def _fresh(part: P) -> P:
    """The part as it is now, with its plan held."""
    locked(_plan_of(part))
    manager: models.Manager[P] = type(part)._default_manager
    return manager.get(pk=part.pk)


def _keep(part: P, what: str, *, by: User) -> P:
    keep(part)
    announce("planning.plan_changed", _plan_of(part), by=by, what=what, item=str(part))
    return part


def _plan_of(part: SwotItem | Risk | Evidence) -> Plan:
    return part.item.plan if isinstance(part, Evidence) else part.plan

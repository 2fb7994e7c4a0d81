from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Client
from kam import events
from kam.models import User
from planning.models import Action, Objective
from relationships.models import Interaction

Status = Action.Status


@transaction.atomic
def plan_action(
    client: Client,
    *,
    title: str,
    due_on: date,
    by: User,
    owner: User | None = None,
    objective: Objective | None = None,
    interaction: Interaction | None = None,
) -> Action:
    action = Action(
        client=client,
        title=title.strip(),
        due_on=due_on,
        owner=owner or by,
        objective=objective,
        interaction=interaction,
    )
    _check(action)
    action.save()
    _announce("planning.action_planned", action, by=by)
    return action


@transaction.atomic
def change_action(action: Action, *, by: User, **changes: Any) -> Action:
    action = _locked(action)
    for field, value in changes.items():
        setattr(action, field, value)
    _check(action)
    action.save()
    _announce("planning.action_changed", action, by=by)
    return action


def postpone_action(action: Action, *, due_on: date, by: User) -> Action:
    return change_action(action, due_on=due_on, by=by)


@transaction.atomic
def complete_action(action: Action, *, by: User) -> Action:
    """Done; a second click finds it done and changes nothing."""
    return _move(action, Status.DONE, "planning.action_done", by=by)


@transaction.atomic
def drop_action(action: Action, *, by: User) -> Action:
    return _move(action, Status.DROPPED, "planning.action_dropped", by=by)


@transaction.atomic
def reopen_action(action: Action, *, by: User) -> Action:
    return _move(action, Status.OPEN, "planning.action_reopened", by=by)


def _move(action: Action, status: str, verb: str, *, by: User) -> Action:
    action = _locked(action)
    if action.status != status:
        action.status = status
        action.done_at = timezone.now() if status == Status.DONE else None
        action.save(update_fields=["status", "done_at", "updated_at"])
        _announce(verb, action, by=by)
    return action


def _locked(action: Action) -> Action:
    return Action.objects.select_for_update().get(pk=action.pk)


def _check(action: Action) -> None:
    action.full_clean()
    if action.objective and action.objective.client_id != action.client_id:
        raise ValidationError({"objective": _("Choose an objective of this client.")})


def _announce(verb: str, action: Action, *, by: User) -> None:
    events.record(
        verb, action, by=by, client_id=action.client_id, due_on=action.due_on.isoformat(), owner=action.owner.name
    )

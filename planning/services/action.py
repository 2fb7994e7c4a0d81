from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Client, Contact
from kam import events
from kam.actor import Source, acting
from kam.models import User
from planning.models import Action
from planning.services.belonging import refuse_strangers

Status = Action.Status


@transaction.atomic
def plan_action(
    client: Client, *, title: str, due_on: date, by: User, owner: User | None = None, **fields: Any
) -> Action:
    """Plan what somebody will do by a day. `fields` may say what it serves and who does it at the client."""
    return plan_for(client, title=title, due_on=due_on, owner=owner or by, by=by, **fields)


@transaction.atomic
def plan_for(client: Client, *, title: str, due_on: date, owner: User, by: User | None, **fields: Any) -> Action:
    """The same, planned by the system where nobody did: by=None."""
    action = Action(client=client, title=title.strip(), due_on=due_on, owner=owner, **fields)
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


@transaction.atomic
def complete_action_as_client(action: Action, *, contact: Contact) -> Action:
    """Done by the person at the client to whom it was given, in the portal; a second click changes nothing.

    Refused unless the action is shared, this person's own, and open.
    """
    action = _locked(action)
    if not action.is_shared or action.client_owner_id != contact.pk:
        raise ValidationError(_("This action is not yours to complete."))
    if action.status == Status.DROPPED:
        raise ValidationError(_("This action was dropped: there is nothing left to do."))
    with acting(Source.PORTAL, contact.name):
        return _move(action, Status.DONE, "planning.action_done", by=None, who=contact.name)


@transaction.atomic
def share_action(action: Action, *, by: User) -> Action:
    """Show an action to the client: in the mutual plan and in the portal."""
    return _set_shared(action, True, "planning.action_shared", by=by)


@transaction.atomic
def unshare_action(action: Action, *, by: User) -> Action:
    return _set_shared(action, False, "planning.action_unshared", by=by)


def _set_shared(action: Action, is_shared: bool, verb: str, *, by: User) -> Action:
    action = _locked(action)
    if action.is_shared != is_shared:
        action.is_shared = is_shared
        action.save(update_fields=["is_shared", "updated_at"])
        _announce(verb, action, by=by)
    return action


def _move(action: Action, status: str, verb: str, *, by: User | None, **told: Any) -> Action:
    action = _locked(action)
    if action.status != status:
        action.status = status
        action.done_at = timezone.now() if status == Status.DONE else None
        action.save(update_fields=["status", "done_at", "updated_at"])
        _announce(verb, action, by=by, **told)
    return action


def _locked(action: Action) -> Action:
    return Action.objects.select_for_update().get(pk=action.pk)


def _check(action: Action) -> None:
    action.full_clean()
    refuse_strangers(action, "objective", "need", "strategy", "client_owner", "response")


def _announce(verb: str, action: Action, *, by: User | None, **told: Any) -> None:
    told |= {"due_on": action.due_on.isoformat(), "owner": action.owner.name}
    events.record(verb, action, by=by, client_id=action.client_id, **told)

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Client
from kam import events
from kam.models import User
from kam.records import keep
from planning.models import Strategy
from planning.services.belonging import refuse_strangers

Status = Strategy.Status


@transaction.atomic
def create_strategy(client: Client, *, by: User, owner: User | None = None, **fields: Any) -> Strategy:
    """A new way to answer a need or to use a position; owned by the client's owner by default."""
    strategy = Strategy(client=client, owner=owner or client.owner, **fields)
    _keep(strategy)
    _announce("planning.strategy_created", strategy, by=by)
    return strategy


@transaction.atomic
def change_strategy(strategy: Strategy, *, by: User, **changes: Any) -> Strategy:
    strategy = _locked(strategy)
    changed = sorted(field for field, value in changes.items() if getattr(strategy, field) != value)
    for field, value in changes.items():
        setattr(strategy, field, value)
    _keep(strategy)
    _announce("planning.strategy_changed", strategy, by=by, fields=changed)
    return strategy


def finish_strategy(strategy: Strategy, *, by: User) -> Strategy:
    """Carried out; its actions stay as they are."""
    return _move(strategy, to=Status.DONE, verb="planning.strategy_done", by=by)


def drop_strategy(strategy: Strategy, *, by: User) -> Strategy:
    return _move(strategy, to=Status.DROPPED, verb="planning.strategy_dropped", by=by)


def reopen_strategy(strategy: Strategy, *, by: User, to: str = Status.OPEN) -> Strategy:
    """Pursued again or, to undo, as it was before."""
    return _move(strategy, to=to, verb="planning.strategy_reopened", by=by)


@transaction.atomic
def _move(strategy: Strategy, *, to: str, verb: str, by: User) -> Strategy:
    strategy = _locked(strategy)
    if strategy.status != to:
        strategy.status = to
        strategy.save(update_fields=["status", "updated_at"])
        _announce(verb, strategy, by=by)
    return strategy


def remove_strategy(strategy: Strategy, *, by: User) -> Strategy:
    """Take a strategy out of sight; `restore_strategy` brings it back."""
    return _set_removed(strategy, timezone.now(), "planning.strategy_removed", by=by)


def restore_strategy(strategy: Strategy, *, by: User) -> Strategy:
    return _set_removed(strategy, None, "planning.strategy_restored", by=by)


@transaction.atomic
def _set_removed(strategy: Strategy, at: datetime | None, verb: str, *, by: User) -> Strategy:
    strategy = _locked(strategy)
    if (strategy.removed_at is None) == (at is None):
        return strategy
    strategy.removed_at = at
    strategy.save(update_fields=["removed_at", "updated_at"])
    _announce(verb, strategy, by=by)
    return strategy


def _locked(strategy: Strategy) -> Strategy:
    return Strategy.objects.select_for_update().get(pk=strategy.pk)


def _keep(strategy: Strategy) -> None:
    strategy.title = strategy.title.strip()
    refuse_strangers(strategy, "plan", "need", "objective")
    _check_pair(strategy)
    keep(strategy)


def _check_pair(strategy: Strategy) -> None:
    """What it comes from stands in one plan of the client: the strategy's own, or the plan it takes from there."""
    for name in ("inside", "outside"):
        item = getattr(strategy, name)
        if not item:
            continue
        strategy.plan = strategy.plan or item.plan
        if item.plan_id != strategy.plan_id or item.plan.client_id != strategy.client_id:
            raise ValidationError({name: _("Choose an item of the same plan of this client.")})


def _announce(verb: str, strategy: Strategy, *, by: User, **told: Any) -> None:
    events.record(verb, strategy, by=by, client_id=strategy.client_id, **told)

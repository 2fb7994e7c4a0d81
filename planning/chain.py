"""The way from what a client wants to what is reached: need, strategy, actions, objective, whichever are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from planning.models import Action, Objective, Strategy
from planning.reviews import Judgement, judged
from relationships.models import Need


@dataclass(frozen=True, slots=True)
class Chain:
    """`review` is the latest judgement of the objective, one that knows nothing without it."""

    need: Need | None
    strategy: Strategy | None
    actions: Sequence[Action]
    objective: Objective | None
    review: Judgement

    @property
    def has_links(self) -> bool:
        return bool(self.need or self.strategy or self.objective)


def of_strategy(strategy: Strategy) -> Chain:
    actions = strategy.actions.exclude(status=Action.Status.DROPPED).select_related("owner", "client_owner")
    return _chain(strategy.need, strategy, list(actions), strategy.objective)


def of_action(action: Action) -> Chain:
    """What an action does not say itself, its strategy may."""
    strategy: Any = action.strategy
    need = action.need or (strategy.need if strategy else None)
    return _chain(need, strategy, [action], action.objective or (strategy.objective if strategy else None))


def _chain(
    need: Need | None, strategy: Strategy | None, actions: Sequence[Action], objective: Objective | None
) -> Chain:
    review = judged([objective])[0][1] if objective else Judgement()
    return Chain(need, strategy, actions, objective, review)

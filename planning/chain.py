"""The way from what a client wants to what is reached: need, strategy, actions, objective, whichever are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from planning.models import Action, Objective, Strategy
from planning.reviews import Judgement, judged
from relationships.models import Need

Way = tuple[Strategy | None, Sequence[Action], Objective | None]


@dataclass(frozen=True, slots=True)
class Chain:
    """`review` is the latest judgement of the objective, one that knows nothing without it."""

    need: Need | None
    strategy: Strategy | None
    actions: Sequence[Action]
    objective: Objective | None
    review: Judgement

    @property
    def done(self) -> int:
        """How many of its actions are done."""
        return sum(action.status == Action.Status.DONE for action in self.actions)

    @property
    def has_links(self) -> bool:
        return bool(self.need or self.strategy or self.objective)


def of_strategy(strategy: Strategy) -> Chain:
    actions = strategy.actions.exclude(status=Action.Status.DROPPED).select_related("owner", "client_owner")
    return _chain(strategy.need, strategy, list(actions), strategy.objective)


def of_need(need: Need) -> list[Chain]:
    """All that is done about a need: a chain for each strategy, then one for each objective of its own actions."""
    kept = Action.objects.exclude(status=Action.Status.DROPPED).select_related("owner", "client_owner", "objective")
    pursued = need.strategies.filter(removed_at=None).exclude(status=Strategy.Status.DROPPED)
    strategies = pursued.select_related("objective", "owner").prefetch_related(Prefetch("actions", kept)).order_by("pk")
    ways = [(strategy, list(strategy.actions.all()), strategy.objective) for strategy in strategies]
    return _reviewed(need, [*ways, *_without_strategy(kept.filter(need=need, strategy=None))])


def _without_strategy(actions: Iterable[Action]) -> list[Way]:
    """By the objective they serve, those that serve none last."""
    found: dict[int, list[Action]] = defaultdict(list)
    for action in actions:
        found[action.objective_id or 0].append(action)
    return [(None, found[pk], found[pk][0].objective) for pk in sorted(found, key=lambda pk: (not pk, pk))]


def _reviewed(need: Need, ways: Sequence[Way]) -> list[Chain]:
    aims = {aim.pk: aim for _strategy, _actions, aim in ways if aim}
    reviews = {aim.pk: review for aim, review in judged(list(aims.values()))}
    return [
        Chain(need, strategy, actions, aim, reviews[aim.pk] if aim else Judgement()) for strategy, actions, aim in ways
    ]


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

"""Where strategies and the mutual plan show on the pages of others, how they are told of, and undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from kam.access import for_change, may_change
from kam.events import describe, page_of
from kam.http import Request
from kam.models import User
from kam.processes import Process
from kam.slots import fill
from kam.undo import undoes
from kam.web import NavEntry
from planning import chain, services
from planning.models import Action, Objective, Strategy
from relationships.models import Need

page_of("planning.strategy", "planning:show-strategy")

describe("planning.strategy_created", _("%(by)s set the strategy “%(name)s”"), icon="route")
describe("planning.strategy_changed", _("%(by)s changed the strategy “%(name)s”"), icon="route")
describe("planning.strategy_done", _("%(by)s carried out the strategy “%(name)s”"), icon="route")
describe("planning.strategy_dropped", _("%(by)s gave up the strategy “%(name)s”"), icon="route")
describe("planning.strategy_reopened", _("%(by)s took up the strategy “%(name)s” again"), icon="route")
describe("planning.strategy_removed", _("%(by)s removed the strategy “%(name)s”"), icon="route")
describe("planning.strategy_restored", _("%(by)s restored the strategy “%(name)s”"), icon="route")
describe("planning.action_shared", _("%(by)s shared “%(name)s” with the client"), icon="share-2")
describe("planning.action_unshared", _("%(by)s stopped sharing “%(name)s”"), icon="eye-off")


@undoes("planning.reopen_strategy")
def reopen_strategy(*, pk: int, to: str, by: User) -> None:
    services.reopen_strategy(for_change(Strategy.objects.all(), by, pk), to=to, by=by)


@undoes("planning.restore_strategy")
def restore_strategy(*, pk: int, by: User) -> None:
    services.restore_strategy(for_change(Strategy.objects.all(), by, pk), by=by)


@undoes("planning.share_action")
def share_action(*, pk: int, by: User) -> None:
    services.share_action(for_change(Action.objects.all(), by, pk), by=by)


@undoes("planning.unshare_action")
def unshare_action(*, pk: int, by: User) -> None:
    services.unshare_action(for_change(Action.objects.all(), by, pk), by=by)


@undoes("planning.put_back_actions")
def put_back_actions(*, before: list[dict[str, Any]], what: str, by: User) -> None:
    services.put_back_actions(before, what=what, by=by)


@fill("nav", order=22)
def strategies_entry(request: Request) -> NavEntry:
    return NavEntry(_("Strategies"), reverse("planning:strategies"), "route", Process.PLANNING)


@fill("client.planning", order=15)
def strategies_card(request: Request, client: Client) -> SafeString:
    context = {
        "client": client,
        "strategies": Strategy.objects.of(client).open().with_actions().select_related("owner", "need", "objective"),
        "may_change": may_change(Client.objects.all(), request.user, client.pk),
    }
    return render_to_string("planning/strategies_card.html", context, request)


@fill("objective.why", order=10)
def why_this_objective(request: Request, objective: Objective) -> SafeString:
    context = {
        "objective": objective,
        "strategies": _serving().filter(objective=objective),
        "may_change": may_change(Objective.objects.all(), request.user, objective.pk),
    }
    return render_to_string("planning/objective_why.html", context, request)


@fill("need.page", order=10)
def what_answers(request: Request, need: Need) -> SafeString:
    context = {
        "need": need,
        "chains": chain.of_need(need),
        "may_change": may_change(Need.objects.all(), request.user, need.pk),
    }
    return render_to_string("planning/need_answers.html", context, request)


@fill("needs.answers")
def answers(needs: Sequence[Need]) -> dict[int, SafeString]:
    """For each need that something answers: its strategies, and the actions that answer it without one."""
    found: dict[int, list[Strategy | Action]] = defaultdict(list)
    actions = Action.objects.open().filter(need__in=needs, strategy=None)
    for answer in [*_serving().exclude(status="dropped").filter(need__in=needs), *actions]:
        found[answer.need_id or 0].append(answer)
    return {pk: render_to_string("planning/answers.html", {"answers": rows}) for pk, rows in found.items()}


@fill("needs.served")
def served() -> Q:
    """Which needs somebody does something about; a condition on the row of a need, for lists."""
    pursued = Strategy.objects.open().filter(need=OuterRef("pk"))
    under_way = Action.objects.open().filter(need=OuterRef("pk"))
    return Q(Exists(pursued)) | Q(Exists(under_way))


def _serving() -> Any:
    return Strategy.objects.kept().with_actions().select_related("need", "objective", "owner")

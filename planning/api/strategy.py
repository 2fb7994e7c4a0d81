from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet

from accounts.api import ClientSerializer, EditableClient
from accounts.models import Client
from kam.api import UserSerializer, router
from kam.fields import Reference
from kam.filters import IdFilter, PersonFilter, Removable, SyncedFilter, YesNoFilter
from kam.models import User
from kam.serializers import RecordSerializer
from kam.shape import Expansion
from kam.viewsets import Changes, Creates, ScopedViewSet, verb
from planning import services
from planning.api.action import ActionSerializer, visible_needs, visible_objectives
from planning.api.objective import ObjectiveSerializer
from planning.api.owned import OwnedSerializer
from planning.models import Plan, Strategy, SwotItem
from planning.models.strategy import StrategyQuerySet
from relationships.api import NeedSerializer


def visible_plans(user: User) -> QuerySet[Plan]:
    return Plan.objects.visible_to(user).kept()


def visible_swot(user: User) -> QuerySet[SwotItem]:
    return SwotItem.objects.visible_to(user).kept().select_related("plan")


class StrategySerializer(OwnedSerializer):
    scope = "planning"
    create_only = frozenset({"client"})
    example: ClassVar = {
        "id": 18,
        "client": 12,
        "plan": None,
        "title": "Deliver before seven",
        "hypothesis": "With goods on the shelf at opening, they order fresh goods daily.",
        "need": 91,
        "objective": 44,
        "inside": None,
        "outside": None,
        "status": "open",
        "owner": 7,
        "removed_at": None,
        "created_at": "2026-03-02T16:05:21Z",
        "updated_at": "2026-03-02T16:05:21Z",
        "external_ids": [],
        "web_url": "https://kam.example/strategies/18/",
    }
    expandable: ClassVar = {
        "client": Expansion(ClientSerializer, "client_id"),
        "need": Expansion(NeedSerializer, "need_id"),
        "objective": Expansion(ObjectiveSerializer, "objective_id"),
        "owner": Expansion(UserSerializer, "owner_id"),
        "actions": Expansion(ActionSerializer, "strategy_id", many=True),
    }
    client = EditableClient()
    plan = Reference(visible_plans, allow_null=True, required=False)
    need = Reference(visible_needs, allow_null=True, required=False, help_text="The need it answers.")
    objective = Reference(visible_objectives, allow_null=True, required=False, help_text="The objective it serves.")
    inside = Reference(
        visible_swot, allow_null=True, required=False, help_text="A strength or weakness of the plan's SWOT."
    )
    outside = Reference(
        visible_swot, allow_null=True, required=False, help_text="An opportunity or threat of the plan's SWOT."
    )

    class Meta(RecordSerializer.Meta):
        model = Strategy
        fields = (
            "id", "client", "plan", "title", "hypothesis", "need", "objective", "inside", "outside", "status", "owner",
            "removed_at", "created_at", "updated_at", "external_ids", "web_url",
        )  # fmt: skip
        read_only_fields = ("status",)


class StrategyFilter(Removable, SyncedFilter):
    client = IdFilter()
    plan = IdFilter()
    need = IdFilter()
    objective = IdFilter()
    owner = PersonFilter()
    status = filters.ChoiceFilter(choices=Strategy.Status.choices)
    without_action = YesNoFilter(method="idle", label="`true`: only those pursued without any open action.")
    search = filters.CharFilter(field_name="title", lookup_expr="unaccent__icontains", label="Part of the title.")

    def idle(self, rows: StrategyQuerySet, name: str, value: bool) -> QuerySet[Strategy]:
        return rows.without_action() if value else rows


class StrategyViewSet(Creates[Strategy], Changes[Strategy], ScopedViewSet[Strategy]):
    """How a need is answered or a position used: the way from what is known to what is done."""

    queryset = Strategy.objects.all()
    serializer_class = StrategySerializer
    filterset_class = StrategyFilter
    sortable = ("id", "created_at", "updated_at")

    def perform_create(self, client: Client, **values: Any) -> Strategy:  # type: ignore[override]
        return services.create_strategy(client, by=self.request.user, **values)

    def perform_change(self, record: Strategy, **changes: Any) -> Strategy:
        return services.change_strategy(record, by=self.request.user, **changes)

    done = verb("done", services.finish_strategy)
    drop = verb("drop", services.drop_strategy)
    reopen = verb("reopen", services.reopen_strategy)
    remove = verb("remove", services.remove_strategy)
    restore = verb("restore", services.restore_strategy)


ActionSerializer.expandable["strategy"] = Expansion(StrategySerializer, "strategy_id")
NeedSerializer.expandable["strategies"] = Expansion(StrategySerializer, "need_id", many=True)
NeedSerializer.expandable["actions"] = Expansion(ActionSerializer, "need_id", many=True)

router.register("strategies", StrategyViewSet)

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet

from accounts.api import ClientSerializer, EditableClient
from accounts.models import Client
from kam.api import UserSerializer, router
from kam.fields import Reference
from kam.filters import DayFilter, IdFilter, PersonFilter, SyncedFilter, YesNoFilter
from kam.models import User
from kam.serializers import RecordSerializer
from kam.shape import Expansion
from kam.viewsets import Changes, Creates, ScopedViewSet, verb
from planning import services
from planning.api.objective import ObjectiveSerializer
from planning.api.owned import OwnedSerializer
from planning.models import Action, Objective, Strategy
from relationships.api import NeedSerializer, visible_contacts
from relationships.models import Need


def visible_objectives(user: User) -> QuerySet[Objective]:
    return Objective.objects.visible_to(user)


def visible_needs(user: User) -> QuerySet[Need]:
    return Need.objects.visible_to(user).kept()


def visible_strategies(user: User) -> QuerySet[Strategy]:
    return Strategy.objects.visible_to(user).kept()


class ActionSerializer(OwnedSerializer):
    scope = "planning"
    create_only = frozenset({"client"})
    example: ClassVar = {
        "id": 77,
        "client": 12,
        "title": "Send the new price list",
        "objective": 44,
        "interaction": None,
        "need": 91,
        "strategy": 18,
        "owner": 7,
        "client_owner": 31,
        "is_shared": True,
        "due_on": "2026-03-09",
        "status": "open",
        "done_at": None,
        "created_at": "2026-03-02T16:05:21Z",
        "updated_at": "2026-03-02T16:05:21Z",
        "external_ids": [],
        "web_url": "https://kam.example/actions/77/",
    }
    expandable: ClassVar = {
        "client": Expansion(ClientSerializer, "client_id"),
        "objective": Expansion(ObjectiveSerializer, "objective_id"),
        "owner": Expansion(UserSerializer, "owner_id"),
    }
    client = EditableClient()
    objective = Reference(visible_objectives, allow_null=True, required=False)
    interaction = Reference(allow_null=True, help_text="The conversation that led to it.")
    need = Reference(visible_needs, allow_null=True, required=False)
    strategy = Reference(visible_strategies, allow_null=True, required=False)
    client_owner = Reference(
        visible_contacts, allow_null=True, required=False, help_text="The contact who does it, or their part of it."
    )

    class Meta(RecordSerializer.Meta):
        model = Action
        fields = (
            "id", "client", "title", "objective", "interaction", "need", "strategy", "owner", "client_owner",
            "is_shared", "due_on", "status", "done_at", "created_at", "updated_at", "external_ids", "web_url",
        )  # fmt: skip
        read_only_fields = ("status",)


class ActionFilter(SyncedFilter):
    client = IdFilter()
    objective = IdFilter()
    interaction = IdFilter()
    need = IdFilter()
    strategy = IdFilter()
    client_owner = IdFilter()
    is_shared = YesNoFilter()
    owner = PersonFilter()
    status = filters.ChoiceFilter(choices=Action.Status.choices)
    due_on__gte = DayFilter(field_name="due_on", lookup_expr="gte", label="Due on this day or later.")
    due_on__lte = DayFilter(field_name="due_on", lookup_expr="lte", label="Due on this day or earlier.")
    search = filters.CharFilter(field_name="title", lookup_expr="unaccent__icontains", label="Part of the title.")


class ActionViewSet(Creates[Action], Changes[Action], ScopedViewSet[Action]):
    """What somebody will do, by when."""

    queryset = Action.objects.all()
    serializer_class = ActionSerializer
    filterset_class = ActionFilter
    sortable = ("id", "due_on", "created_at", "updated_at")

    def perform_create(self, client: Client, **values: Any) -> Action:  # type: ignore[override]
        return services.plan_action(client, by=self.request.user, **values)

    def perform_change(self, record: Action, **changes: Any) -> Action:
        return services.change_action(record, by=self.request.user, **changes)

    done = verb("done", services.complete_action)
    drop = verb("drop", services.drop_action)
    reopen = verb("reopen", services.reopen_action)
    share = verb("share", services.share_action)
    unshare = verb("unshare", services.unshare_action)


ActionSerializer.expandable["need"] = Expansion(NeedSerializer, "need_id")
ObjectiveSerializer.expandable["actions"] = Expansion(ActionSerializer, "objective_id", many=True)

router.register("actions", ActionViewSet)

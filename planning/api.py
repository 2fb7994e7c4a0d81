"""Objectives, their progress, actions; and interactions, because logging one plans its next step."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.api import ClientSerializer, EditableClient
from accounts.models import Client, Contact
from kam.access import for_change, for_view
from kam.api import UserSerializer, router
from kam.fields import Reference, References
from kam.filters import DayFilter, IdFilter, MomentFilter, PersonFilter, Removable, ResourceFilter, SyncedFilter
from kam.models import User
from kam.processes import Process
from kam.serializers import RecordSerializer
from kam.shape import Expansion
from kam.viewsets import Changes, Creates, Lists, ScopedViewSet, verb
from planning import services
from planning.forms import colleagues
from planning.models import Action, Milestone, Objective, Progress
from relationships import services as relationships
from relationships.models import Interaction


def active_people(user: User) -> QuerySet[User]:
    return User.objects.filter(is_active=True)


def visible_contacts(user: User) -> QuerySet[Contact]:
    return Contact.objects.visible_to(user)


def visible_objectives(user: User) -> QuerySet[Objective]:
    return Objective.objects.visible_to(user)


class OwnedSerializer(RecordSerializer[Any]):
    owner = Reference(active_people, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Work on a client is owned by somebody who works with it."""
        client = attrs["client"] if self.instance is None else self.instance.client
        if "owner" in attrs and not colleagues(client).filter(pk=attrs["owner"].pk).exists():
            raise serializers.ValidationError({"owner": _("Choose somebody who works with this client.")})
        return attrs


# --- Objectives -------------------------------------------------------------------------------------------------------


class MilestoneSerializer(serializers.ModelSerializer[Milestone]):
    class Meta:
        model = Milestone
        fields = ("title", "due_on", "value")


class ObjectiveSerializer(OwnedSerializer):
    """Values are decimals in the objective's `unit` (and `currency`), so that their shape does not change with it."""

    scope = "planning"
    create_only = frozenset({"client"})
    prefetched = ("milestones",)
    example: ClassVar = {
        "id": 44,
        "client": 12,
        "title": "Revenue 2026",
        "process": "performance",
        "unit": "money",
        "currency": "EUR",
        "kind": "increase",
        "baseline": "0.0000",
        "minimum": "90000.0000",
        "target": "120000.0000",
        "stretch": None,
        "starts_on": "2026-01-01",
        "due_on": "2026-12-31",
        "curve": "linear",
        "monthly_shares": None,
        "milestones": [],
        "cadence_days": 35,
        "status": "active",
        "owner": 7,
        "current": "1234.5000",
        "current_on": "2026-03-01",
        "created_at": "2026-01-12T10:00:00Z",
        "updated_at": "2026-03-02T16:05:21Z",
        "external_ids": [],
        "web_url": "https://kam.example/objectives/44/",
    }
    expandable: ClassVar = {
        "client": Expansion(ClientSerializer, "client_id"),
        "owner": Expansion(UserSerializer, "owner_id"),
    }
    client = EditableClient()
    milestones = MilestoneSerializer(many=True, required=False, max_length=24)  # type: ignore[call-arg]

    class Meta(RecordSerializer.Meta):
        model = Objective
        fields = (
            "id", "client", "title", "process", "unit", "currency", "kind", "baseline", "minimum", "target", "stretch",
            "starts_on", "due_on", "curve", "monthly_shares", "milestones", "cadence_days", "status", "owner",
            "current", "current_on", "created_at", "updated_at", "external_ids", "web_url",
        )  # fmt: skip
        read_only_fields = ("status",)


class ObjectiveFilter(SyncedFilter):
    client = IdFilter()
    owner = PersonFilter()
    status = filters.ChoiceFilter(choices=Objective.Status.choices)
    process = filters.ChoiceFilter(choices=Process.choices)
    kind = filters.ChoiceFilter(choices=Objective.Kind.choices)
    unit = filters.ChoiceFilter(choices=Objective.Unit.choices)
    due_on__gte = DayFilter(field_name="due_on", lookup_expr="gte", label="Due on this day or later.")
    due_on__lte = DayFilter(field_name="due_on", lookup_expr="lte", label="Due on this day or earlier.")
    search = filters.CharFilter(field_name="title", lookup_expr="unaccent__icontains", label="Part of the title.")


class ObjectiveViewSet(Creates[Objective], Changes[Objective], ScopedViewSet[Objective]):
    """What is to be reached with a client, by when, and how one will know."""

    queryset = Objective.objects.all()
    serializer_class = ObjectiveSerializer
    filterset_class = ObjectiveFilter
    sortable = ("id", "due_on", "created_at", "updated_at")

    def perform_create(self, client: Client, **values: Any) -> Objective:  # type: ignore[override]
        return services.create_objective(client, by=self.request.user, **values)

    def perform_change(self, record: Objective, **changes: Any) -> Objective:
        return services.change_objective(record, by=self.request.user, **changes)

    close = verb("close", services.close_objective)
    cancel = verb("cancel", services.cancel_objective)
    reopen = verb("reopen", services.reopen_objective)


# --- Progress ---------------------------------------------------------------------------------------------------------


class ProgressSerializer(RecordSerializer[Progress]):
    scope = "planning"
    example: ClassVar = {
        "id": 208,
        "objective": 44,
        "value": "1234.5000",
        "noted_on": "2026-03-01",
        "note": "",
        "by": 7,
        "removed_at": None,
        "created_at": "2026-03-02T16:05:21Z",
        "external_ids": [],
        "web_url": "https://kam.example/objectives/44/",
    }
    expandable: ClassVar = {
        "objective": Expansion(ObjectiveSerializer, "objective_id"),
        "by": Expansion(UserSerializer, "by_id"),
    }
    objective = Reference()
    by = Reference(allow_null=True)

    class Meta(RecordSerializer.Meta):
        model = Progress
        fields = (
            "id", "objective", "value", "noted_on", "note", "by", "removed_at", "created_at", "external_ids", "web_url",
        )  # fmt: skip

    def page_of(self, record: Progress) -> str:
        return reverse("planning:show-objective", args=[record.objective_id])


class ProgressFilter(Removable, ResourceFilter):
    objective = IdFilter()
    client = IdFilter(field_name="objective__client")
    by = PersonFilter()
    noted_on__gte = DayFilter(field_name="noted_on", lookup_expr="gte", label="Of this day or later.")
    noted_on__lte = DayFilter(field_name="noted_on", lookup_expr="lte", label="Of this day or earlier.")


class ProgressViewSet(ScopedViewSet[Progress]):
    """Readings: the level an objective had reached on a day (not the change since the reading before)."""

    queryset = Progress.objects.all()
    serializer_class = ProgressSerializer
    filterset_class = ProgressFilter
    sortable = ("-noted_on", "noted_on", "id", "created_at")

    withdraw = verb("withdraw", services.withdraw_progress)
    restore = verb("restore", services.restore_progress)


class ObjectiveProgressViewSet(Creates[Progress], Lists[Progress]):
    """The readings of one objective."""

    queryset = Progress.objects.all()
    serializer_class = ProgressSerializer
    filterset_class = ProgressFilter
    sortable = ProgressViewSet.sortable

    def get_queryset(self) -> Any:
        objective = for_view(Objective.objects.all(), self.request.user, int(self.kwargs["objective"]))
        return super().get_queryset().filter(objective=objective)

    def check_may_create(self) -> None:
        self.objective = for_change(Objective.objects.all(), self.request.user, int(self.kwargs["objective"]))

    def perform_create(self, **values: Any) -> Progress:
        return services.record_progress(self.objective, by=self.request.user, **values)


# --- Actions ----------------------------------------------------------------------------------------------------------


class ActionSerializer(OwnedSerializer):
    scope = "planning"
    create_only = frozenset({"client"})
    example: ClassVar = {
        "id": 77,
        "client": 12,
        "title": "Send the new price list",
        "objective": 44,
        "interaction": None,
        "owner": 7,
        "due_on": "2026-03-09",
        "status": "open",
        "done_at": None,
        "created_at": "2026-03-02T16:05:21Z",
        "updated_at": "2026-03-02T16:05:21Z",
        "external_ids": [],
        "web_url": "https://kam.example/actions/77/",
    }
    client = EditableClient()
    objective = Reference(visible_objectives, allow_null=True, required=False)
    interaction = Reference(allow_null=True, help_text="The conversation that led to it.")

    class Meta(RecordSerializer.Meta):
        model = Action
        fields = (
            "id", "client", "title", "objective", "interaction", "owner", "due_on", "status", "done_at", "created_at",
            "updated_at", "external_ids", "web_url",
        )  # fmt: skip
        read_only_fields = ("status",)


class ActionFilter(SyncedFilter):
    client = IdFilter()
    objective = IdFilter()
    interaction = IdFilter()
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


# --- Interactions -----------------------------------------------------------------------------------------------------


class InteractionSerializer(RecordSerializer[Interaction]):
    scope = "relationships"
    create_only = frozenset({"client", "next_step", "next_on"})
    prefetched = ("people",)
    example: ClassVar = {
        "id": 505,
        "client": 12,
        "kind": "call",
        "summary": "Deliveries reviewed; they want the new price list.",
        "happened_at": "2026-03-02T15:30:00Z",
        "people": [31],
        "by": 7,
        "next_step": "Send the new price list",
        "next_on": "2026-03-09",
        "removed_at": None,
        "created_at": "2026-03-02T16:05:21Z",
        "updated_at": "2026-03-02T16:05:21Z",
        "external_ids": [],
        "web_url": "https://kam.example/interactions/505/",
    }
    client = EditableClient()
    people = References(visible_contacts, required=False, help_text="Contacts of the client.")
    by = Reference()
    next_step = serializers.CharField(
        write_only=True, required=False, max_length=200, help_text="Becomes an action, in the same transaction."
    )
    next_on = serializers.DateField(write_only=True, required=False, help_text="Due; in a week without it.")

    class Meta(RecordSerializer.Meta):
        model = Interaction
        fields = (
            "id", "client", "kind", "summary", "happened_at", "people", "by", "next_step", "next_on", "removed_at",
            "created_at", "updated_at", "external_ids", "web_url",
        )  # fmt: skip
        extra_kwargs: ClassVar = {"kind": {"required": True}}


class InteractionFilter(Removable, SyncedFilter):
    client = IdFilter()
    person = IdFilter(field_name="people", label="With this contact.")
    by = PersonFilter()
    kind = filters.ChoiceFilter(choices=Interaction.Kind.choices)
    happened_at__gte = MomentFilter(field_name="happened_at", lookup_expr="gte", label="At this time or later.")
    happened_at__lt = MomentFilter(field_name="happened_at", lookup_expr="lt", label="Before this time.")
    search = filters.CharFilter(field_name="summary", lookup_expr="unaccent__icontains", label="Part of the summary.")


class InteractionViewSet(Creates[Interaction], Changes[Interaction], ScopedViewSet[Interaction]):
    """Conversations with a client's people."""

    queryset = Interaction.objects.all()
    serializer_class = InteractionSerializer
    filterset_class = InteractionFilter
    sortable = ("-happened_at", "happened_at", "id", "created_at", "updated_at")

    def perform_create(self, client: Client, **values: Any) -> Interaction:  # type: ignore[override]
        return services.log_interaction(client, by=self.request.user, **values)

    def perform_change(self, record: Interaction, **changes: Any) -> Interaction:
        return relationships.change_interaction(record, by=self.request.user, **changes)

    remove = verb("remove", relationships.remove_interaction)
    restore = verb("restore", relationships.restore_interaction)


ActionSerializer.expandable = {
    "client": Expansion(ClientSerializer, "client_id"),
    "objective": Expansion(ObjectiveSerializer, "objective_id"),
    "interaction": Expansion(InteractionSerializer, "interaction_id"),
    "owner": Expansion(UserSerializer, "owner_id"),
}
InteractionSerializer.expandable = {
    "client": Expansion(ClientSerializer, "client_id"),
    "by": Expansion(UserSerializer, "by_id"),
    "actions": Expansion(ActionSerializer, "interaction_id", many=True),
}
ObjectiveSerializer.expandable["actions"] = Expansion(ActionSerializer, "objective_id", many=True)
ClientSerializer.expandable["objectives"] = Expansion(ObjectiveSerializer, "client_id", many=True)

router.register("objectives", ObjectiveViewSet)
router.register("objectives/(?P<objective>[0-9]{1,18})/progress", ObjectiveProgressViewSet, "objective-progress")
router.register("progress", ProgressViewSet)
router.register("actions", ActionViewSet)
router.register("interactions", InteractionViewSet)

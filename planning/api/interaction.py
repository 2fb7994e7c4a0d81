"""Interactions stand here and not with their table, because logging one plans its next step."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from rest_framework import serializers

from accounts.api import ClientSerializer, EditableClient
from accounts.models import Client
from kam.api import UserSerializer, router
from kam.fields import Reference, References
from kam.filters import IdFilter, MomentFilter, PersonFilter, Removable, SyncedFilter
from kam.serializers import RecordSerializer
from kam.shape import Expansion
from kam.viewsets import Changes, Creates, ScopedViewSet, verb
from planning import services
from planning.api.action import ActionSerializer
from relationships import services as relationships
from relationships.api import NeedSerializer, visible_contacts
from relationships.models import Interaction


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
    expandable: ClassVar = {
        "client": Expansion(ClientSerializer, "client_id"),
        "by": Expansion(UserSerializer, "by_id"),
        "actions": Expansion(ActionSerializer, "interaction_id", many=True),
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


NeedSerializer.expandable["heard_in"] = Expansion(InteractionSerializer, "heard_in_id")
ActionSerializer.expandable["interaction"] = Expansion(InteractionSerializer, "interaction_id")

router.register("interactions", InteractionViewSet)

"""What clients want, over the API. (Interactions stand in planning, because logging one plans its next step.)"""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet

from accounts.api import ClientSerializer, EditableClient
from accounts.models import Client, Contact
from kam.api import UserSerializer, router
from kam.fields import Reference
from kam.filters import DayFilter, IdFilter, Removable, SyncedFilter
from kam.models import User
from kam.serializers import RecordSerializer
from kam.shape import Expansion
from kam.viewsets import Changes, Creates, ScopedViewSet, verb
from relationships import services
from relationships.models import Interaction, Need


def visible_contacts(user: User) -> QuerySet[Contact]:
    return Contact.objects.kept().visible_to(user)


def visible_interactions(user: User) -> QuerySet[Interaction]:
    return Interaction.objects.visible_to(user).kept()


class NeedSerializer(RecordSerializer[Need]):
    scope = "relationships"
    create_only = frozenset({"client"})
    example: ClassVar = {
        "id": 91,
        "client": 12,
        "statement": "Fresh goods on the shelf before the shop opens",
        "kind": "need",
        "status": "confirmed",
        "stated_by": 31,
        "stated_on": "2026-02-20",
        "importance": 5,
        "due_on": "2026-06-30",
        "heard_in": 505,
        "created_by": 7,
        "removed_at": None,
        "created_at": "2026-03-02T16:05:21Z",
        "updated_at": "2026-03-02T16:05:21Z",
        "external_ids": [],
        "web_url": "https://kam.example/needs/91/edit/",
    }
    expandable: ClassVar = {
        "client": Expansion(ClientSerializer, "client_id"),
        "created_by": Expansion(UserSerializer, "created_by_id"),
    }
    client = EditableClient()
    stated_by = Reference(visible_contacts, allow_null=True, required=False, help_text="A contact of the client.")
    heard_in = Reference(
        visible_interactions, allow_null=True, required=False, help_text="An interaction with the client."
    )
    created_by = Reference()

    class Meta(RecordSerializer.Meta):
        model = Need
        fields = (
            "id", "client", "statement", "kind", "status", "stated_by", "stated_on", "importance", "due_on", "heard_in",
            "created_by", "removed_at", "created_at", "updated_at", "external_ids", "web_url",
        )  # fmt: skip


class NeedFilter(Removable, SyncedFilter):
    client = IdFilter()
    stated_by = IdFilter()
    heard_in = IdFilter()
    kind = filters.ChoiceFilter(choices=Need.Kind.choices)
    status = filters.ChoiceFilter(choices=Need.Status.choices)
    due_on__gte = DayFilter(field_name="due_on", lookup_expr="gte", label="Wanted by this day or later.")
    due_on__lte = DayFilter(field_name="due_on", lookup_expr="lte", label="Wanted by this day or earlier.")
    search = filters.CharFilter(
        field_name="statement", lookup_expr="unaccent__icontains", label="Part of the statement."
    )


class NeedViewSet(Creates[Need], Changes[Need], ScopedViewSet[Need]):
    """What a client wants, in the client's own words."""

    queryset = Need.objects.all()
    serializer_class = NeedSerializer
    filterset_class = NeedFilter
    sortable = ("id", "created_at", "updated_at")

    def perform_create(self, client: Client, **values: Any) -> Need:  # type: ignore[override]
        return services.create_need(client, by=self.request.user, **values)

    def perform_change(self, record: Need, **changes: Any) -> Need:
        return services.change_need(record, by=self.request.user, **changes)

    remove = verb("remove", services.remove_need)
    restore = verb("restore", services.restore_need)


router.register("needs", NeedViewSet)

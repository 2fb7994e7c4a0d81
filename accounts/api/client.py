"""Clients, their contacts, and what happened with them."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any, ClassVar

import django_filters as filters
from django.db.models import Q, QuerySet
from rest_framework import serializers

from accounts import services
from accounts.api.people import AnswersForPeople
from accounts.models import Client, Contact
from accounts.models.client import ClientQuerySet
from kam import events
from kam.access import assignable_people, assignable_teams, scope_of
from kam.api import TeamSerializer, UserSerializer, router
from kam.fields import Money, Reference
from kam.filters import IdFilter, MomentFilter, PersonFilter, SyncedFilter, YesNoFilter
from kam.models import ApiToken, Event, User
from kam.scopes import GROUP_OF_APP
from kam.serializers import RecordSerializer
from kam.shape import Expansion
from kam.viewsets import Changes, Creates, ScopedViewSet


def visible_clients(user: User) -> QuerySet[Client]:
    return Client.objects.visible_to(user)


def editable_clients(user: User) -> QuerySet[Client]:
    return Client.objects.editable_by(user)


class EditableClient(Reference):
    """The client a record is written for: one that the caller may change, else an id in a body would open any."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(editable_clients, **kwargs)


# --- Clients ----------------------------------------------------------------------------------------------------------


class ClientSerializer(RecordSerializer[Client]):
    scope = "clients"
    example: ClassVar = {
        "id": 12,
        "name": "Grupo Alvorada",
        "parent": None,
        "tier": "A",
        "segment": "Retalho",
        "country": "PT",
        "city": "Braga",
        "tax_number": "501964843",
        "website": "https://alvorada.example",
        "employees": 340,
        "annual_revenue": {"amount": "1234.50", "currency": "EUR"},
        "contact_every": None,
        "customer_since": "2019-03-01",
        "owner": 7,
        "team": 2,
        "is_active": True,
        "created_at": "2026-01-12T09:30:00Z",
        "updated_at": "2026-03-02T16:05:21Z",
        "external_ids": [{"system": "erp", "id": "C-1042"}],
        "web_url": "https://kam.example/clients/12/",
    }
    parent: Any = Reference(visible_clients, allow_null=True, required=False)
    owner = Reference(assignable_people, required=False, help_text="Without it: whoever creates the client.")
    team = Reference(assignable_teams, required=False, help_text="Without it: the owner's.")
    annual_revenue = Money("annual_revenue", "currency", allow_null=True, required=False)

    class Meta(RecordSerializer.Meta):
        model = Client
        fields = (
            "id", "name", "parent", "tier", "segment", "country", "city", "tax_number", "website", "employees",
            "annual_revenue", "contact_every", "customer_since", "owner", "team", "is_active", "created_at",
            "updated_at", "external_ids", "web_url",
        )  # fmt: skip
        read_only_fields = ("is_active",)


ClientSerializer.expandable = {
    "parent": Expansion(ClientSerializer, "parent_id"),
    "owner": Expansion(UserSerializer, "owner_id"),
    "team": Expansion(TeamSerializer, "team_id"),
}


class ClientFilter(SyncedFilter):
    owner = PersonFilter()
    team = IdFilter()
    parent = IdFilter()
    tier = filters.ChoiceFilter(choices=Client.Tier.choices)
    segment = filters.CharFilter()
    country = filters.CharFilter()
    tax_number = filters.CharFilter()
    is_active = YesNoFilter()
    search = filters.CharFilter(method="searched", label="Part of the name, or the start of the tax number.")

    def searched(self, clients: ClientQuerySet, name: str, text: str) -> ClientQuerySet:
        return clients.searched(text)


class ClientViewSet(Creates[Client], Changes[Client], ScopedViewSet[Client]):
    """The companies the business is done with: key accounts (tier A), those to develop (B) and the others (C)."""

    queryset = Client.objects.all()
    serializer_class = ClientSerializer
    filterset_class = ClientFilter
    sortable = ("id", "name", "created_at", "updated_at")

    def perform_create(self, **values: Any) -> Client:
        return services.create_client(by=self.request.user, **values)

    def perform_change(self, record: Client, **changes: Any) -> Client:
        return services.change_client(record, by=self.request.user, **changes)


# --- Contacts ---------------------------------------------------------------------------------------------------------


class ContactSerializer(RecordSerializer[Contact]):
    scope = "clients"
    create_only = frozenset({"client"})
    example: ClassVar = {
        "id": 31,
        "client": 12,
        "name": "Joana Prates",
        "job_title": "Diretora de compras",
        "email": "joana.prates@alvorada.example",
        "phone": "+351 253 000 111",
        "language": "pt-pt",
        "left_on": None,
        "is_placeholder": False,
        "legal_basis": "interest",
        "consented_on": None,
        "consent_told": "",
        "surveys_refused_on": None,
        "merged_into": None,
        "erased_at": None,
        "created_at": "2026-01-12T09:32:10Z",
        "updated_at": "2026-01-12T09:32:10Z",
        "external_ids": [],
        "web_url": "https://kam.example/people/31/",
    }
    expandable: ClassVar = {"client": Expansion(ClientSerializer, "client_id")}
    client = EditableClient()
    merged_into = Reference(allow_null=True, help_text="The record that this one is part of now.")

    class Meta(RecordSerializer.Meta):
        model = Contact
        fields = (
            "id", "client", "name", "job_title", "email", "phone", "language", "left_on", "is_placeholder",
            "legal_basis", "consented_on", "consent_told", "surveys_refused_on", "merged_into", "erased_at",
            "created_at", "updated_at", "external_ids", "web_url",
        )  # fmt: skip
        read_only_fields = ("erased_at",)


class ContactFilter(SyncedFilter):
    include_deleted = YesNoFilter(
        method="with_gone", label="Also who was merged into another record or erased: see `merged_into`, `erased_at`."
    )
    client = IdFilter()
    email = filters.CharFilter(lookup_expr="iexact")
    current = YesNoFilter(field_name="left_on", lookup_expr="isnull", label="Whether they are still there.")
    is_placeholder = YesNoFilter(label="Whether it is a role that is still to be identified.")
    search = filters.CharFilter(field_name="name", lookup_expr="unaccent__icontains", label="Part of the name.")

    def with_gone(self, rows: QuerySet[Contact], name: str, value: bool) -> QuerySet[Contact]:
        return rows

    def filter_queryset(self, queryset: QuerySet[Contact]) -> QuerySet[Contact]:
        if not self.form.cleaned_data["include_deleted"]:
            queryset = queryset.filter(merged_into=None, erased_at=None)
        return super().filter_queryset(queryset)


class ContactViewSet(AnswersForPeople, Creates[Contact], Changes[Contact], ScopedViewSet[Contact]):
    """The people in a client's books."""

    queryset = Contact.objects.all()
    serializer_class = ContactSerializer
    filterset_class = ContactFilter
    sortable = ("id", "name", "created_at", "updated_at")

    def perform_create(self, client: Client, **values: Any) -> Contact:  # type: ignore[override]
        return services.create_contact(client, by=self.request.user, **values)

    def perform_change(self, record: Contact, **changes: Any) -> Contact:
        return services.change_contact(record, by=self.request.user, **changes)


# --- Events -----------------------------------------------------------------------------------------------------------
# The table is kam's, but who sees an event depends on the client it is about, and kam knows no clients.


class EventSerializer(RecordSerializer[Event]):
    scope = "workspace"
    prefetched = ("by",)
    example: ClassVar = {
        "id": 904,
        "at": "2026-03-02T16:05:21Z",
        "verb": "planning.progress_recorded",
        "text": "Ana Marques recorded €1,234.50 for “Revenue 2026”",
        "by": 7,
        "source": "api",
        "source_name": "ERP",
        "client": 12,
        "subject_type": "planning.objective",
        "subject_id": 44,
        "subject_name": "Revenue 2026",
        "payload": {"value": "1234.50", "unit": "money", "currency": "EUR", "noted_on": "2026-03-01"},
    }
    expandable: ClassVar = {
        "by": Expansion(UserSerializer, "by_id"),
        "client": Expansion(ClientSerializer, "client_id"),
    }
    by = Reference(allow_null=True)
    client = serializers.IntegerField(source="client_id", allow_null=True, read_only=True)
    text = serializers.SerializerMethodField(help_text="As the timeline tells it, in your language.")

    class Meta(RecordSerializer.Meta):
        model = Event
        fields = (
            "id", "at", "verb", "text", "by", "source", "source_name", "client", "subject_type", "subject_id",
            "subject_name", "payload",
        )  # fmt: skip
        read_only_fields = fields

    def get_text(self, event: Event) -> str:
        return events.sentence_of(event)


class EventFilter(filters.FilterSet):
    client = IdFilter(field_name="client_id")
    by = PersonFilter()
    verb = filters.CharFilter()
    source = filters.ChoiceFilter(choices=Event.Source.choices)
    subject_type = filters.CharFilter()
    subject_id = IdFilter()
    at__gte = MomentFilter(field_name="at", lookup_expr="gte", label="At this time or later.")
    at__lt = MomentFilter(field_name="at", lookup_expr="lt", label="Before this time.")


class EventViewSet(ScopedViewSet[Event]):
    """Everything that happened, to the clients you see and by yourself: audit trail and timeline in one."""

    queryset = Event.objects.all()
    serializer_class = EventSerializer
    filterset_class = EventFilter
    sortable = ("-at", "at")

    def get_queryset(self) -> QuerySet[Event]:
        user, scope = self.request.user, scope_of(self.request.user)
        if scope.edits_all:
            return self._told_to_token(Event.objects.all())
        of_clients = Q(client_id__isnull=False) if scope.sees_all else Q(client_id__in=visible_clients(user))
        return self._told_to_token(Event.objects.filter(of_clients | Q(client_id=None, by=user)))

    def _told_to_token(self, found: QuerySet[Event]) -> QuerySet[Event]:
        """A token hears of what it may read: an event tells as much as its record."""
        if not isinstance(self.request.auth, ApiToken):
            return found
        apps = [app for app, group in GROUP_OF_APP.items() if f"{group}:read" in self.request.auth.scopes]
        return found.filter(reduce(or_, (Q(verb__startswith=f"{app}.") for app in apps), Q(pk__in=[])))


router.register("clients", ClientViewSet)
router.register("contacts", ContactViewSet)
router.register("events", EventViewSet)

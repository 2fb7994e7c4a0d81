"""Documents over the API; a new version of one is sent as multipart/form-data."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from rest_framework import parsers, serializers

from accounts import services
from accounts.api.client import ClientSerializer, EditableClient
from accounts.models import Client, Document, DocumentVersion
from accounts.models.document import DocumentQuerySet
from kam.api import UserSerializer, router
from kam.fields import Reference
from kam.filters import DayFilter, IdFilter, PersonFilter, Removable, SyncedFilter, YesNoFilter
from kam.models import User
from kam.parsers import JSONParser
from kam.serializers import RecordSerializer
from kam.shape import Expansion
from kam.viewsets import Changes, Creates, ScopedViewSet, verb


def active_people(user: User) -> QuerySet[User]:
    return User.objects.filter(is_active=True)


class DocumentSerializer(RecordSerializer[Document]):
    scope = "clients"
    create_only = frozenset({"client"})
    example: ClassVar = {
        "id": 21,
        "client": 12,
        "kind": "contract",
        "title": "Supply contract",
        "reference": "CF-014",
        "valid_from": "2026-01-01",
        "expires_on": "2026-12-31",
        "renewal": "tacit",
        "notice_days": 60,
        "act_on": "2026-11-01",
        "responsible": 7,
        "keep_until": "2036-12-31",
        "is_shared": True,
        "note": "Ends with 30 days' notice",
        "created_by": 7,
        "removed_at": None,
        "created_at": "2026-01-02T16:05:21Z",
        "updated_at": "2026-01-02T16:05:21Z",
        "external_ids": [],
        "web_url": "https://kam.example/documents/21/",
    }
    expandable: ClassVar = {
        "client": Expansion(ClientSerializer, "client_id"),
        "responsible": Expansion(UserSerializer, "responsible_id"),
    }
    client = EditableClient()
    responsible = Reference(active_people, required=False, help_text="Who looks after it. Without it: the caller.")
    created_by = Reference()

    class Meta(RecordSerializer.Meta):
        model = Document
        fields = (
            "id", "client", "kind", "title", "reference", "valid_from", "expires_on", "renewal", "notice_days",
            "act_on", "responsible", "keep_until", "is_shared", "note", "created_by", "removed_at", "created_at",
            "updated_at", "external_ids", "web_url",
        )  # fmt: skip
        read_only_fields = ("act_on", "removed_at")


class VersionSerializer(serializers.Serializer[DocumentVersion]):
    file = serializers.FileField(help_text="The file, of up to 20 MB.")
    note = serializers.CharField(required=False, allow_blank=True, max_length=300, help_text="What is new.")


class RenewalSerializer(serializers.Serializer[Document]):
    expires_on = serializers.DateField(help_text="The day until which it holds now: later than before.")


class DocumentFilter(Removable, SyncedFilter):
    client = IdFilter()
    kind = filters.ChoiceFilter(choices=Document.Kind.choices)
    responsible = PersonFilter()
    shared = YesNoFilter(field_name="is_shared")
    expires_on__gte = DayFilter(field_name="expires_on", lookup_expr="gte", label="Valid until this day or later.")
    expires_on__lte = DayFilter(field_name="expires_on", lookup_expr="lte", label="Valid until this day or earlier.")
    act_on__lte = DayFilter(field_name="act_on", lookup_expr="lte", label="To be acted on by this day.")
    search = filters.CharFilter(method="with_text", label="Part of the title or of the reference.")

    def with_text(self, rows: DocumentQuerySet, name: str, value: str) -> QuerySet[Document]:
        return rows.filter(title__unaccent__icontains=value) | rows.filter(reference__icontains=value)


class DocumentViewSet(Creates[Document], Changes[Document], ScopedViewSet[Document]):
    """Contracts, price lists and other papers of a client."""

    queryset = Document.objects.all()
    serializer_class = DocumentSerializer
    filterset_class = DocumentFilter
    sortable = ("id", "expires_on", "created_at", "updated_at")
    parser_classes = (JSONParser, parsers.MultiPartParser)

    def perform_create(self, client: Client, **values: Any) -> Document:  # type: ignore[override]
        return services.create_document(client, by=self.request.user, **values)

    def perform_change(self, record: Document, **changes: Any) -> Document:
        return services.change_document(record, by=self.request.user, **changes)

    versions = verb("versions", services.add_version, VersionSerializer)
    renew = verb("renew", services.renew_document, RenewalSerializer)
    remove = verb("remove", services.remove_document)
    restore = verb("restore", services.restore_document)


router.register("documents", DocumentViewSet)

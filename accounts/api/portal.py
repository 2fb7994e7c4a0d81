"""Links to the client portal over the API. The address of a link is a secret: it is told once, when it is made."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts import services
from accounts.api.client import ClientSerializer, ContactSerializer
from accounts.models import Contact, PortalAccess
from kam.api import UserSerializer, router
from kam.fields import Reference
from kam.filters import IdFilter, YesNoFilter
from kam.models import User
from kam.serializers import RecordSerializer
from kam.shape import Expansion
from kam.viewsets import Creates, ScopedViewSet, verb


def editable_contacts(user: User) -> QuerySet[Contact]:
    return Contact.objects.kept().editable_by(user)


class PortalAccessSerializer(RecordSerializer[PortalAccess]):
    scope = "clients"
    example: ClassVar = {
        "id": 5,
        "client": 12,
        "contact": 31,
        "expires_on": "2026-12-31",
        "asks_code": False,
        "address": None,
        "created_by": 7,
        "created_at": "2026-11-01T10:00:00Z",
        "last_used_at": "2026-11-02T08:15:00Z",
        "revoked_at": None,
        "asked_again_at": None,
        "web_url": "https://kam.example/clients/12/portal/",
    }
    expandable: ClassVar = {
        "client": Expansion(ClientSerializer, "client_id"),
        "contact": Expansion(ContactSerializer, "contact_id"),
        "created_by": Expansion(UserSerializer, "created_by_id"),
    }
    client = Reference()
    contact = Reference(editable_contacts)
    created_by = Reference()
    expires_on = serializers.DateField(required=False, help_text="The last day it works. Without it: in 60 days.")
    address = serializers.SerializerMethodField(help_text="The link itself: told when it is made, null ever after.")

    class Meta(RecordSerializer.Meta):
        model = PortalAccess
        fields = (
            "id", "client", "contact", "expires_on", "asks_code", "address", "created_by", "created_at",
            "last_used_at", "revoked_at", "asked_again_at", "web_url",
        )  # fmt: skip
        read_only_fields = ("last_used_at", "revoked_at", "asked_again_at")

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_address(self, access: PortalAccess) -> str | None:
        return services.address_of_portal(access) if getattr(access, "is_new", False) else None


class PortalAccessFilter(filters.FilterSet):
    client = IdFilter()
    contact = IdFilter()
    revoked = YesNoFilter(field_name="revoked_at", lookup_expr="isnull", exclude=True)


class PortalAccessViewSet(Creates[PortalAccess], ScopedViewSet[PortalAccess]):
    """The links by which people at a client see what is shared with them."""

    queryset = PortalAccess.objects.all()
    serializer_class = PortalAccessSerializer
    filterset_class = PortalAccessFilter
    sortable = ("id", "created_at")

    def perform_create(self, contact: Contact, **values: Any) -> PortalAccess:  # type: ignore[override]
        access = services.open_portal(contact, by=self.request.user, **values)
        access.is_new = True  # type: ignore[attr-defined]
        return access

    revoke = verb("revoke", services.revoke_portal)


router.register("portal-accesses", PortalAccessViewSet)

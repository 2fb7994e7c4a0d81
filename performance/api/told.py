"""Status updates, margins and the cost of an hour over the API."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.api import ClientSerializer, EditableClient
from accounts.models import Client, Contact
from kam.api import UserSerializer, router
from kam.fields import Reference, References, UtcDateTime
from kam.filters import IdFilter, Removable, SyncedFilter
from kam.models import User
from kam.serializers import RecordSerializer
from kam.shape import Expansion
from kam.viewsets import Changes, Creates, ScopedViewSet, verb
from performance import services
from performance.models import Margin, StatusUpdate


class StatusUpdateSerializer(RecordSerializer[StatusUpdate]):
    scope = "performance"
    create_only = frozenset({"client", "since", "until", "language"})
    example: ClassVar = {
        "id": 9,
        "client": 12,
        "title": "Status of Grupo Alvorada, 2 March 2026",
        "language": "en",
        "since": "2026-02-01",
        "until": "2026-03-02",
        "body": "## Where our objectives stand\n\n- **Fresh range**: on track.",
        "published_at": None,
        "by": 7,
        "removed_at": None,
        "created_at": "2026-03-02T16:05:21Z",
        "updated_at": "2026-03-02T16:05:21Z",
        "external_ids": [],
        "web_url": "https://kam.example/updates/9/",
    }
    expandable: ClassVar = {
        "client": Expansion(ClientSerializer, "client_id"),
        "by": Expansion(UserSerializer, "by_id"),
    }
    client = EditableClient()
    by = Reference()
    title = serializers.CharField(max_length=200, required=False)
    body = serializers.CharField(max_length=40_000, required=False, help_text="Markdown. Drawn up when created.")
    published_at = UtcDateTime(read_only=True, allow_null=True)

    class Meta(RecordSerializer.Meta):
        model = StatusUpdate
        fields = (
            "id", "client", "title", "language", "since", "until", "body", "published_at", "by", "removed_at",
            "created_at", "updated_at", "external_ids", "web_url",
        )  # fmt: skip


class Recipients(serializers.Serializer[Any]):
    contacts = References(lambda user: Contact.objects.kept().visible_to(user))


class StatusUpdateFilter(Removable, SyncedFilter):
    client = IdFilter()


def send(update: StatusUpdate, *, by: User, contacts: list[Contact]) -> StatusUpdate:
    """Mail the update to people of the client, each address once."""
    services.send_update(update, contacts=contacts, by=by)
    return update


class StatusUpdateViewSet(Creates[StatusUpdate], Changes[StatusUpdate], ScopedViewSet[StatusUpdate]):
    """What clients were told on how things stand. Creating one draws it up from the facts of the period."""

    queryset = StatusUpdate.objects.all()
    serializer_class = StatusUpdateSerializer
    filterset_class = StatusUpdateFilter
    sortable = ("id", "created_at", "updated_at")

    def perform_create(self, client: Client, **values: Any) -> StatusUpdate:  # type: ignore[override]
        told = {name: values.pop(name) for name in ("title", "body") if name in values}
        update = services.draft_update(client, by=self.request.user, **values)
        return services.change_update(update, by=self.request.user, **told) if told else update

    def perform_change(self, record: StatusUpdate, **changes: Any) -> StatusUpdate:
        return services.change_update(record, by=self.request.user, **changes)

    publish = verb("publish", services.publish_update)
    send = verb("send", send, Recipients)
    remove = verb("remove", services.remove_update)
    restore = verb("restore", services.restore_update)


class MarginSerializer(RecordSerializer[Margin]):
    scope = "performance"
    create_only = frozenset({"client"})
    example: ClassVar = {
        "id": 3,
        "client": 12,
        "year": 2026,
        "percent": "21.50",
        "by": 7,
        "updated_at": "2026-03-02T16:05:21Z",
        "external_ids": [],
        "web_url": "https://kam.example/clients/12/",
    }
    expandable: ClassVar = {"client": Expansion(ClientSerializer, "client_id")}
    client = EditableClient()
    by = Reference()

    class Meta(RecordSerializer.Meta):
        model = Margin
        fields = ("id", "client", "year", "percent", "by", "updated_at", "external_ids", "web_url")


class MarginFilter(SyncedFilter):
    client = IdFilter()


class MarginViewSet(Creates[Margin], ScopedViewSet[Margin]):
    """The gross margin of clients by year, in per cent of net revenue. The same year again corrects it."""

    queryset = Margin.objects.select_related("client")
    serializer_class = MarginSerializer
    filterset_class = MarginFilter

    def perform_create(self, client: Client, **values: Any) -> Margin:  # type: ignore[override]
        return services.set_margin(client, by=self.request.user, **values)


router.register("status-updates", StatusUpdateViewSet)
router.register("margins", MarginViewSet)

"""Mail over the API: one message per request; sent again it is found and not doubled."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import IO, Any, ClassVar

import django_filters as filters
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import parsers, serializers
from rest_framework.response import Response

from accounts.api import ClientSerializer, EditableClient
from accounts.models import Client
from kam.api import UserSerializer, router
from kam.fields import Reference, References
from kam.filters import IdFilter, MomentFilter, PersonFilter, SyncedFilter
from kam.parsers import JSONParser
from kam.serializers import RecordSerializer
from kam.shape import Expansion
from kam.tokens import SignedRequest
from kam.viewsets import Creates, ScopedViewSet, verb
from relationships import mailing, services
from relationships.api.need import visible_contacts
from relationships.models import Mail


class MessageParser(parsers.BaseParser):
    """The message itself as the body, as an .eml file holds it."""

    media_type = "message/rfc822"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        return {"content": stream.read(mailing.BYTES_AT_MOST + 1)}


@extend_schema_field(OpenApiTypes.BYTE)
class MessageField(serializers.Field[Any, Any, Any, Any]):
    """A message (RFC 5322): its bytes, or those in base64."""

    default_error_messages: ClassVar = {"invalid": _("Send the whole message in base64.")}

    def to_internal_value(self, data: Any) -> bytes:
        if isinstance(data, bytes):
            return data
        try:
            return base64.b64decode(data, validate=True)
        except (binascii.Error, TypeError, ValueError):
            self.fail("invalid")


class MailSerializer(RecordSerializer[Mail]):
    scope = "relationships"
    create_only = frozenset({"client", "content"})
    example: ClassVar = {
        "id": 61,
        "content": "RnJvbTogUml0YSBOdW5lcyA8cml0YUBhbHZvcmFkYS5leGFtcGxlPg0KU3ViamVjdDogRGVsaXZlcmllcw0KDQpMYXRlLg==",
        "client": 12,
        "status": "filed",
        "reason": "",
        "route": "api",
        "message_id": "b1f0c2@alvorada.example",
        "thread": "b1f0c2@alvorada.example",
        "sender": "rita@alvorada.example",
        "sender_name": "Rita Nunes",
        "recipients": ["ana@demo.example"],
        "subject": "Deliveries",
        "text": "Late.",
        "sent_at": "2026-03-02T09:30:00Z",
        "owner": 7,
        "interaction": 505,
        "received_at": "2026-03-02T16:05:21Z",
        "updated_at": "2026-03-02T16:05:21Z",
        "external_ids": [],
        "web_url": "https://kam.example/mail/61/",
    }
    expandable: ClassVar = {
        "client": Expansion(ClientSerializer, "client_id"),
        "owner": Expansion(UserSerializer, "owner_id"),
    }
    content = MessageField(write_only=True, help_text="The whole message (RFC 5322) in base64, up to 25 MB.")
    client = EditableClient(
        required=False, allow_null=True, help_text="Where to file it; without it, where the people in it are known."
    )
    recipients = serializers.ListField(child=serializers.CharField(), read_only=True)
    reason = serializers.CharField(
        read_only=True, help_text="Why it waits: `unknown`, `several`, `claims`, `stranger`, `internal`, `unverified`."
    )
    owner = Reference(allow_null=True)
    interaction = Reference(allow_null=True)

    class Meta(RecordSerializer.Meta):
        model = Mail
        fields = (
            "id", "content", "client", "status", "reason", "route", "message_id", "thread", "sender", "sender_name",
            "recipients", "subject", "text", "sent_at", "owner", "interaction", "received_at", "updated_at",
            "external_ids", "web_url",
        )  # fmt: skip
        read_only_fields = (
            "status", "route", "message_id", "thread", "sender", "sender_name", "subject", "text", "sent_at",
        )  # fmt: skip


class PlaceSerializer(serializers.Serializer[Any]):
    client = EditableClient()
    people = References(visible_contacts, required=False, help_text="Contacts of the client; else found by address.")


class MailFilter(SyncedFilter):
    client = IdFilter()
    owner = PersonFilter()
    status = filters.ChoiceFilter(choices=Mail.Status.choices)
    thread = filters.CharFilter(label="Of this conversation: the Message-ID of its first mail.")
    message_id = filters.CharFilter(label="With this Message-ID, without angle brackets.")
    sent_at__gte = MomentFilter(field_name="sent_at", lookup_expr="gte", label="Sent at this time or later.")
    sent_at__lt = MomentFilter(field_name="sent_at", lookup_expr="lt", label="Sent before this time.")


class MailViewSet(Creates[Mail], ScopedViewSet[Mail]):
    """Mail with clients' people: filed at a client, or waiting for whoever it belongs to."""

    queryset = Mail.objects.all()
    serializer_class = MailSerializer
    filterset_class = MailFilter
    sortable = ("-sent_at", "sent_at", "id", "updated_at")
    parser_classes = (JSONParser, MessageParser)

    @extend_schema(
        request={"application/json": MailSerializer, "message/rfc822": OpenApiTypes.BINARY},
        responses={200: MailSerializer, 201: MailSerializer},
    )
    def create(self, request: SignedRequest, *args: Any, **kwargs: Any) -> Response:
        """Send a message as JSON, or as it is (`Content-Type: message/rfc822`). 200 when it was known already."""
        self.check_may_create()
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        taken = self._take_in(**serializer.validated_data)
        return Response(self.show([taken.mail])[0], status=201 if taken.is_new else 200)

    def _take_in(self, content: bytes, client: Client | None = None) -> services.Taken:
        taken = services.take_in(content, route=Mail.Route.API, by=self.request.user, client=client)
        if not Mail.objects.visible_to(self.request.user).filter(pk=taken.mail.pk).exists():
            raise ValidationError({"content": _("This mail is known already: it waits with a colleague.")})
        return taken

    file = verb("file", services.file_mail, PlaceSerializer)
    dismiss = verb("dismiss", services.dismiss_mail)
    keep = verb("keep", services.keep_waiting)


router.register("mails", MailViewSet)

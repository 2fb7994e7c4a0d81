"""Meetings with clients' people over the API, and whole calendars at once."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api import ClientSerializer, EditableClient
from accounts.models import Client
from kam.access import colleagues_of, scope_of
from kam.api import UserSerializer, router
from kam.fields import Reference, References, UtcDateTime
from kam.filters import IdFilter, MomentFilter, PersonFilter, SyncedFilter, YesNoFilter
from kam.models import User
from kam.serializers import RecordSerializer
from kam.shape import Expansion
from kam.tokens import SignedRequest
from kam.viewsets import Changes, Creates, ScopedViewSet, verb
from relationships import services
from relationships.api.need import visible_contacts
from relationships.models import Interaction, Meeting


def colleagues(user: User) -> QuerySet[User]:
    return User.objects.filter(pk__in=[user.pk, *colleagues_of(user).order_by().values_list("pk", flat=True)])


class MeetingSerializer(RecordSerializer[Meeting]):
    scope = "relationships"
    create_only = frozenset({"client"})
    prefetched = ("people",)
    example: ClassVar = {
        "id": 61,
        "client": 12,
        "title": "Quarterly review",
        "starts_at": "2026-03-02T10:00:00Z",
        "ends_at": "2026-03-02T11:00:00Z",
        "place": "Porto",
        "people": [31],
        "owner": 7,
        "agenda": "Agree the target of next year.",
        "status": "planned",
        "prepared_at": None,
        "interaction": None,
        "uid": "",
        "sequence": 0,
        "created_by": 7,
        "created_at": "2026-02-20T16:05:21Z",
        "updated_at": "2026-02-20T16:05:21Z",
        "external_ids": [],
        "web_url": "https://kam.example/meetings/61/",
    }
    expandable: ClassVar = {
        "client": Expansion(ClientSerializer, "client_id"),
        "owner": Expansion(UserSerializer, "owner_id"),
    }
    client = EditableClient()
    people = References(visible_contacts, required=False, help_text="Contacts of the client.")
    owner = Reference(colleagues, required=False, help_text="Who of us holds it; whoever plans it, unless said.")
    interaction = Reference(allow_null=True, help_text="What was logged of it.")
    created_by = Reference()

    class Meta(RecordSerializer.Meta):
        model = Meeting
        fields = (
            "id", "client", "title", "starts_at", "ends_at", "place", "people", "owner", "agenda", "status",
            "prepared_at", "interaction", "uid", "sequence", "created_by", "created_at", "updated_at", "external_ids",
            "web_url",
        )  # fmt: skip
        read_only_fields = ("status", "prepared_at", "uid", "sequence")


class MeetingFilter(SyncedFilter):
    client = IdFilter()
    person = IdFilter(field_name="people", label="With this contact.")
    owner = PersonFilter()
    status = filters.ChoiceFilter(choices=Meeting.Status.choices)
    is_prepared = YesNoFilter(field_name="prepared_at", lookup_expr="isnull", exclude=True)
    starts_at__gte = MomentFilter(field_name="starts_at", lookup_expr="gte", label="Begins at this time or later.")
    starts_at__lt = MomentFilter(field_name="starts_at", lookup_expr="lt", label="Begins before this time.")
    search = filters.CharFilter(field_name="title", lookup_expr="unaccent__icontains", label="Part of the title.")


class HoldingSerializer(serializers.Serializer[Any]):
    """What happened; without people, those who were expected."""

    summary = serializers.CharField(max_length=10_000)
    people = References(visible_contacts, required=False, help_text="Who came.")
    sentiment = serializers.ChoiceField(Interaction.Sentiment.choices, required=False, help_text="How it went.")


class CalendarFileSerializer(serializers.Serializer[Any]):
    calendar = serializers.CharField(max_length=services.BIGGEST, help_text="The text of an .ics file (RFC 5545).")
    client = EditableClient(required=False, help_text="Else the one client whose people take part, event by event.")


class TakenSerializer(serializers.Serializer[Any]):
    """What became of one event."""

    ending = serializers.ChoiceField(services.Ending.choices)
    title = serializers.CharField()
    starts_at = UtcDateTime(allow_null=True)
    meeting = serializers.IntegerField(source="meeting.pk", allow_null=True, default=None)
    reason = serializers.CharField()


TAKEN = inline_serializer("CalendarResult", {"results": TakenSerializer(many=True)})
EXAMPLES = [
    OpenApiExample("Request", {"calendar": "BEGIN:VCALENDAR\r\n…\r\nEND:VCALENDAR\r\n"}, request_only=True),
    OpenApiExample(
        "Result",
        {
            "results": [
                {
                    "ending": "created",
                    "title": "Quarterly review",
                    "starts_at": "2026-03-02T10:00:00Z",
                    "meeting": 61,
                    "reason": "",
                }
            ]
        },
        response_only=True,
    ),
]


def log_what_happened(meeting: Meeting, *, by: User, **told: Any) -> Meeting:
    """Log what happened in it, once: the meeting with the conversation it became."""
    services.hold_meeting(meeting, by=by, **told)
    return Meeting.objects.get(pk=meeting.pk)


class MeetingViewSet(Creates[Meeting], Changes[Meeting], ScopedViewSet[Meeting]):
    """Meetings with a client's people."""

    queryset = Meeting.objects.all()
    serializer_class = MeetingSerializer
    filterset_class = MeetingFilter
    sortable = ("starts_at", "-starts_at", "id", "created_at", "updated_at")

    def perform_create(self, client: Client, **values: Any) -> Meeting:  # type: ignore[override]
        return services.plan_meeting(client, by=self.request.user, **values)

    def perform_change(self, record: Meeting, **changes: Any) -> Meeting:
        return services.change_meeting(record, by=self.request.user, **changes)

    cancel = verb("cancel", services.cancel_meeting)
    restore = verb("restore", services.restore_meeting)
    prepared = verb("prepared", services.mark_prepared)
    unprepared = verb("unprepared", services.mark_unprepared)
    hold = verb("hold", log_what_happened, HoldingSerializer)

    @extend_schema(
        request=CalendarFileSerializer, responses=TAKEN, examples=EXAMPLES, summary="Take meetings over from a calendar"
    )
    @action(detail=False, methods=["post"], url_path="import")
    def take_over(self, request: SignedRequest) -> Response:
        """Each event counts for itself; what is known by its UID is changed, unless the file is older."""
        if not scope_of(request.user).works:
            raise PermissionDenied
        sent = CalendarFileSerializer(data=request.data, context=self.get_serializer_context())
        sent.is_valid(raise_exception=True)
        told = sent.validated_data
        raw = told["calendar"].encode()
        with timezone.override(request.user.time_zone):
            taken = services.import_calendar(raw, by=request.user, client=told.get("client"))
        return Response({"results": TakenSerializer(taken, many=True).data})


router.register("meetings", MeetingViewSet)

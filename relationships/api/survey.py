"""Surveys over the API: whom they ask, and what was answered. Links are in no answer: they belong to people."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from rest_framework import serializers

from accounts.api import ClientSerializer
from accounts.models import Contact
from kam.api import UserSerializer, router
from kam.fields import Reference, References
from kam.filters import IdFilter, MomentFilter, PersonFilter, ResourceFilter, SyncedFilter, YesNoFilter
from kam.models import User
from kam.serializers import RecordSerializer
from kam.shape import Expansion
from kam.viewsets import Changes, Creates, ScopedViewSet, verb
from relationships import services
from relationships.models import Invitation, Response, Survey
from relationships.models.survey import ResponseQuerySet


def changeable_contacts(user: User) -> QuerySet[Contact]:
    return Contact.objects.editable_by(user)


class SurveySerializer(RecordSerializer[Survey]):
    scope = "relationships"
    example: ClassVar = {
        "id": 5,
        "name": "Half-yearly",
        "kind": "nps",
        "about": "",
        "opens_on": "2026-03-02",
        "closes_on": "2026-03-16",
        "repeat_months": 6,
        "remind_after": 5,
        "reminders": 1,
        "fatigue_days": 60,
        "status": "draft",
        "follows": None,
        "created_by": 7,
        "created_at": "2026-02-27T16:05:21Z",
        "updated_at": "2026-02-27T16:05:21Z",
        "external_ids": [],
        "web_url": "https://kam.example/surveys/5/",
    }
    expandable: ClassVar = {"created_by": Expansion(UserSerializer, "created_by_id")}
    follows = Reference(allow_null=True, help_text="The wave before this one.")
    created_by = Reference()

    class Meta(RecordSerializer.Meta):
        model = Survey
        fields = (
            "id", "name", "kind", "about", "opens_on", "closes_on", "repeat_months", "remind_after", "reminders",
            "fatigue_days", "status", "follows", "created_by", "created_at", "updated_at", "external_ids", "web_url",
        )  # fmt: skip
        read_only_fields = ("status",)


class SurveyFilter(SyncedFilter):
    created_by = PersonFilter()
    follows = IdFilter()
    kind = filters.ChoiceFilter(choices=Survey.Kind.choices)
    status = filters.ChoiceFilter(choices=Survey.Status.choices)
    search = filters.CharFilter(field_name="name", lookup_expr="unaccent__icontains", label="Part of the name.")


class PeopleSerializer(serializers.Serializer[Any]):
    people = References(changeable_contacts, help_text="Contacts with an e-mail address.")


class SurveyViewSet(Creates[Survey], Changes[Survey], ScopedViewSet[Survey]):
    """One wave of one question. Nobody is asked before it is started."""

    queryset = Survey.objects.all()
    serializer_class = SurveySerializer
    filterset_class = SurveyFilter
    sortable = ("id", "opens_on", "created_at", "updated_at")

    def perform_create(self, **values: Any) -> Survey:
        return services.create_survey(by=self.request.user, **values)

    def perform_change(self, record: Survey, **changes: Any) -> Survey:
        return services.change_survey(record, by=self.request.user, **changes)

    choose = verb("choose", services.choose_people, PeopleSerializer)
    start = verb("start", services.start_survey)
    ask = verb("ask", services.ask_more, PeopleSerializer)
    close = verb("close", services.close_survey)
    reopen = verb("reopen", services.reopen_survey)


class InvitationSerializer(RecordSerializer[Invitation]):
    scope = "relationships"
    example: ClassVar = {
        "id": 71,
        "survey": 5,
        "client": 12,
        "contact": 31,
        "language": "pt-pt",
        "sent_at": "2026-03-02T09:00:04Z",
        "reminded_at": None,
        "reminded": 0,
        "skipped": "",
        "created_at": "2026-02-27T16:05:21Z",
        "external_ids": [],
        "web_url": "https://kam.example/surveys/5/",
    }
    expandable: ClassVar = {
        "survey": Expansion(SurveySerializer, "survey_id"),
        "client": Expansion(ClientSerializer, "client_id"),
    }
    survey = Reference()
    client = Reference()
    contact = Reference()
    skipped = serializers.ChoiceField(
        [("", "asked, or still to be asked"), *Invitation.Skip.choices],
        read_only=True,
        help_text="Why somebody was left out.",
    )

    class Meta(RecordSerializer.Meta):
        model = Invitation
        fields = (
            "id", "survey", "client", "contact", "language", "sent_at", "reminded_at", "reminded", "skipped",
            "created_at", "external_ids", "web_url",
        )  # fmt: skip
        read_only_fields = fields


class InvitationFilter(ResourceFilter):
    survey = IdFilter()
    client = IdFilter()
    contact = IdFilter()
    skipped = filters.ChoiceFilter(choices=Invitation.Skip.choices)
    sent = YesNoFilter(field_name="sent_at", lookup_expr="isnull", exclude=True, label="Whether they were asked.")


class InvitationViewSet(ScopedViewSet[Invitation]):
    """Who is asked by a survey, and who was left out and why."""

    queryset = Invitation.objects.all()
    serializer_class = InvitationSerializer
    filterset_class = InvitationFilter
    sortable = ("id", "sent_at")


class ResponseSerializer(RecordSerializer[Response]):
    scope = "relationships"
    example: ClassVar = {
        "id": 44,
        "invitation": 71,
        "survey": 5,
        "client": 12,
        "contact": 31,
        "score": 9,
        "comment": "Always on time",
        "is_unhappy": False,
        "answered_at": "2026-03-03T12:10:00Z",
        "revised_at": None,
        "followed_up_at": None,
        "followed_up_by": None,
        "updated_at": "2026-03-03T12:10:00Z",
        "external_ids": [],
        "web_url": "https://kam.example/surveys/5/#response-44",
    }
    expandable: ClassVar = {"followed_up_by": Expansion(UserSerializer, "followed_up_by_id")}
    invitation = Reference()
    survey = serializers.IntegerField(source="invitation.survey_id", read_only=True)
    client = serializers.IntegerField(source="invitation.client_id", read_only=True)
    contact = serializers.IntegerField(source="invitation.contact_id", read_only=True)
    is_unhappy = serializers.BooleanField(read_only=True, help_text="NPS 0–6, CSAT 1–2, CES 1–3.")
    followed_up_by = Reference(allow_null=True)

    class Meta(RecordSerializer.Meta):
        model = Response
        fields = (
            "id", "invitation", "survey", "client", "contact", "score", "comment", "is_unhappy", "answered_at",
            "revised_at", "followed_up_at", "followed_up_by", "updated_at", "external_ids", "web_url",
        )  # fmt: skip
        read_only_fields = fields


class ResponseFilter(SyncedFilter):
    survey = IdFilter(field_name="invitation__survey")
    client = IdFilter(field_name="invitation__client")
    contact = IdFilter(field_name="invitation__contact")
    unhappy = YesNoFilter(method="by_mood", label="Whether somebody should call.")
    followed_up = YesNoFilter(
        field_name="followed_up_at", lookup_expr="isnull", exclude=True, label="Whether somebody did."
    )
    answered_at__gte = MomentFilter(field_name="answered_at", lookup_expr="gte", label="At this time or later.")

    def by_mood(self, responses: ResponseQuerySet, name: str, value: bool) -> ResponseQuerySet:
        return responses.unhappy() if value else responses.not_unhappy()


class ResponseViewSet(ScopedViewSet[Response]):
    """What people answered. Answers are given by the people themselves, by their links."""

    queryset = Response.objects.select_related("invitation__survey")
    serializer_class = ResponseSerializer
    filterset_class = ResponseFilter
    sortable = ("id", "answered_at", "updated_at")

    follow_up = verb("follow-up", services.follow_up)
    take_back = verb("take-back", services.take_back_follow_up)


router.register("surveys", SurveyViewSet)
router.register("invitations", InvitationViewSet)
router.register("responses", ResponseViewSet)

"""Dated scores of needs, and the rounds in which all needs of a client are assessed."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters

from accounts.api import ClientSerializer, EditableClient
from accounts.models import Client
from kam.api import UserSerializer, router
from kam.fields import Reference
from kam.filters import DayFilter, IdFilter, PersonFilter, ResourceFilter, YesNoFilter
from kam.models import User
from kam.serializers import RecordSerializer
from kam.shape import Expansion
from kam.viewsets import Creates, ScopedViewSet, verb
from relationships import services
from relationships.api.need import AssessmentSerializer
from relationships.models import Assessment, AssessmentRound, Need


class AssessmentFilter(ResourceFilter):
    need = IdFilter()
    client = IdFilter(field_name="need__client")
    round = IdFilter()
    by = PersonFilter()
    status = filters.ChoiceFilter(choices=Need.Status.choices)
    assessed_on__gte = DayFilter(field_name="assessed_on", lookup_expr="gte", label="Of this day or later.")
    assessed_on__lte = DayFilter(field_name="assessed_on", lookup_expr="lte", label="Of this day or earlier.")


def withdraw(assessment: Assessment, *, by: User) -> Assessment:
    """Take an assessment back; the need then stands at the one before. Answers with what was taken back."""
    services.withdraw_assessment(assessment, by=by)
    return assessment


class AssessmentViewSet(ScopedViewSet[Assessment]):
    """What needs were found to be on a day. A new one is written by the need's `assess`."""

    queryset = Assessment.objects.all()
    serializer_class = AssessmentSerializer
    filterset_class = AssessmentFilter
    sortable = ("-assessed_on", "assessed_on", "id", "created_at")

    withdraw = verb("withdraw", withdraw)


class AssessmentRoundSerializer(RecordSerializer[AssessmentRound]):
    scope = "relationships"
    create_only = frozenset({"client"})
    example: ClassVar = {
        "id": 4,
        "client": 12,
        "started_at": "2026-03-02T15:58:00Z",
        "finished_at": "2026-03-02T16:20:45Z",
        "by": 7,
        "external_ids": [],
        "web_url": "https://kam.example/assessment-rounds/4/",
    }
    expandable: ClassVar = {
        "client": Expansion(ClientSerializer, "client_id"),
        "by": Expansion(UserSerializer, "by_id"),
    }
    client = EditableClient()
    by = Reference()

    class Meta(RecordSerializer.Meta):
        model = AssessmentRound
        fields = ("id", "client", "started_at", "finished_at", "by", "external_ids", "web_url")
        read_only_fields = ("started_at", "finished_at")


class RoundFilter(ResourceFilter):
    client = IdFilter()
    by = PersonFilter()
    is_open = YesNoFilter(field_name="finished_at", lookup_expr="isnull", label="Whether it is under way.")


class AssessmentRoundViewSet(Creates[AssessmentRound], ScopedViewSet[AssessmentRound]):
    """The assessment of all needs of a client. While one is under way, starting answers with it."""

    queryset = AssessmentRound.objects.all()
    serializer_class = AssessmentRoundSerializer
    filterset_class = RoundFilter
    sortable = ("id",)

    def perform_create(self, client: Client, **values: Any) -> AssessmentRound:  # type: ignore[override]
        return services.start_round(client, by=self.request.user)

    finish = verb("finish", services.finish_round)


router.register("assessments", AssessmentViewSet)
router.register("assessment-rounds", AssessmentRoundViewSet)

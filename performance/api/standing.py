"""What the reviews found. Nothing is written here: reviews and standings are made from what is recorded elsewhere."""

from __future__ import annotations

from typing import ClassVar

import django_filters as filters
from rest_framework import serializers

from accounts.api import ClientSerializer
from kam.addresses import address_of
from kam.api import router
from kam.fields import Money, Reference
from kam.filters import DayFilter, IdFilter, MomentFilter, PersonFilter, YesNoFilter
from kam.serializers import RecordSerializer
from kam.shape import Expansion
from kam.status import Status
from kam.viewsets import ScopedViewSet
from performance import reasons
from performance.models import ClientStanding, GoalReview, GoalReviewQuerySet
from planning.api import ObjectiveSerializer

# --- Goal reviews -----------------------------------------------------------------------------------------------------


class GoalReviewSerializer(RecordSerializer[GoalReview]):
    scope = "performance"
    prefetched = ("objective",)
    example: ClassVar = {
        "id": 7301,
        "objective": 44,
        "client": 12,
        "on": "2026-03-02",
        "status": "warn",
        "previous_status": "good",
        "turned": True,
        "why": "60% against 80% expected",
        "reasons": [{"code": "against_plan", "actual": "0.6000", "expected": "0.8000"}],
        "pace": "0.7500",
        "share": "0.1671",
        "expected": "20054.7945",
        "actual": "15041.1000",
        "actual_on": "2026-03-01",
        "forecast": "90000.0000",
        "low": "84000.0000",
        "high": "96000.0000",
        "rule_version": "pace-1",
        "created_at": "2026-03-02T03:00:04Z",
        "web_url": "https://kam.example/objectives/44/",
    }
    expandable: ClassVar = {"objective": Expansion(ObjectiveSerializer, "objective_id")}
    objective = Reference()
    client = serializers.IntegerField(source="objective.client_id", read_only=True)
    status = serializers.ChoiceField(Status.choices, read_only=True)
    previous_status = serializers.ChoiceField(Status.choices, allow_blank=True, read_only=True)
    turned = serializers.SerializerMethodField(help_text="Whether the status changed at this review.")
    why = serializers.SerializerMethodField(help_text="The reasons as a sentence, in your language.")

    class Meta(RecordSerializer.Meta):
        model = GoalReview
        fields = (
            "id", "objective", "client", "on", "status", "previous_status", "turned", "why", "reasons", "pace", "share",
            "expected", "actual", "actual_on", "forecast", "low", "high", "rule_version", "created_at", "web_url",
        )  # fmt: skip
        read_only_fields = fields

    def get_turned(self, review: GoalReview) -> bool:
        return review.previous_status not in ("", review.status)

    def get_why(self, review: GoalReview) -> str:
        return reasons.of_goal(review.reasons)

    def page_of(self, record: GoalReview) -> str:
        return address_of("planning:show-objective", record.objective_id)


class GoalReviewFilter(filters.FilterSet):
    objective = IdFilter()
    client = IdFilter(field_name="objective__client")
    owner = PersonFilter(field_name="objective__owner", label="The objective's owner.")
    status = filters.ChoiceFilter(choices=Status.choices)
    on = DayFilter(label="Reviewed on this day.")
    on__gte = DayFilter(field_name="on", lookup_expr="gte", label="Reviewed on this day or later.")
    on__lte = DayFilter(field_name="on", lookup_expr="lte", label="Reviewed on this day or earlier.")
    turned = YesNoFilter(method="where_turned", label="Only reviews at which the status changed.")

    def where_turned(self, reviews: GoalReviewQuerySet, name: str, wanted: bool) -> GoalReviewQuerySet:
        return reviews.turned() if wanted else reviews.exclude(pk__in=GoalReview.objects.turned())


class GoalReviewViewSet(ScopedViewSet[GoalReview]):
    """What each night's review found: one row per objective and day, written once."""

    queryset = GoalReview.objects.all()
    serializer_class = GoalReviewSerializer
    filterset_class = GoalReviewFilter
    sortable = ("-on", "on", "id")


# --- Standings --------------------------------------------------------------------------------------------------------


class StandingSerializer(RecordSerializer[ClientStanding]):
    scope = "performance"
    example: ClassVar = {
        "client": 12,
        "worst": "warn",
        "planning": "good",
        "relationships": "good",
        "accounts": "none",
        "performance": "warn",
        "growth": "none",
        "severity": 4,
        "reasons": {"performance": [{"code": "goal", "objective": 44, "title": "Revenue 2026", "why": []}]},
        "revenue": {"amount": "15041.10", "currency": "EUR"},
        "revenue_target": {"amount": "120000.00", "currency": "EUR"},
        "revenue_expected": {"amount": "20054.79", "currency": "EUR"},
        "attainment": "0.1253",
        "last_contact_on": "2026-03-02",
        "next_action_on": "2026-03-09",
        "next_action": "Send the new price list",
        "overdue_actions": 0,
        "running_objectives": 1,
        "open_issues": 2,
        "issues": "warn",
        "overdue": {"amount": "1230.00", "currency": "EUR"},
        "overdue_since": "2026-02-10",
        "as_of": "2026-03-02T16:05:22Z",
        "web_url": "https://kam.example/clients/12/",
    }
    expandable: ClassVar = {"client": Expansion(ClientSerializer, "client_id")}
    client = Reference()
    revenue = Money("revenue", read_only=True)
    revenue_target = Money("revenue_target", read_only=True)
    revenue_expected = Money("revenue_expected", read_only=True)
    issues = serializers.ChoiceField(
        Status.choices, read_only=True, help_text="How the worst clock of an issue stands."
    )
    overdue = Money("overdue", read_only=True)

    class Meta(RecordSerializer.Meta):
        model = ClientStanding
        fields = (
            "client", "worst", "planning", "relationships", "accounts", "performance", "growth", "severity", "reasons",
            "revenue", "revenue_target", "revenue_expected", "attainment", "last_contact_on", "next_action_on",
            "next_action", "overdue_actions", "running_objectives", "open_issues", "issues", "overdue", "overdue_since",
            "as_of", "web_url",
        )  # fmt: skip
        read_only_fields = fields

    def page_of(self, record: ClientStanding) -> str:
        return address_of("accounts:show-client", record.client_id)


class StandingFilter(filters.FilterSet):
    client = IdFilter()
    owner = PersonFilter(field_name="client__owner", label="The client's owner.")
    team = IdFilter(field_name="client__team", label="The client's team.")
    worst = filters.ChoiceFilter(choices=Status.choices)
    issues = filters.ChoiceFilter(choices=Status.choices, label="How the worst clock of an issue stands.")
    overdue_since__lte = DayFilter(
        field_name="overdue_since", lookup_expr="lte", label="With an invoice overdue since this day or longer."
    )
    as_of__gte = MomentFilter(field_name="as_of", lookup_expr="gte", label="Made anew at this time or later.")


class StandingViewSet(ScopedViewSet[ClientStanding]):
    """Where each client stands in the five processes, and why. The id is the client's."""

    queryset = ClientStanding.objects.all()
    serializer_class = StandingSerializer
    filterset_class = StandingFilter
    sortable = ("-severity", "severity", "-overdue", "-open_issues", "client")


router.register("goal-reviews", GoalReviewViewSet)
router.register("standings", StandingViewSet)

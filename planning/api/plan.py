from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api import ClientSerializer, EditableClient
from accounts.models import Client
from kam.api import UserSerializer, router
from kam.fields import Reference
from kam.filters import DayFilter, IdFilter, PersonFilter, Removable, SyncedFilter, YesNoFilter
from kam.serializers import RecordSerializer
from kam.shape import Expansion
from kam.viewsets import Changes, Creates, ScopedViewSet, verb
from planning import services, upkeep
from planning.api.owned import active_people
from planning.forms import colleagues
from planning.models import Evidence, Plan, Risk, SwotItem
from planning.models.plan import PlanQuerySet


class EvidenceSerializer(serializers.ModelSerializer[Evidence]):
    class Meta:
        model = Evidence
        fields = ("id", "need", "interaction", "objective", "url", "note")


class SwotItemSerializer(serializers.ModelSerializer[SwotItem]):
    evidence = serializers.SerializerMethodField(help_text="What the item rests on.")

    class Meta:
        model = SwotItem
        fields = ("id", "kind", "text", "evidence")

    @extend_schema_field(EvidenceSerializer(many=True))
    def get_evidence(self, item: SwotItem) -> Any:
        return EvidenceSerializer([one for one in item.evidence.all() if one.removed_at is None], many=True).data


class RiskSerializer(serializers.ModelSerializer[Risk]):
    class Meta:
        model = Risk
        fields = ("id", "statement", "likelihood", "impact", "response", "owner", "is_open")


class PlanSerializer(RecordSerializer[Plan]):
    """The SWOT and the risks are read here and written on the plan's page."""

    scope = "planning"
    create_only = frozenset({"client"})
    prefetched = ("swot__evidence", "risks")
    example: ClassVar = {
        "id": 5,
        "client": 12,
        "title": "Plan 2026",
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "ambition": "Their first choice for fresh goods by the end of the year.",
        "review_every": 30,
        "reviewed_on": "2026-03-02",
        "meets_on": "2026-04-10",
        "is_shared": False,
        "author": 7,
        "copied_from": None,
        "swot": [
            {
                "id": 61,
                "kind": "S",
                "text": "Our own cold chain",
                "evidence": [
                    {"id": 9, "need": 91, "interaction": None, "objective": None, "url": "", "note": "Asked for it"}
                ],
            }
        ],
        "risks": [
            {
                "id": 14,
                "statement": "They build a brand of their own",
                "likelihood": 3,
                "impact": 4,
                "response": "Offer to make it for them",
                "owner": 7,
                "is_open": True,
            }
        ],
        "removed_at": None,
        "created_at": "2026-01-12T10:00:00Z",
        "updated_at": "2026-03-02T16:05:21Z",
        "external_ids": [],
        "web_url": "https://kam.example/plans/5/",
    }
    expandable: ClassVar = {
        "client": Expansion(ClientSerializer, "client_id"),
        "author": Expansion(UserSerializer, "author_id"),
    }
    client = EditableClient()
    author = Reference(active_people, required=False)
    swot = serializers.SerializerMethodField(help_text="Strengths, weaknesses, opportunities and threats.")
    risks = serializers.SerializerMethodField(help_text="Likelihood and impact are 1 to 5.")

    class Meta(RecordSerializer.Meta):
        model = Plan
        fields = (
            "id", "client", "title", "starts_on", "ends_on", "ambition", "review_every", "reviewed_on", "meets_on",
            "is_shared", "author", "copied_from", "swot", "risks", "removed_at", "created_at", "updated_at",
            "external_ids", "web_url",
        )  # fmt: skip
        read_only_fields = ("copied_from",)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A plan is written by somebody who works with the client."""
        client = self.instance.client if self.instance else attrs["client"]
        if "author" in attrs and not colleagues(client).filter(pk=attrs["author"].pk).exists():
            raise serializers.ValidationError({"author": _("Choose somebody who works with this client.")})
        return attrs

    @extend_schema_field(SwotItemSerializer(many=True))
    def get_swot(self, plan: Plan) -> Any:
        return SwotItemSerializer([item for item in plan.swot.all() if item.removed_at is None], many=True).data

    @extend_schema_field(RiskSerializer(many=True))
    def get_risks(self, plan: Plan) -> Any:
        return RiskSerializer([risk for risk in plan.risks.all() if risk.removed_at is None], many=True).data


class PlanFilter(Removable, SyncedFilter):
    client = IdFilter()
    author = PersonFilter()
    running_on = DayFilter(method="running", label="Only those whose period holds the day.")
    review_overdue = YesNoFilter(method="overdue", label="`true`: only those whose review is overdue.")

    def running(self, rows: PlanQuerySet, name: str, value: date) -> PlanQuerySet:
        return rows.filter(starts_on__lte=value, ends_on__gte=value)

    def overdue(self, rows: PlanQuerySet, name: str, value: bool) -> PlanQuerySet:
        return upkeep.stale(rows, on=timezone.localdate()) if value else rows


class ReviewedSerializer(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class PlanViewSet(Creates[Plan], Changes[Plan], ScopedViewSet[Plan]):
    """What is to become of a client in a period: a client has one plan at a time."""

    queryset: QuerySet[Plan] = Plan.objects.all()
    serializer_class = PlanSerializer
    filterset_class = PlanFilter
    sortable = ("id", "starts_on", "created_at", "updated_at")

    def perform_create(self, client: Client, **values: Any) -> Plan:  # type: ignore[override]
        return services.start_plan(client, by=self.request.user, **values)

    def perform_change(self, record: Plan, **changes: Any) -> Plan:
        return services.change_plan(record, by=self.request.user, **changes)

    review = verb("review", services.mark_reviewed, ReviewedSerializer)
    copy = verb("copy", services.copy_plan)
    remove = verb("remove", services.remove_plan)
    restore = verb("restore", services.restore_plan)


router.register("plans", PlanViewSet)

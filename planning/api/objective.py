from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api import ClientSerializer, ContactSerializer, EditableClient
from accounts.models import Client
from kam.access import for_change, for_view
from kam.api import UserSerializer, router
from kam.fields import Reference
from kam.filters import DayFilter, IdFilter, PersonFilter, SyncedFilter
from kam.models import User
from kam.processes import Process
from kam.serializers import RecordSerializer
from kam.shape import Expansion
from kam.tokens import SignedRequest
from kam.viewsets import Changes, Creates, ScopedViewSet, verb
from planning import services
from planning.api.owned import OwnedSerializer
from planning.api.terms import TermsSerializer
from planning.models import AgreementState, Milestone, Objective, RealismCheck
from planning.terms import drafted
from relationships.api import visible_contacts
from relationships.models import Interaction


def objectives_seen_by(user: User) -> QuerySet[Objective]:
    return Objective.objects.visible_to(user)


class MilestoneSerializer(serializers.ModelSerializer[Milestone]):
    class Meta:
        model = Milestone
        fields = ("title", "due_on", "value")


class ObjectiveSerializer(OwnedSerializer):
    """Values are decimals in the objective's `unit` (and `currency`), so that their shape does not change with it."""

    scope = "planning"
    create_only = frozenset({"client", "status"})
    prefetched = ("milestones",)
    example: ClassVar = {
        "id": 44,
        "client": 12,
        "title": "Revenue 2026",
        "process": "performance",
        "unit": "money",
        "currency": "EUR",
        "kind": "increase",
        "baseline": "0.0000",
        "minimum": "90000.0000",
        "target": "120000.0000",
        "stretch": None,
        "starts_on": "2026-01-01",
        "due_on": "2026-12-31",
        "curve": "linear",
        "monthly_shares": None,
        "milestones": [],
        "cadence_days": 35,
        "status": "active",
        "owner": 7,
        "client_owner": 31,
        "parent": None,
        "roll_up": "",
        "weight": "1.00",
        "follows": 21,
        "is_shared": True,
        "outcome": "",
        "agreement": "agreed",
        "agreed_version": 2,
        "agreed_on": "2026-03-12",
        "agreed_offline": False,
        "next_terms": None,
        "current": "1234.5000",
        "current_on": "2026-03-01",
        "created_at": "2026-01-12T10:00:00Z",
        "updated_at": "2026-03-02T16:05:21Z",
        "external_ids": [],
        "web_url": "https://kam.example/objectives/44/",
    }
    expandable: ClassVar = {
        "client": Expansion(ClientSerializer, "client_id"),
        "owner": Expansion(UserSerializer, "owner_id"),
        "client_owner": Expansion(ContactSerializer, "client_owner_id"),
    }
    client = EditableClient()
    status = serializers.ChoiceField(
        Objective.Status.choices,
        required=False,
        help_text="A new objective is active or a draft; later on it is moved.",
    )
    client_owner = Reference(visible_contacts, required=False, allow_null=True, help_text="A contact of the client.")
    parent = Reference(  # type: ignore[assignment]
        objectives_seen_by, required=False, allow_null=True, help_text="The whole it is a part of."
    )
    follows = Reference(
        objectives_seen_by, required=False, allow_null=True, help_text="The same measure in the period before."
    )
    outcome = serializers.ChoiceField(Objective.Outcome.choices, allow_blank=True, read_only=True)
    agreement = serializers.ChoiceField(AgreementState.choices, allow_blank=True, read_only=True)
    next_terms = TermsSerializer(read_only=True, allow_null=True, help_text="Terms written but not yet agreed.")
    milestones = MilestoneSerializer(many=True, required=False, max_length=24)  # type: ignore[call-arg]

    class Meta(RecordSerializer.Meta):
        model = Objective
        fields = (
            "id", "client", "title", "process", "unit", "currency", "kind", "baseline", "minimum", "target", "stretch",
            "starts_on", "due_on", "curve", "monthly_shares", "milestones", "cadence_days", "status", "owner",
            "client_owner", "parent", "roll_up", "weight", "follows", "is_shared", "outcome", "agreement",
            "agreed_version", "agreed_on", "agreed_offline", "next_terms", "current", "current_on",
            "created_at", "updated_at", "external_ids", "web_url",
        )  # fmt: skip
        read_only_fields = ("outcome", "agreement", "agreed_version", "agreed_on", "agreed_offline", "next_terms")

    def validate_status(self, status: str) -> str:
        if status not in (Objective.Status.ACTIVE, Objective.Status.DRAFT):
            raise serializers.ValidationError(_("A new objective is active or a draft."))
        return status


class ClosingSerializer(serializers.Serializer[Any]):
    """How it ended; without an outcome, as the last reading suggests."""

    outcome = serializers.ChoiceField(Objective.Outcome.choices, required=False)
    note = serializers.CharField(required=False, allow_blank=True, max_length=500)


def visible_interactions(user: User) -> QuerySet[Interaction]:
    return Interaction.objects.visible_to(user)


class RecordedAgreementSerializer(serializers.Serializer[Any]):
    contact = Reference(visible_contacts)
    agreed_on = serializers.DateField()
    evidence = serializers.CharField(max_length=500, help_text="What shows it.")
    interaction = Reference(visible_interactions, required=False)


class RealismSerializer(serializers.ModelSerializer[RealismCheck]):
    """How likely the target is, by what was reached before; probability from 0 to 1, values in the objective's unit."""

    class Meta:
        model = RealismCheck
        fields = (
            "band", "probability", "low", "middle", "high", "required_growth", "best_growth", "seed", "draws", "on",
        )  # fmt: skip


class ObjectiveFilter(SyncedFilter):
    client = IdFilter()
    owner = PersonFilter()
    parent = IdFilter()
    client_owner = IdFilter()
    status = filters.ChoiceFilter(choices=Objective.Status.choices)
    outcome = filters.ChoiceFilter(choices=Objective.Outcome.choices)
    agreement = filters.ChoiceFilter(choices=AgreementState.choices)
    process = filters.ChoiceFilter(choices=Process.choices)
    kind = filters.ChoiceFilter(choices=Objective.Kind.choices)
    unit = filters.ChoiceFilter(choices=Objective.Unit.choices)
    due_on__gte = DayFilter(field_name="due_on", lookup_expr="gte", label="Due on this day or later.")
    due_on__lte = DayFilter(field_name="due_on", lookup_expr="lte", label="Due on this day or earlier.")
    search = filters.CharFilter(field_name="title", lookup_expr="unaccent__icontains", label="Part of the title.")


def agree_on_behalf(objective: Objective, *, by: User, **told: Any) -> Objective:
    """Note that the client agreed elsewhere, with what shows it; the objective as it then stands."""
    services.record_agreement(objective, by=by, **told)
    return Objective.objects.get(pk=objective.pk)


class ObjectiveViewSet(Creates[Objective], Changes[Objective], ScopedViewSet[Objective]):
    """What is to be reached with a client, by when, and how one will know."""

    queryset = Objective.objects.all()
    serializer_class = ObjectiveSerializer
    filterset_class = ObjectiveFilter
    sortable = ("id", "due_on", "created_at", "updated_at")

    def perform_create(self, client: Client, **values: Any) -> Objective:  # type: ignore[override]
        return services.create_objective(client, by=self.request.user, **values)

    def perform_change(self, record: Objective, **changes: Any) -> Objective:
        return services.change_objective(record, by=self.request.user, **changes)

    close = verb("close", services.close_objective, ClosingSerializer)
    start = verb("start", services.start_objective)
    cancel = verb("cancel", services.cancel_objective)
    reopen = verb("reopen", services.reopen_objective)
    agree = verb("agree", agree_on_behalf, RecordedAgreementSerializer)

    @extend_schema(responses=RealismSerializer, summary="How realistic the target is")
    @action(detail=True, methods=["get"])
    def realism(self, request: SignedRequest, pk: str) -> Response:
        """By what is known today, of the terms as last written. Keeps nothing."""
        objective = for_view(Objective.objects.all(), request.user, int(pk))
        check = services.reckon(objective, terms=drafted(objective), on=timezone.localdate())
        return Response(RealismSerializer(check).data)

    @extend_schema(request=None, responses=RealismSerializer, summary="Gauge the target and keep the answer")
    @realism.mapping.post
    def gauge(self, request: SignedRequest, pk: str) -> Response:
        """Keeps what was found, with all it was computed from."""
        objective = for_change(Objective.objects.all(), request.user, int(pk))
        check = services.gauge(objective, terms=drafted(objective), on=timezone.localdate())
        return Response(RealismSerializer(check).data)


ClientSerializer.expandable["objectives"] = Expansion(ObjectiveSerializer, "client_id", many=True)

router.register("objectives", ObjectiveViewSet)

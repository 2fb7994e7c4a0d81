from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from rest_framework import serializers

from kam.api import UserSerializer, router
from kam.fields import Reference, References
from kam.filters import IdFilter, ResourceFilter
from kam.models import User
from kam.serializers import RecordSerializer
from kam.shape import Expansion
from kam.viewsets import Creates, ScopedViewSet, verb
from planning import services
from planning.api.objective import ObjectiveSerializer
from planning.api.terms import TermsSerializer
from planning.models import Agreement, AgreementState, AgreementStep, Objective
from relationships.api import visible_contacts


def changeable_objectives(user: User) -> QuerySet[Objective]:
    return Objective.objects.editable_by(user)


class StepSerializer(serializers.ModelSerializer[AgreementStep]):
    class Meta:
        model = AgreementStep
        fields = ("state", "at", "name", "role", "reason", "is_offline", "agreed_on", "evidence")


class AgreementSerializer(RecordSerializer[Agreement]):
    """One offer of terms, by us or by the client, and what became of it."""

    scope = "planning"
    prefetched = ("recipients", "steps")
    example: ClassVar = {
        "id": 31,
        "objective": 44,
        "version": 2,
        "round": 1,
        "side": "ours",
        "state": "proposed",
        "terms": {
            "title": "Revenue 2026",
            "unit": "money",
            "currency": "EUR",
            "kind": "increase",
            "baseline": "0",
            "minimum": None,
            "target": "140000",
            "stretch": None,
            "starts_on": "2026-01-01",
            "due_on": "2026-12-31",
            "curve": "linear",
            "monthly_shares": None,
            "milestones": [],
        },
        "digest": "b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c",
        "message": "With the two new shops.",
        "reason": "",
        "expires_on": "2026-03-31",
        "recipients": [3],
        "by": 7,
        "by_contact": None,
        "steps": [
            {
                "state": "proposed",
                "at": "2026-03-02T16:05:21Z",
                "name": "",
                "role": "",
                "reason": "",
                "is_offline": False,
                "agreed_on": None,
                "evidence": "",
            }
        ],
        "created_at": "2026-03-02T16:05:21Z",
        "external_ids": [],
        "web_url": "https://kam.example/agreements/31/",
    }
    expandable: ClassVar = {
        "objective": Expansion(ObjectiveSerializer, "objective_id"),
        "by": Expansion(UserSerializer, "by_id"),
    }
    objective = Reference(changeable_objectives)
    state = serializers.ChoiceField(AgreementState.choices, read_only=True)
    terms = TermsSerializer(read_only=True)
    recipients = References(visible_contacts, help_text="Contacts of the client, each with an e-mail address.")
    expires_on = serializers.DateField(help_text="The last day to answer.")
    by = Reference(allow_null=True)
    by_contact = Reference(allow_null=True)
    steps = StepSerializer(many=True, read_only=True)

    class Meta(RecordSerializer.Meta):
        model = Agreement
        fields = (
            "id", "objective", "version", "round", "side", "state", "terms", "digest", "message", "reason",
            "expires_on", "recipients", "by", "by_contact", "steps", "created_at", "external_ids", "web_url",
        )  # fmt: skip
        read_only_fields = ("version", "round", "side", "digest")


class AgreementFilter(ResourceFilter):
    objective = IdFilter()
    client = IdFilter(field_name="objective__client")
    side = filters.ChoiceFilter(choices=Agreement.Side.choices)
    state = filters.ChoiceFilter(choices=AgreementState.choices)


class AnswerSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=1000)


class WithdrawalSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=1000, required=False)


class CounterOfferSerializer(serializers.Serializer[Any]):
    target = serializers.DecimalField(max_digits=18, decimal_places=4)
    expires_on = serializers.DateField(help_text="The last day to answer.")
    message = serializers.CharField(max_length=2000, required=False)
    reason = serializers.CharField(max_length=1000, required=False, help_text="For ourselves.")


class AgreementViewSet(Creates[Agreement], ScopedViewSet[Agreement]):
    """Targets offered to clients and what they answered. Nothing here is ever changed or deleted."""

    queryset = Agreement.objects.with_state()
    serializer_class = AgreementSerializer
    filterset_class = AgreementFilter
    sortable = ("-id", "id", "created_at")

    def perform_create(self, objective: Objective, **values: Any) -> Agreement:  # type: ignore[override]
        return services.propose_target(objective, by=self.request.user, **values)

    withdraw = verb("withdraw", services.withdraw_proposal, WithdrawalSerializer)
    accept = verb("accept", services.accept_counter)
    decline = verb("decline", services.decline_counter, AnswerSerializer)
    counter = verb("counter", services.counter_offer, CounterOfferSerializer)

    def show(self, rows: Sequence[Agreement]) -> list[dict[str, Any]]:
        """With the state that an answer given in this very request brought about."""
        if self.action not in ("list", "retrieve"):
            rows = list(Agreement.objects.with_state().filter(pk__in=[row.pk for row in rows]))
        return super().show(rows)


router.register("agreements", AgreementViewSet)

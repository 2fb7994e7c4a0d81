"""What clients want, over the API. (Interactions stand in planning, because logging one plans its next step.)"""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import serializers

from accounts.api import ClientSerializer, EditableClient, editable_issues
from accounts.models import Client, Contact, Issue
from kam.api import UserSerializer, router
from kam.fields import Reference
from kam.filters import DayFilter, IdFilter, Removable, SyncedFilter, YesNoFilter
from kam.models import User
from kam.serializers import RecordSerializer
from kam.shape import Expansion
from kam.viewsets import Changes, Creates, ScopedViewSet, verb
from relationships import services
from relationships.models import Assessment, Interaction, Need
from relationships.models.need import NeedQuerySet


def visible_contacts(user: User) -> QuerySet[Contact]:
    return Contact.objects.kept().visible_to(user)


def visible_interactions(user: User) -> QuerySet[Interaction]:
    return Interaction.objects.visible_to(user).kept()


class NeedSerializer(RecordSerializer[Need]):
    scope = "relationships"
    prefetched = ("issue_links",)
    create_only = frozenset({"client"})
    example: ClassVar = {
        "id": 91,
        "client": 12,
        "statement": "Fresh goods on the shelf before the shop opens",
        "kind": "need",
        "status": "confirmed",
        "stated_by": 31,
        "stated_on": "2026-02-20",
        "importance": 5,
        "fit": 3,
        "grounds": "Said on the visit to shop 14",
        "due_on": "2026-06-30",
        "assess_every": 90,
        "assessed_on": "2026-03-02",
        "next_assessment_on": "2026-05-31",
        "confidence": 70.7,
        "heard_in": 505,
        "issues": [61],
        "created_by": 7,
        "removed_at": None,
        "created_at": "2026-03-02T16:05:21Z",
        "updated_at": "2026-03-02T16:05:21Z",
        "external_ids": [],
        "web_url": "https://kam.example/needs/91/",
    }
    expandable: ClassVar = {
        "client": Expansion(ClientSerializer, "client_id"),
        "created_by": Expansion(UserSerializer, "created_by_id"),
    }
    client = EditableClient()
    stated_by = Reference(visible_contacts, allow_null=True, required=False, help_text="A contact of the client.")
    heard_in = Reference(
        visible_interactions, allow_null=True, required=False, help_text="An interaction with the client."
    )
    created_by = Reference()
    confidence = serializers.SerializerMethodField(
        help_text="As of today, in per cent: 100 when confirmed, 50 when assumed, halved every `assess_every` days."
    )

    issues = serializers.SerializerMethodField(help_text="The issues that stand in its way.")

    class Meta(RecordSerializer.Meta):
        model = Need
        fields = (
            "id", "client", "statement", "kind", "status", "stated_by", "stated_on", "importance", "fit", "grounds",
            "due_on", "assess_every", "assessed_on", "next_assessment_on", "confidence", "heard_in", "issues",
            "created_by", "removed_at", "created_at", "updated_at", "external_ids", "web_url",
        )  # fmt: skip

    def get_issues(self, need: Need) -> list[int]:
        return [link.issue_id for link in need.issue_links.all()]

    def get_confidence(self, need: Need) -> float:
        return round(need.confidence_on(timezone.localdate()).value, 1)


class AssessmentSerializer(RecordSerializer[Assessment]):
    scope = "relationships"
    example: ClassVar = {
        "id": 17,
        "need": 91,
        "assessed_on": "2026-03-02",
        "importance": 5,
        "fit": 3,
        "status": "confirmed",
        "note": "The new route helps",
        "asked": 31,
        "round": 4,
        "by": 7,
        "created_at": "2026-03-02T16:05:21Z",
        "external_ids": [],
        "web_url": "https://kam.example/needs/91/",
    }
    expandable: ClassVar = {
        "need": Expansion(NeedSerializer, "need_id"),
        "by": Expansion(UserSerializer, "by_id"),
    }
    need = Reference()
    assessed_on = serializers.DateField(required=False, help_text="Today unless told.")
    asked = Reference(visible_contacts, allow_null=True, required=False, help_text="A contact of the client.")
    round = Reference(allow_null=True)
    by = Reference()

    class Meta(RecordSerializer.Meta):
        model = Assessment
        fields = (
            "id", "need", "assessed_on", "importance", "fit", "status", "note", "asked", "round", "by", "created_at",
            "external_ids", "web_url",
        )  # fmt: skip


class NeedFilter(Removable, SyncedFilter):
    client = IdFilter()
    stated_by = IdFilter()
    heard_in = IdFilter()
    kind = filters.ChoiceFilter(choices=Need.Kind.choices)
    status = filters.ChoiceFilter(choices=Need.Status.choices)
    due_on__gte = DayFilter(field_name="due_on", lookup_expr="gte", label="Wanted by this day or later.")
    due_on__lte = DayFilter(field_name="due_on", lookup_expr="lte", label="Wanted by this day or earlier.")
    next_assessment_on__lte = DayFilter(
        field_name="next_assessment_on", lookup_expr="lte", label="To be assessed on this day or earlier."
    )
    unmet = YesNoFilter(method="only_unmet", label="Importance 4 or 5, and 2 or more above the fit; not refuted.")
    unserved = YesNoFilter(method="only_unserved", label="Without an open strategy or action; not refuted.")
    search = filters.CharFilter(
        field_name="statement", lookup_expr="unaccent__icontains", label="Part of the statement."
    )

    def only_unmet(self, rows: NeedQuerySet, name: str, value: bool) -> QuerySet[Need]:
        return _only(rows, Need.objects.unmet(), value)

    def only_unserved(self, rows: NeedQuerySet, name: str, value: bool) -> QuerySet[Need]:
        return _only(rows, Need.objects.unserved(), value)


def _only(rows: NeedQuerySet, those: NeedQuerySet, value: bool) -> QuerySet[Need]:
    return rows.filter(pk__in=those.values("pk")) if value else rows.exclude(pk__in=those.values("pk"))


def assess(need: Need, *, by: User, **found: Any) -> Need:
    """Write down what the need was found to be on a day; the need as it then stands."""
    return services.assess_need(need, by=by, **found).need


class IssueChoiceSerializer(serializers.Serializer[Any]):
    issue = Reference(editable_issues, help_text="An issue of the same client.")


def link_issue(need: Need, *, by: User, issue: Issue) -> Need:
    """The issue stands in its way. Said again it changes nothing."""
    services.link_need(issue, need=need, by=by)
    return need


def unlink_issue(need: Need, *, by: User, issue: Issue) -> Need:
    """Where they are not linked it changes nothing."""
    services.unlink_need(issue, need=need, by=by)
    return need


class NeedViewSet(Creates[Need], Changes[Need], ScopedViewSet[Need]):
    """What a client wants, in the client's own words."""

    queryset = Need.objects.all()
    serializer_class = NeedSerializer
    filterset_class = NeedFilter
    sortable = ("id", "next_assessment_on", "created_at", "updated_at")

    def perform_create(self, client: Client, **values: Any) -> Need:  # type: ignore[override]
        return services.create_need(client, by=self.request.user, **values)

    def perform_change(self, record: Need, **changes: Any) -> Need:
        return services.change_need(record, by=self.request.user, **changes)

    assess = verb("assess", assess, AssessmentSerializer)
    link_issue = verb("link-issue", link_issue, IssueChoiceSerializer)
    unlink_issue = verb("unlink-issue", unlink_issue, IssueChoiceSerializer)
    remove = verb("remove", services.remove_need)
    restore = verb("restore", services.restore_need)


router.register("needs", NeedViewSet)

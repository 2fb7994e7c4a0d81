"""Interactions stand here and not with their table, because logging one plans its next step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters as filters
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api import ClientSerializer, EditableClient
from accounts.models import Client, Issue
from kam.api import UserSerializer, router
from kam.fields import Reference, References
from kam.filters import IdFilter, MomentFilter, PersonFilter, Removable, SyncedFilter, YesNoFilter
from kam.models import User
from kam.serializers import RecordSerializer
from kam.shape import Expansion
from kam.viewsets import Changes, Creates, ScopedViewSet, verb
from planning import services
from planning.api.action import ActionSerializer
from planning.models import Objective, Topic
from relationships import services as relationships
from relationships.api import IssueChoiceSerializer, NeedSerializer, visible_contacts
from relationships.models import Interaction, IssueTalk, Need


def visible_objectives(user: User) -> QuerySet[Objective]:
    return Objective.objects.visible_to(user)


def visible_needs(user: User) -> QuerySet[Need]:
    return Need.objects.visible_to(user).kept()


def _ids(model: type[models.Model], column: str) -> ArraySubquery:
    """The ids at the other end of a table of links, read with the row: a list would cost a statement for each table."""
    links = model._default_manager.filter(interaction=OuterRef("pk")).order_by(column)
    return ArraySubquery(links.values(column))


LINKED = Interaction.objects.annotate(
    people_ids=_ids(Interaction.people.through, "contact_id"),
    about_ids=_ids(Interaction.about.through, "need_id"),
    topics_ids=_ids(Topic, "objective_id"),
    issue_ids=_ids(IssueTalk, "issue_id"),
)


@extend_schema_field({"type": "array", "items": {"type": "integer"}})
class Links(References):
    """The ids of the records that a row is linked to, as `LINKED` brings them."""

    def to_representation(self, value: Any) -> list[int]:
        found: list[int] = getattr(value.instance, f"{self.source}_ids")
        return found


class InteractionSerializer(RecordSerializer[Interaction]):
    scope = "relationships"
    create_only = frozenset({"client", "next_step", "next_on", "submission"})
    example: ClassVar = {
        "id": 505,
        "client": 12,
        "kind": "call",
        "summary": "Deliveries reviewed; they want the new price list.",
        "happened_at": "2026-03-02T15:30:00Z",
        "people": [31],
        "sentiment": 1,
        "minutes": 25,
        "about": [77],
        "objectives": [140],
        "issues": [61],
        "by": 7,
        "next_step": "Send the new price list",
        "next_on": "2026-03-09",
        "submission": "0b7e6a54-2f51-4a5e-9d3c-6f0f5b1d8a11",
        "pinned_at": None,
        "removed_at": None,
        "created_at": "2026-03-02T16:05:21Z",
        "updated_at": "2026-03-02T16:05:21Z",
        "external_ids": [],
        "web_url": "https://kam.example/interactions/505/",
    }
    expandable: ClassVar = {
        "client": Expansion(ClientSerializer, "client_id"),
        "by": Expansion(UserSerializer, "by_id"),
        "actions": Expansion(ActionSerializer, "interaction_id", many=True),
    }
    client = EditableClient()
    people = Links(visible_contacts, required=False, help_text="Contacts of the client.")
    sentiment = serializers.ChoiceField(
        Interaction.Sentiment.choices,
        required=False,
        allow_null=True,
        help_text="How it went: 1 good, 0 neutral, -1 difficult; null where nothing is said.",
    )
    about = Links(visible_needs, required=False, help_text="Needs of the client that it was about.")
    objectives = Links(visible_objectives, required=False, source="topics", help_text="Objectives that it was about.")
    issues = serializers.ListField(
        source="issue_ids", child=serializers.IntegerField(), read_only=True, help_text="Issues that it was about."
    )
    by = Reference()
    next_step = serializers.CharField(
        write_only=True, required=False, max_length=200, help_text="Becomes an action, in the same transaction."
    )
    next_on = serializers.DateField(write_only=True, required=False, help_text="Due; in a week without it.")

    submission = serializers.UUIDField(
        write_only=True,
        required=False,
        help_text="Yours, one for each interaction: sent again, it is not logged again, and you get the first one.",
    )

    class Meta(RecordSerializer.Meta):
        model = Interaction
        fields = (
            "id", "client", "kind", "summary", "happened_at", "people", "sentiment", "minutes", "about", "objectives",
            "issues", "by", "next_step", "next_on", "submission", "pinned_at", "removed_at", "created_at", "updated_at",
            "external_ids", "web_url",
        )  # fmt: skip
        extra_kwargs: ClassVar = {"kind": {"required": True}}

    @classmethod
    def records(cls) -> QuerySet[Interaction]:
        return LINKED.all()

    def to_internal_value(self, data: Any) -> Any:
        """The services speak of objectives, the table of topics."""
        values = super().to_internal_value(data)
        if "topics" in values:
            values["objectives"] = values.pop("topics")
        return values


class InteractionFilter(Removable, SyncedFilter):
    client = IdFilter()
    person = IdFilter(field_name="people", label="With this contact.")
    by = PersonFilter()
    kind = filters.ChoiceFilter(choices=Interaction.Kind.choices)
    sentiment = filters.ChoiceFilter(choices=Interaction.Sentiment.choices, label="1 good, 0 neutral, -1 difficult.")
    need = IdFilter(field_name="about", label="About this need.")
    objective = IdFilter(field_name="topics__objective", label="About this objective.")
    pinned = YesNoFilter(field_name="pinned_at", lookup_expr="isnull", exclude=True, label="Pinned, or not.")
    happened_at__gte = MomentFilter(field_name="happened_at", lookup_expr="gte", label="At this time or later.")
    happened_at__lt = MomentFilter(field_name="happened_at", lookup_expr="lt", label="Before this time.")
    search = filters.CharFilter(field_name="summary", lookup_expr="unaccent__icontains", label="Part of the summary.")


def link_issue(interaction: Interaction, *, by: User, issue: Issue) -> Interaction:
    """It was about the issue. Said again it changes nothing."""
    relationships.link_talk(issue, interaction=interaction, by=by)
    return Interaction.objects.get(pk=interaction.pk)


def unlink_issue(interaction: Interaction, *, by: User, issue: Issue) -> Interaction:
    """Where they are not linked it changes nothing."""
    relationships.unlink_talk(issue, interaction=interaction, by=by)
    return Interaction.objects.get(pk=interaction.pk)


class InteractionViewSet(Creates[Interaction], Changes[Interaction], ScopedViewSet[Interaction]):
    """Conversations with a client's people."""

    queryset = LINKED
    serializer_class = InteractionSerializer
    filterset_class = InteractionFilter
    sortable = ("-happened_at", "happened_at", "id", "created_at", "updated_at")

    def show(self, rows: Sequence[Interaction]) -> list[dict[str, Any]]:
        """What a service returns is read again, with what it is linked to."""
        if rows and not hasattr(rows[0], "people_ids"):
            rows = list(LINKED.filter(pk__in=[row.pk for row in rows]))
        return super().show(rows)

    def perform_create(self, client: Client, **values: Any) -> Interaction:  # type: ignore[override]
        return services.log_interaction(client, by=self.request.user, **values)

    def perform_change(self, record: Interaction, **changes: Any) -> Interaction:
        return services.change_interaction(record, by=self.request.user, **changes)

    link_issue = verb("link-issue", link_issue, IssueChoiceSerializer)
    unlink_issue = verb("unlink-issue", unlink_issue, IssueChoiceSerializer)
    remove = verb("remove", relationships.remove_interaction)
    restore = verb("restore", relationships.restore_interaction)
    pin = verb("pin", relationships.pin_interaction)
    unpin = verb("unpin", relationships.unpin_interaction)


NeedSerializer.expandable["heard_in"] = Expansion(InteractionSerializer, "heard_in_id")
ActionSerializer.expandable["interaction"] = Expansion(InteractionSerializer, "interaction_id")

router.register("interactions", InteractionViewSet)

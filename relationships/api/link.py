"""The lines of the relationship map, and how well a client is covered, over the API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Client, Contact
from kam.addresses import address_of
from kam.api import UserSerializer, router
from kam.fields import Reference
from kam.filters import DayFilter, IdFilter, ResourceFilter, YesNoFilter
from kam.models import User
from kam.serializers import RecordSerializer
from kam.shape import Expansion
from kam.viewsets import Creates, ScopedViewSet, Shows, verb
from relationships import gaps, services
from relationships.models import Link
from relationships.models.link import LinkQuerySet
from relationships.people_map import people_map

# --- Lines ------------------------------------------------------------------------------------------------------------


def changeable_contacts(user: User) -> QuerySet[Contact]:
    return Contact.objects.editable_by(user).kept()


class LinkSerializer(RecordSerializer[Link]):
    scope = "relationships"
    prefetched = ("source",)
    example: ClassVar = {
        "id": 61,
        "client": 12,
        "source": 31,
        "kind": "reports_to",
        "target": 30,
        "since": "2026-02-20",
        "until": None,
        "by": 7,
        "created_at": "2026-03-02T16:05:21Z",
        "external_ids": [],
        "web_url": "https://kam.example/clients/12/map/",
    }
    expandable: ClassVar = {"by": Expansion(UserSerializer, "by_id")}
    client = serializers.IntegerField(source="source.client_id", read_only=True)
    source = Reference(changeable_contacts, help_text="A contact.")  # type: ignore[assignment]
    target = Reference(changeable_contacts, help_text="Another contact of the same client.")
    since = serializers.DateField(required=False, help_text="Today unless given.")
    by = Reference()

    class Meta(RecordSerializer.Meta):
        model = Link
        fields = (
            "id", "client", "source", "kind", "target", "since", "until", "by", "created_at", "external_ids", "web_url",
        )  # fmt: skip
        read_only_fields = ("until",)

    def page_of(self, record: Link) -> str:
        return address_of("relationships:show-map", record.source.client_id)


class LinkFilter(ResourceFilter):
    client = IdFilter(field_name="source__client")
    source = IdFilter()
    target = IdFilter()
    kind = filters.ChoiceFilter(choices=Link.Kind.choices)
    on = DayFilter(method="where_in_force", label="Only lines that held on this day.")
    open = YesNoFilter(method="where_open", label="Only lines of which no end is known, or only ended ones.")

    def where_in_force(self, links: LinkQuerySet, name: str, day: Any) -> LinkQuerySet:
        return links.in_force(on=day)

    def where_open(self, links: LinkQuerySet, name: str, wanted: bool) -> LinkQuerySet:
        return links.open() if wanted else links.filter(until__isnull=False)


class EndSerializer(serializers.Serializer[Any]):
    until = serializers.DateField(required=False, help_text="The first day on which it no longer holds; or today.")


class LinkViewSet(Creates[Link], ScopedViewSet[Link]):
    """Who reports to whom, who influences whom and who often differs. A new superior ends the line to the last one."""

    queryset = Link.objects.all()
    serializer_class = LinkSerializer
    filterset_class = LinkFilter
    sortable = ("id", "since", "created_at")

    def perform_create(self, source: Contact, **values: Any) -> Link:  # type: ignore[override]
        return services.add_link(source, by=self.request.user, **values)

    end = verb("end", services.end_link, EndSerializer)
    reopen = verb("reopen", services.reopen_link)


router.register("links", LinkViewSet)


# --- Coverage ---------------------------------------------------------------------------------------------------------


class GapSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    sentence = serializers.CharField(help_text="In your language.")
    contact = serializers.IntegerField(allow_null=True, help_text="Whom it is about, or who could close it.")
    days = serializers.IntegerField(allow_null=True, help_text="Of silence, where it went cold.")


class CoverageSerializer(RecordSerializer[Client]):
    scope = "relationships"
    example: ClassVar = {
        "id": 12,
        "on": "2026-03-02",
        "coverage": 0.58,
        "influence_reached": 18,
        "influence_of_all": 31,
        "unweighed": 2,
        "in_touch": 4,
        "known": 9,
        "hhi": 0.5,
        "gaps": [
            {"kind": "no_decider", "sentence": "No decision maker is known.", "contact": None, "days": None},
        ],
        "web_url": "https://kam.example/clients/12/map/",
    }
    on = serializers.DateField(source="found.on", read_only=True, help_text="As of this day.")
    coverage = serializers.FloatField(
        source="found.coverage.share",
        read_only=True,
        allow_null=True,
        help_text="Influence of those in touch with us, of all influence: 0 to 1, by the opinions that you may see.",
    )
    influence_reached = serializers.IntegerField(source="found.coverage.reached", read_only=True)
    influence_of_all = serializers.IntegerField(source="found.coverage.total", read_only=True)
    unweighed = serializers.IntegerField(
        source="found.coverage.unweighed", read_only=True, help_text="People without an opinion on their influence."
    )
    in_touch = serializers.IntegerField(source="found.coverage.living", read_only=True)
    known = serializers.IntegerField(source="found.coverage.known", read_only=True, help_text="People known by name.")
    hhi = serializers.FloatField(
        source="found.coverage.hhi",
        read_only=True,
        allow_null=True,
        help_text="In how many of our hands it lies: the sum of squared shares, 1 when in one.",
    )
    gaps = serializers.SerializerMethodField(help_text="What is missing, the worst first.")

    class Meta(RecordSerializer.Meta):
        model = Client
        fields = (
            "id", "on", "coverage", "influence_reached", "influence_of_all", "unweighed", "in_touch", "known", "hhi",
            "gaps", "web_url",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(GapSerializer(many=True))
    def get_gaps(self, record: Any) -> list[dict[str, Any]]:
        found = record.found
        told = gaps.told(found.gaps, record, found.names)
        return [
            {
                "kind": str(gap.kind),
                "sentence": words.sentence,
                "contact": gap.person.pk if gap.person else None,
                "days": gap.days,
            }
            for gap, words in zip(found.gaps, told, strict=True)
        ]

    def page_of(self, record: Client) -> str:
        return address_of("relationships:show-map", record.pk)


class CoverageViewSet(Shows[Client]):
    """How much of a client's influence is in touch with us, and what is missing; by the client's id."""

    queryset = Client.objects.all()
    serializer_class = CoverageSerializer

    def show(self, rows: Sequence[Client]) -> list[dict[str, Any]]:
        for client in rows:
            found = people_map(client, reader=self.request.user, on=timezone.localdate())
            client.found = found  # type: ignore[attr-defined]
        return super().show(rows)


router.register("coverage", CoverageViewSet, basename="coverage")

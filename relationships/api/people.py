"""What is noted of the client's people, over the API: opinions, how to deal with them, and who of us knows them.

Each caller is told the opinions meant for them, as on the pages.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet

from accounts.api import ContactSerializer
from accounts.models import Contact
from kam.api import UserSerializer, router
from kam.fields import Reference
from kam.filters import DayFilter, IdFilter, PersonFilter, ResourceFilter, SyncedFilter, YesNoFilter
from kam.models import User
from kam.serializers import RecordSerializer
from kam.shape import Expansion
from kam.viewsets import Changes, Creates, ScopedViewSet, verb
from relationships import services
from relationships.api.need import visible_interactions
from relationships.models import Acquaintance, Opinion, Stakeholder


def editable_people(user: User) -> QuerySet[Contact]:
    return Contact.objects.editable_by(user).kept()


def active_colleagues(_user: User) -> QuerySet[User]:
    return User.objects.filter(is_active=True)


class PersonRecordSerializer(RecordSerializer[Any]):
    """What is noted of a person is shown on the person's page."""

    scope = "relationships"
    expandable: ClassVar = {"contact": Expansion(ContactSerializer, "contact_id")}

    def page_of(self, record: Any) -> str:
        return str(Contact(pk=record.contact_id).get_absolute_url())


# --- Opinions ---------------------------------------------------------------------------------------------------------


class OpinionSerializer(PersonRecordSerializer):
    create_only = frozenset({"contact", "trait", "value", "noted_on", "evidence", "heard_in", "audience"})
    example: ClassVar = {
        "id": 71,
        "contact": 31,
        "trait": "role",
        "value": "decides",
        "noted_on": "2026-03-02",
        "evidence": "Signed the framework contract alone",
        "heard_in": None,
        "audience": "workers",
        "by": 7,
        "withdrawn_at": None,
        "created_at": "2026-03-02T16:05:21Z",
        "external_ids": [],
        "web_url": "https://kam.example/people/31/",
    }
    expandable: ClassVar = PersonRecordSerializer.expandable | {"by": Expansion(UserSerializer, "by_id")}
    contact = Reference(editable_people)
    heard_in = Reference(
        visible_interactions, allow_null=True, required=False, help_text="An interaction with the client."
    )
    by = Reference()

    class Meta(RecordSerializer.Meta):
        model = Opinion
        fields = (
            "id", "contact", "trait", "value", "noted_on", "evidence", "heard_in", "audience", "by", "withdrawn_at",
            "created_at", "external_ids", "web_url",
        )  # fmt: skip


class OpinionFilter(ResourceFilter):
    contact = IdFilter()
    client = IdFilter(field_name="contact__client")
    trait = filters.ChoiceFilter(choices=Opinion.Trait.choices)
    by = PersonFilter()
    noted_on__gte = DayFilter(field_name="noted_on", lookup_expr="gte", label="Noted on this day or later.")
    noted_on__lte = DayFilter(field_name="noted_on", lookup_expr="lte", label="Noted on this day or earlier.")
    in_force_on = DayFilter(method="held", label="The one of each trait and person that held on this day, for you.")
    withdrawn = YesNoFilter(field_name="withdrawn_at", lookup_expr="isnull", exclude=True, label="Taken back since.")

    def held(self, opinions: QuerySet[Opinion], name: str, day: date) -> QuerySet[Opinion]:
        seen = Opinion.objects.visible_to(self.request.user).in_force(on=day)  # type: ignore[arg-type, union-attr]
        return opinions.filter(pk__in=seen.values("pk"))


class OpinionViewSet(Creates[Opinion], ScopedViewSet[Opinion]):
    """What is thought of the client's people: each opinion dated, with what it rests on. Never shown to the client."""

    queryset = Opinion.objects.all()
    serializer_class = OpinionSerializer
    filterset_class = OpinionFilter
    sortable = ("-id", "id", "noted_on")

    def perform_create(self, contact: Contact, **values: Any) -> Opinion:  # type: ignore[override]
        return services.note_opinion(contact, by=self.request.user, **values)

    withdraw = verb("withdraw", services.withdraw_opinion)
    restore = verb("restore", services.restore_opinion)


# --- How to deal with somebody ----------------------------------------------------------------------------------------


class StakeholderSerializer(PersonRecordSerializer):
    create_only = frozenset({"contact"})
    example: ClassVar = {
        "id": 51,
        "contact": 31,
        "owner": 7,
        "contact_every": 30,
        "channel": "phone",
        "hours": "Mornings",
        "wishes": "One page, with numbers",
        "created_at": "2026-03-02T16:05:21Z",
        "updated_at": "2026-03-02T16:05:21Z",
        "external_ids": [],
        "web_url": "https://kam.example/people/31/",
    }
    expandable: ClassVar = PersonRecordSerializer.expandable | {"owner": Expansion(UserSerializer, "owner_id")}
    contact = Reference(editable_people)
    owner = Reference(active_colleagues, allow_null=True, required=False, help_text="Somebody who sees the client.")

    class Meta(RecordSerializer.Meta):
        model = Stakeholder
        fields = (
            "id", "contact", "owner", "contact_every", "channel", "hours", "wishes", "created_at", "updated_at",
            "external_ids", "web_url",
        )  # fmt: skip


class StakeholderFilter(SyncedFilter):
    contact = IdFilter()
    client = IdFilter(field_name="contact__client")
    owner = PersonFilter()


class StakeholderViewSet(Creates[Stakeholder], Changes[Stakeholder], ScopedViewSet[Stakeholder]):
    """How to deal with each of the client's people. To post for a person told of already changes what is there."""

    queryset = Stakeholder.objects.select_related("contact")
    serializer_class = StakeholderSerializer
    filterset_class = StakeholderFilter
    sortable = ("id", "created_at", "updated_at")

    def perform_create(self, contact: Contact, **values: Any) -> Stakeholder:  # type: ignore[override]
        return services.change_stakeholder(contact, by=self.request.user, **values)

    def perform_change(self, record: Stakeholder, **changes: Any) -> Stakeholder:
        return services.change_stakeholder(record.contact, by=self.request.user, **changes)


# --- Who of us knows whom ---------------------------------------------------------------------------------------------


class AcquaintanceSerializer(PersonRecordSerializer):
    create_only = frozenset({"contact", "colleague", "level", "wanted", "noted_on", "evidence"})
    example: ClassVar = {
        "id": 61,
        "contact": 31,
        "colleague": 7,
        "level": 2,
        "wanted": 3,
        "noted_on": "2026-03-02",
        "evidence": "Asked us to sit in on their planning",
        "by": 7,
        "created_at": "2026-03-02T16:05:21Z",
        "external_ids": [],
        "web_url": "https://kam.example/people/31/",
    }
    expandable: ClassVar = PersonRecordSerializer.expandable | {
        "colleague": Expansion(UserSerializer, "colleague_id"),
        "by": Expansion(UserSerializer, "by_id"),
    }
    contact = Reference(editable_people)
    colleague = Reference(active_colleagues, help_text="Somebody who sees the client.")
    by = Reference()

    class Meta(RecordSerializer.Meta):
        model = Acquaintance
        fields = (
            "id", "contact", "colleague", "level", "wanted", "noted_on", "evidence", "by", "created_at",
            "external_ids", "web_url",
        )  # fmt: skip


class AcquaintanceFilter(ResourceFilter):
    contact = IdFilter()
    client = IdFilter(field_name="contact__client")
    colleague = PersonFilter()
    in_force_on = DayFilter(method="held", label="The one of each colleague and person that held on this day.")

    def held(self, known: QuerySet[Acquaintance], name: str, day: date) -> QuerySet[Acquaintance]:
        return known.filter(pk__in=Acquaintance.objects.in_force(on=day).values("pk"))


class AcquaintanceViewSet(Creates[Acquaintance], ScopedViewSet[Acquaintance]):
    """How well one of us and a person at a client know each other, from 0 (vendor) to 3 (trusted advisor)."""

    queryset = Acquaintance.objects.all()
    serializer_class = AcquaintanceSerializer
    filterset_class = AcquaintanceFilter
    sortable = ("-id", "id", "noted_on")

    def perform_create(self, contact: Contact, **values: Any) -> Acquaintance:  # type: ignore[override]
        return services.note_acquaintance(contact, by=self.request.user, **values)


router.register("opinions", OpinionViewSet)
router.register("stakeholders", StakeholderViewSet)
router.register("acquaintances", AcquaintanceViewSet)

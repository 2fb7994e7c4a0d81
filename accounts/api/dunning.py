"""Disputes, promises and reminders of invoices over the API."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import serializers

from accounts import services
from accounts.models import Contact, Dispute, Invoice, Promise, Reminder
from kam.api import router
from kam.fields import Reference
from kam.filters import DayFilter, IdFilter, YesNoFilter
from kam.models import User
from kam.serializers import RecordSerializer
from kam.viewsets import Creates, ScopedViewSet, verb


def editable_invoices(user: User) -> QuerySet[Invoice]:
    return Invoice.objects.editable_by(user)


def visible_people(user: User) -> QuerySet[Contact]:
    return Contact.objects.kept().visible_to(user)


class DisputeSerializer(RecordSerializer[Dispute]):
    scope = "clients"
    create_only = frozenset({"invoice", "reason", "told", "amount", "raised_on", "raised_by", "opens_issue"})
    example: ClassVar = {
        "id": 4,
        "invoice": 77,
        "reason": "price",
        "told": "The discount of May is missing",
        "amount": "120.50",
        "raised_on": "2026-06-12",
        "raised_by": 31,
        "issue": None,
        "opens_issue": False,
        "resolved_on": None,
        "outcome": "",
        "by": 7,
        "created_at": "2026-06-12T09:20:00Z",
        "updated_at": "2026-06-12T09:20:00Z",
    }
    invoice = Reference(editable_invoices)
    amount = serializers.DecimalField(18, 2, required=False, help_text="Without it: all that is open.")
    raised_on = serializers.DateField(required=False, help_text="Without it: today.")
    raised_by = Reference(visible_people, allow_null=True, required=False, help_text="A contact of the client.")
    opens_issue = serializers.BooleanField(
        required=False, write_only=True, help_text="Also follow it as an issue of the client."
    )
    issue = Reference(allow_null=True)
    by = Reference(allow_null=True)

    class Meta(RecordSerializer.Meta):
        model = Dispute
        fields = (
            "id", "invoice", "reason", "told", "amount", "raised_on", "raised_by", "issue", "opens_issue",
            "resolved_on", "outcome", "by", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = ("resolved_on", "outcome")


class ResolveBody(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(choices=Dispute.Outcome.choices)
    resolved_on = serializers.DateField(required=False, help_text="Without it: today.")


class DisputeFilter(filters.FilterSet):
    invoice = IdFilter()
    client = IdFilter(field_name="invoice__client")
    open = YesNoFilter(field_name="resolved_on", lookup_expr="isnull")


class DisputeViewSet(Creates[Dispute], ScopedViewSet[Dispute]):
    """What clients do not accept of their invoices. While one is open nobody is reminded of its invoice."""

    queryset = Dispute.objects.all()
    serializer_class = DisputeSerializer
    filterset_class = DisputeFilter
    sortable = ("id", "created_at", "updated_at")

    def perform_create(self, invoice: Invoice, **values: Any) -> Dispute:  # type: ignore[override]
        return services.open_dispute(invoice, by=self.request.user, **values)

    resolve = verb("resolve", services.resolve_dispute, ResolveBody)


class PromiseSerializer(RecordSerializer[Promise]):
    scope = "clients"
    create_only = frozenset({"invoice", "amount", "promised_for", "made_on", "made_by", "note"})
    example: ClassVar = {
        "id": 9,
        "invoice": 77,
        "amount": "1230.00",
        "promised_for": "2026-06-30",
        "made_on": "2026-06-15",
        "made_by": 31,
        "state": "open",
        "settled_on": None,
        "note": "By transfer",
        "by": 7,
        "created_at": "2026-06-15T09:20:00Z",
        "updated_at": "2026-06-15T09:20:00Z",
    }
    invoice = Reference(editable_invoices)
    amount = serializers.DecimalField(18, 2, required=False, help_text="Without it: all that is open.")
    made_on = serializers.DateField(required=False, help_text="Without it: today.")
    made_by = Reference(visible_people, allow_null=True, required=False, help_text="A contact of the client.")
    by = Reference(allow_null=True)

    class Meta(RecordSerializer.Meta):
        model = Promise
        fields = (
            "id", "invoice", "amount", "promised_for", "made_on", "made_by", "state", "settled_on", "note", "by",
            "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = ("state", "settled_on")


class PromiseFilter(filters.FilterSet):
    invoice = IdFilter()
    client = IdFilter(field_name="invoice__client")
    state = filters.ChoiceFilter(choices=Promise.State.choices)
    promised_for__lte = DayFilter(field_name="promised_for", lookup_expr="lte", label="For this day or an earlier one.")


class PromiseViewSet(Creates[Promise], ScopedViewSet[Promise]):
    """That somebody at a client said so much is paid by a day: kept by money that comes in time, else broken."""

    queryset = Promise.objects.all()
    serializer_class = PromiseSerializer
    filterset_class = PromiseFilter
    sortable = ("id", "promised_for", "created_at", "updated_at")

    def perform_create(self, invoice: Invoice, **values: Any) -> Promise:  # type: ignore[override]
        return services.make_promise(invoice, by=self.request.user, **values)

    withdraw = verb("withdraw", services.withdraw_promise)


class ReminderSerializer(RecordSerializer[Reminder]):
    scope = "clients"
    example: ClassVar = {
        "id": 3,
        "client": 12,
        "contact": 31,
        "days": 7,
        "tone": "friendly",
        "language": "pt-pt",
        "state": "proposed",
        "invoices": [77, 78],
        "proposed_on": "2026-06-20",
        "approved_by": None,
        "approved_at": None,
        "sent_at": None,
        "stopped_because": "",
        "created_at": "2026-06-20T05:12:00Z",
        "updated_at": "2026-06-20T05:12:00Z",
        "web_url": "https://kam.example/reminders/3/",
    }
    client = Reference()
    contact = Reference(allow_null=True)
    approved_by = Reference(allow_null=True)
    invoices = serializers.SerializerMethodField(help_text="Those it asks for; what was left out is not among them.")

    class Meta(RecordSerializer.Meta):
        model = Reminder
        fields = (
            "id", "client", "contact", "days", "tone", "language", "state", "invoices", "proposed_on", "approved_by",
            "approved_at", "sent_at", "stopped_because", "created_at", "updated_at", "web_url",
        )  # fmt: skip
        read_only_fields = (
            "days", "tone", "language", "state", "proposed_on", "approved_at", "sent_at", "stopped_because",
        )  # fmt: skip

    def get_invoices(self, reminder: Reminder) -> list[int]:
        return [line.invoice_id for line in reminder.lines.all() if not line.dropped_because]


class ReminderFilter(filters.FilterSet):
    client = IdFilter()
    state = filters.ChoiceFilter(choices=Reminder.State.choices)


def approve(reminder: Reminder, *, by: User) -> Reminder:
    """It may go out. What is disputed, promised or paid at the moment of sending is left out."""
    return services.approve_reminder(reminder, by=by, at=timezone.now())


def stop(reminder: Reminder, *, by: User) -> Reminder:
    """It is not sent."""
    return services.stop_reminder(reminder, by=by)


class ReminderViewSet(ScopedViewSet[Reminder]):
    """The mails that ask for money: proposed by the ladder, approved, sent or stopped."""

    queryset = Reminder.objects.prefetch_related("lines")
    serializer_class = ReminderSerializer
    filterset_class = ReminderFilter
    sortable = ("id", "created_at", "updated_at")

    approve = verb("approve", approve)
    stop = verb("stop", stop)


router.register("disputes", DisputeViewSet)
router.register("promises", PromiseViewSet)
router.register("reminders", ReminderViewSet)

"""Invoices and payments over the API: one by one here, whole lists of invoices in invoice_bulk."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts import services
from accounts.api import invoice_bulk
from accounts.api.client import ClientSerializer, EditableClient
from accounts.models import Client, Invoice, Payment
from accounts.models.invoice import InvoiceQuerySet
from kam.addresses import address_of
from kam.api import router
from kam.fields import Reference
from kam.filters import DayFilter, IdFilter, SyncedFilter, YesNoFilter
from kam.models import User
from kam.serializers import RecordSerializer
from kam.shape import Expansion
from kam.tokens import SignedRequest
from kam.viewsets import Changes, Creates, ScopedViewSet, verb

CURRENCY = r"^[A-Z]{3}\Z"


def editable_invoices(user: User) -> QuerySet[Invoice]:
    return Invoice.objects.editable_by(user)


class InvoiceSerializer(RecordSerializer[Invoice]):
    scope = "clients"
    create_only = frozenset({"client", "kind", "source", "number", "currency"})
    example: ClassVar = {
        "id": 77,
        "client": 12,
        "kind": "invoice",
        "source": "erp",
        "number": "FT 2026/0118",
        "issued_on": "2026-05-14",
        "due_on": "2026-06-13",
        "is_due_by_terms": False,
        "currency": "EUR",
        "net_amount": "1000.00",
        "tax_amount": "230.00",
        "gross_amount": "1230.00",
        "open_amount": "730.00",
        "settled_on": None,
        "corrects": None,
        "reference": "PO 4711",
        "note": "",
        "cancelled_at": None,
        "created_by": 7,
        "created_at": "2026-05-14T17:02:11Z",
        "updated_at": "2026-06-02T08:15:40Z",
        "external_ids": [],
        "web_url": "https://kam.example/invoices/77/",
    }
    expandable: ClassVar = {"client": Expansion(ClientSerializer, "client_id")}
    client = EditableClient()
    currency = serializers.RegexField(CURRENCY, required=False, help_text="ISO 4217. Without it: that of the client.")
    due_on = serializers.DateField(required=False, help_text="Without it: by the payment terms of the client.")
    gross_amount = serializers.DecimalField(
        18, 2, min_value=Decimal(0), required=False, help_text="Net and VAT; without it they are added."
    )
    corrects = Reference(
        editable_invoices, allow_null=True, required=False, help_text="Of a credit note: the invoice it corrects."
    )
    created_by = Reference(allow_null=True)

    class Meta(RecordSerializer.Meta):
        model = Invoice
        fields = (
            "id", "client", "kind", "source", "number", "issued_on", "due_on", "is_due_by_terms", "currency",
            "net_amount", "tax_amount", "gross_amount", "open_amount", "settled_on", "corrects", "reference", "note",
            "cancelled_at", "created_by", "created_at", "updated_at", "external_ids", "web_url",
        )  # fmt: skip
        read_only_fields = ("is_due_by_terms", "open_amount", "settled_on", "cancelled_at")


class PaymentSerializer(RecordSerializer[Payment]):
    scope = "clients"
    create_only = frozenset({"client", "source", "number", "currency", "is_spread"})
    example: ClassVar = {
        "id": 41,
        "client": 12,
        "source": "erp",
        "number": "RG 2026/0077",
        "received_on": "2026-06-02",
        "amount": "500.00",
        "currency": "EUR",
        "is_spread": True,
        "open_amount": "0.00",
        "note": "",
        "cancelled_at": None,
        "created_by": 7,
        "created_at": "2026-06-02T08:15:40Z",
        "updated_at": "2026-06-02T08:15:40Z",
        "external_ids": [],
        "web_url": "https://kam.example/clients/12/receivables/",
    }
    expandable: ClassVar = {"client": Expansion(ClientSerializer, "client_id")}
    client = EditableClient()
    currency = serializers.RegexField(CURRENCY, required=False, help_text="ISO 4217. Without it: that of the client.")
    is_spread = serializers.BooleanField(
        required=False, write_only=True, help_text="Set it off against what is due first; false leaves it open."
    )
    created_by = Reference(allow_null=True)

    class Meta(RecordSerializer.Meta):
        model = Payment
        fields = (
            "id", "client", "source", "number", "received_on", "amount", "currency", "is_spread", "open_amount",
            "note", "cancelled_at", "created_by", "created_at", "updated_at", "external_ids", "web_url",
        )  # fmt: skip
        read_only_fields = ("open_amount", "cancelled_at")

    def page_of(self, record: Payment) -> str:
        return address_of("accounts:receivables", record.client_id)


class InvoiceFilter(SyncedFilter):
    client = IdFilter()
    kind = filters.ChoiceFilter(choices=Invoice.Kind.choices)
    source = filters.CharFilter(label="The system that issued it.")
    number = filters.CharFilter(label="Exactly this number.")
    currency = filters.CharFilter()
    corrects = IdFilter(label="Credit notes on this invoice.")
    unpaid = YesNoFilter(method="only_unpaid", label="Invoices of which something is open.")
    overdue = YesNoFilter(method="only_overdue", label="Unpaid and past the due date, as of today.")
    annulled = YesNoFilter(field_name="cancelled_at", lookup_expr="isnull", exclude=True)
    issued_on__gte = DayFilter(field_name="issued_on", lookup_expr="gte", label="Issued on this day or later.")
    due_on__lte = DayFilter(field_name="due_on", lookup_expr="lte", label="Due on this day or earlier.")

    def only_unpaid(self, rows: InvoiceQuerySet, name: str, value: bool) -> QuerySet[Invoice]:
        return _only(rows, rows.unpaid(), value)

    def only_overdue(self, rows: InvoiceQuerySet, name: str, value: bool) -> QuerySet[Invoice]:
        return _only(rows, rows.overdue(on=timezone.localdate()), value)


def _only(rows: InvoiceQuerySet, wanted: InvoiceQuerySet, value: bool) -> QuerySet[Invoice]:
    return wanted if value else rows.exclude(Q(pk__in=wanted.order_by().values("pk")))


class PaymentFilter(SyncedFilter):
    client = IdFilter()
    source = filters.CharFilter(label="The system it was received in.")
    number = filters.CharFilter(label="Exactly this number.")
    currency = filters.CharFilter()
    annulled = YesNoFilter(field_name="cancelled_at", lookup_expr="isnull", exclude=True)
    received_on__gte = DayFilter(field_name="received_on", lookup_expr="gte", label="Received on this day or later.")


class SetOffSerializer(serializers.Serializer[Any]):
    invoice = Reference(editable_invoices, help_text="An invoice of the same client, in the same currency.")
    amount = serializers.DecimalField(18, 2, min_value=Decimal("0.01"))


def set_off_credit_note(credit_note: Invoice, *, by: User, invoice: Invoice, amount: Decimal) -> Invoice:
    """So much of a credit note against an invoice, never more than is open of either."""
    services.set_off(credit_note, invoice, amount=amount, by=by)
    return Invoice.objects.get(pk=credit_note.pk)


def set_off_payment(payment: Payment, *, by: User, invoice: Invoice, amount: Decimal) -> Payment:
    """So much of a payment against an invoice, never more than is open of either."""
    services.set_off(payment, invoice, amount=amount, by=by)
    return Payment.objects.get(pk=payment.pk)


class InvoiceViewSet(Creates[Invoice], Changes[Invoice], ScopedViewSet[Invoice]):
    """Invoices and credit notes as other systems issued them. `source` and `number` identify a document for ever."""

    queryset = Invoice.objects.all()
    serializer_class = InvoiceSerializer
    filterset_class = InvoiceFilter
    sortable = ("id", "issued_on", "-issued_on", "due_on", "created_at", "updated_at")

    def perform_create(self, client: Client, **values: Any) -> Invoice:  # type: ignore[override]
        values = {"currency": client.currency, "due_on": None} | values
        added = values["net_amount"] + values.get("tax_amount", Decimal(0))
        return services.create_invoice(client, by=self.request.user, **{"gross_amount": added} | values)

    def perform_change(self, record: Invoice, **changes: Any) -> Invoice:
        parts = [changes.get(name, getattr(record, name)) for name in ("net_amount", "tax_amount")]
        return services.change_invoice(record, by=self.request.user, **{"gross_amount": sum(parts)} | changes)

    annul = verb("annul", services.annul_invoice)
    restore = verb("restore", services.restore_invoice)
    set_off = verb("set-off", set_off_credit_note, SetOffSerializer)

    @extend_schema(
        request=invoice_bulk.BulkSerializer,
        responses=invoice_bulk.WRITTEN,
        examples=invoice_bulk.EXAMPLES,
        summary="Create or change many invoices",
    )
    @action(detail=False, methods=["post"], url_path="bulk")
    def bulk(self, request: SignedRequest) -> Response:
        """Up to 1000 documents of one source at once. Each counts for itself: what is refused says why.

        A document is known by its number: sent again it is changed or, with nothing new in it, left as it is.
        """
        self.check_may_create()
        sent = invoice_bulk.BulkSerializer(data=request.data, context=self.get_serializer_context())
        sent.is_valid(raise_exception=True)
        return Response({"results": invoice_bulk.write(by=request.user, **sent.validated_data)})


class PaymentViewSet(Creates[Payment], Changes[Payment], ScopedViewSet[Payment]):
    """Money received from clients, and how much of it is not yet set off against invoices."""

    queryset = Payment.objects.all()
    serializer_class = PaymentSerializer
    filterset_class = PaymentFilter
    sortable = ("id", "received_on", "-received_on", "created_at", "updated_at")

    def perform_create(self, client: Client, *, is_spread: bool = True, **values: Any) -> Payment:  # type: ignore[override]
        against: dict[Invoice, Decimal] | None = None if is_spread else {}
        values = {"currency": client.currency} | values
        made = services.record_payment(client, by=self.request.user, against=against, **values)
        return Payment.objects.get(pk=made.pk)

    def perform_change(self, record: Payment, **changes: Any) -> Payment:
        return services.change_payment(record, by=self.request.user, **changes)

    annul = verb("annul", services.annul_payment)
    set_off = verb("set-off", set_off_payment, SetOffSerializer)


router.register("invoices", InvoiceViewSet)
router.register("payments", PaymentViewSet)

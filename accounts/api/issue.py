"""Issues and what is said on them, over the API."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from rest_framework import serializers

from accounts import services
from accounts.api.client import ClientSerializer, ContactSerializer, EditableClient
from accounts.models import Client, Contact, Invoice, Issue, IssueMessage
from accounts.models.issue import OPEN, IssueQuerySet
from kam.access import colleagues_of
from kam.addresses import address_of
from kam.api import UserSerializer, router
from kam.fields import Reference, UtcDateTime
from kam.filters import IdFilter, PersonFilter, Removable, ResourceFilter, SyncedFilter, YesNoFilter
from kam.models import User
from kam.serializers import RecordSerializer
from kam.shape import Expansion
from kam.viewsets import Changes, Creates, ScopedViewSet, verb


def visible_contacts(user: User) -> QuerySet[Contact]:
    return Contact.objects.kept().visible_to(user)


def editable_issues(user: User) -> QuerySet[Issue]:
    return Issue.objects.kept().editable_by(user)


def editable_invoices(user: User) -> QuerySet[Invoice]:
    return Invoice.objects.editable_by(user)


def colleagues(user: User) -> QuerySet[User]:
    return User.objects.filter(pk__in=[user.pk, *colleagues_of(user).order_by().values_list("pk", flat=True)])


class IssueSerializer(RecordSerializer[Issue]):
    scope = "clients"
    prefetched = ("invoice_links",)
    create_only = frozenset({"client", "opened_at"})
    example: ClassVar = {
        "id": 61,
        "client": 12,
        "title": "Three pallets arrived broken",
        "description": "Seen at the gate, photos by mail",
        "kind": "problem",
        "severity": "high",
        "status": "waiting",
        "reporter": 31,
        "route": "email",
        "owner": 7,
        "opened_at": "2026-03-02T09:30:00Z",
        "is_shared": True,
        "response_due_at": "2026-03-02T13:30:00Z",
        "resolution_due_at": None,
        "responded_at": "2026-03-02T10:05:00Z",
        "waiting_since": "2026-03-02T11:00:00Z",
        "solved_at": None,
        "closed_at": None,
        "resolution_seconds": 5400,
        "next_update_at": "2026-03-03T16:00:00Z",
        "cause": "",
        "cause_told": "",
        "knowledge": "",
        "rating": None,
        "rating_comment": "",
        "invoices": [77],
        "holds_up": [77],
        "merged_into": None,
        "created_by": 7,
        "removed_at": None,
        "created_at": "2026-03-02T09:31:12Z",
        "updated_at": "2026-03-02T11:00:03Z",
        "external_ids": [],
        "web_url": "https://kam.example/issues/61/",
    }
    expandable: ClassVar = {
        "client": Expansion(ClientSerializer, "client_id"),
        "reporter": Expansion(ContactSerializer, "reporter_id"),
        "owner": Expansion(UserSerializer, "owner_id"),
    }
    client = EditableClient()
    reporter = Reference(visible_contacts, allow_null=True, required=False, help_text="A contact of the client.")
    owner = Reference(colleagues, required=False, help_text="Without it: the client's owner.")
    opened_at = UtcDateTime(required=False, help_text="Now unless told.")
    invoices = serializers.SerializerMethodField(help_text="The invoices it has to do with.")
    holds_up = serializers.SerializerMethodField(help_text="Those of them that are not paid because of it.")
    merged_into = Reference(allow_null=True)
    created_by = Reference(allow_null=True)

    class Meta(RecordSerializer.Meta):
        model = Issue
        fields = (
            "id", "client", "title", "description", "kind", "severity", "status", "reporter", "route", "owner",
            "opened_at", "is_shared", "response_due_at", "resolution_due_at", "responded_at", "waiting_since",
            "solved_at", "closed_at", "resolution_seconds", "next_update_at", "cause", "cause_told", "knowledge",
            "rating", "rating_comment", "invoices", "holds_up", "merged_into", "created_by", "removed_at",
            "created_at", "updated_at", "external_ids", "web_url",
        )  # fmt: skip
        read_only_fields = (
            "status", "response_due_at", "resolution_due_at", "responded_at", "waiting_since", "solved_at", "closed_at",
            "resolution_seconds", "next_update_at", "rating", "rating_comment",
        )  # fmt: skip

    def get_invoices(self, issue: Issue) -> list[int]:
        return [link.invoice_id for link in issue.invoice_links.all()]

    def get_holds_up(self, issue: Issue) -> list[int]:
        return [link.invoice_id for link in issue.invoice_links.all() if link.holds_up]


class IssueMessageSerializer(RecordSerializer[IssueMessage]):
    scope = "clients"
    example: ClassVar = {
        "id": 204,
        "issue": 61,
        "audience": "client",
        "body": "New pallets leave tomorrow morning.",
        "at": "2026-03-02T10:05:00Z",
        "by": 7,
        "contact": None,
        "minutes": 15,
        "created_at": "2026-03-02T10:05:00Z",
        "external_ids": [],
        "web_url": "https://kam.example/issues/61/",
    }
    expandable: ClassVar = {
        "issue": Expansion(IssueSerializer, "issue_id"),
        "by": Expansion(UserSerializer, "by_id"),
    }
    issue = Reference(editable_issues)
    at = UtcDateTime(read_only=True)
    by = Reference(allow_null=True)
    contact = Reference(allow_null=True)

    class Meta(RecordSerializer.Meta):
        model = IssueMessage
        fields = (
            "id", "issue", "audience", "body", "at", "by", "contact", "minutes", "created_at", "external_ids",
            "web_url",
        )  # fmt: skip

    def page_of(self, record: IssueMessage) -> str:
        return address_of("accounts:show-issue", record.issue_id)


class IssueFilter(Removable, SyncedFilter):
    client = IdFilter()
    owner = PersonFilter()
    reporter = IdFilter()
    kind = filters.ChoiceFilter(choices=Issue.Kind.choices)
    severity = filters.ChoiceFilter(choices=Issue.Severity.choices)
    status = filters.ChoiceFilter(choices=Issue.Status.choices)
    cause = filters.ChoiceFilter(choices=Issue.Cause.choices)
    open = YesNoFilter(method="only_open", label="Not yet solved, the waiting ones too.")
    merged = YesNoFilter(field_name="merged_into", lookup_expr="isnull", exclude=True, label="Merged into another one.")
    search = filters.CharFilter(field_name="title", lookup_expr="unaccent__icontains", label="Part of the title.")

    def only_open(self, rows: IssueQuerySet, name: str, value: bool) -> QuerySet[Issue]:
        return rows.filter(status__in=OPEN) if value else rows.exclude(status__in=OPEN)


class IssueMessageFilter(ResourceFilter):
    issue = IdFilter()
    client = IdFilter(field_name="issue__client")
    audience = filters.ChoiceFilter(choices=IssueMessage.Audience.choices)


class IssueMoveSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(Issue.Status.choices)
    reason = serializers.CharField(max_length=300, required=False)


class IssueCloseSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(Issue.Status.choices, help_text="Solved or closed.")
    cause = serializers.ChoiceField(Issue.Cause.choices)
    cause_told = serializers.CharField(max_length=2000, required=False)
    knowledge = serializers.CharField(max_length=5000, required=False)
    asks = serializers.BooleanField(default=False, help_text="Ask the client how it went.")


class IssuePromiseSerializer(serializers.Serializer[Any]):
    next_update_at = UtcDateTime(allow_null=True, help_text="Null takes the promise back.")


class IssueMergeSerializer(serializers.Serializer[Any]):
    into = Reference(editable_issues, help_text="The issue of the same client that is kept.")


class InvoiceLinkSerializer(serializers.Serializer[Any]):
    invoice = Reference(editable_invoices, help_text="An invoice of the same client.")
    holds_up = serializers.BooleanField(default=False, help_text="It is not paid because of the issue.")


class InvoiceUnlinkSerializer(serializers.Serializer[Any]):
    invoice = Reference(editable_invoices)


def link_invoice(issue: Issue, *, by: User, invoice: Invoice, holds_up: bool) -> Issue:
    """Said again it takes over `holds_up`, and else changes nothing."""
    services.link_invoice(issue, invoice=invoice, holds_up=holds_up, by=by)
    return issue


def unlink_invoice(issue: Issue, *, by: User, invoice: Invoice) -> Issue:
    """Where they are not linked it changes nothing."""
    services.unlink_invoice(issue, invoice=invoice, by=by)
    return issue


def merge_issue(issue: Issue, *, by: User, into: Issue) -> Issue:
    """Its conversation, links and disputes go to the issue that is kept."""
    services.merge_issue(issue, into=into, by=by)
    return Issue.objects.get(pk=issue.pk)


class IssueViewSet(Creates[Issue], Changes[Issue], ScopedViewSet[Issue]):
    """Queries, problems and complaints of clients. The clocks are reckoned in working time by the issue's calendar."""

    queryset = Issue.objects.all()
    serializer_class = IssueSerializer
    filterset_class = IssueFilter
    sortable = ("id", "opened_at", "-opened_at", "created_at", "updated_at")

    def perform_create(self, client: Client, **values: Any) -> Issue:  # type: ignore[override]
        return services.open_issue(client, by=self.request.user, **values)

    def perform_change(self, record: Issue, **changes: Any) -> Issue:
        return services.change_issue(record, by=self.request.user, **changes)

    move = verb("move", services.move_issue, IssueMoveSerializer)
    close = verb("close", services.close_issue, IssueCloseSerializer)
    promise_update = verb("promise-update", services.promise_update, IssuePromiseSerializer)
    merge = verb("merge", merge_issue, IssueMergeSerializer)
    link_invoice = verb("link-invoice", link_invoice, InvoiceLinkSerializer)
    unlink_invoice = verb("unlink-invoice", unlink_invoice, InvoiceUnlinkSerializer)
    remove = verb("remove", services.remove_issue)
    restore = verb("restore", services.restore_issue)


class IssueMessageViewSet(Creates[IssueMessage], ScopedViewSet[IssueMessage]):
    """What is said on an issue, among us and with the client. Our first message to the client is the first response."""

    queryset = IssueMessage.objects.all()
    serializer_class = IssueMessageSerializer
    filterset_class = IssueMessageFilter
    sortable = ("id", "created_at")

    def perform_create(self, issue: Issue, **values: Any) -> IssueMessage:  # type: ignore[override]
        return services.write_message(issue, by=self.request.user, **values)


router.register("issues", IssueViewSet)
router.register("issue-messages", IssueMessageViewSet)

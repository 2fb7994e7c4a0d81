"""Clients, their people, what happened with them, and the links to their portal over the API."""

from accounts.api.client import (
    ClientSerializer,
    ContactSerializer,
    EditableClient,
    EventSerializer,
    editable_clients,
    visible_clients,
)
from accounts.api.document import DocumentSerializer
from accounts.api.dunning import DisputeSerializer, PromiseSerializer, ReminderSerializer
from accounts.api.invoice import InvoiceSerializer, PaymentSerializer
from accounts.api.issue import IssueMessageSerializer, IssueSerializer, editable_issues
from accounts.api.portal import PortalAccessSerializer

__all__ = [
    "ClientSerializer",
    "ContactSerializer",
    "DisputeSerializer",
    "DocumentSerializer",
    "EditableClient",
    "EventSerializer",
    "InvoiceSerializer",
    "IssueMessageSerializer",
    "IssueSerializer",
    "PaymentSerializer",
    "PortalAccessSerializer",
    "PromiseSerializer",
    "ReminderSerializer",
    "editable_clients",
    "editable_issues",
    "visible_clients",
]

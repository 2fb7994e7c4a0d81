from accounts.models.account_team import AccountTeamMember
from accounts.models.client import Client
from accounts.models.contact import Contact
from accounts.models.document import Document, DocumentVersion
from accounts.models.invoice import Invoice, LateRate, PaymentTerms
from accounts.models.issue import Issue
from accounts.models.issue_thread import IssueAlert, IssueInvoice, IssueMessage, IssueStatusChange
from accounts.models.of_client import OfClient
from accounts.models.of_house import OfHouse
from accounts.models.portal import PortalAccess
from accounts.models.privacy import Erasure
from accounts.models.receivable import Allocation, Dispute, Payment, Promise, Reminder, ReminderLine, ReminderStep
from accounts.models.service_level import EscalationStep, Severity, SlaPolicy
from accounts.models.working_time import Holiday, Weekday, WorkCalendar, WorkHours

__all__ = [
    "AccountTeamMember",
    "Allocation",
    "Client",
    "Contact",
    "Dispute",
    "Document",
    "DocumentVersion",
    "Erasure",
    "EscalationStep",
    "Holiday",
    "Invoice",
    "Issue",
    "IssueAlert",
    "IssueInvoice",
    "IssueMessage",
    "IssueStatusChange",
    "LateRate",
    "OfClient",
    "OfHouse",
    "Payment",
    "PaymentTerms",
    "PortalAccess",
    "Promise",
    "Reminder",
    "ReminderLine",
    "ReminderStep",
    "Severity",
    "SlaPolicy",
    "Weekday",
    "WorkCalendar",
    "WorkHours",
]

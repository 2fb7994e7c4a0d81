from accounts.forms.client import AccountTeamForm, ClientFilterForm, ClientForm, ContactForm
from accounts.forms.document import DocumentFilterForm, DocumentForm, RenewalForm, VersionForm
from accounts.forms.dunning import (
    AsOfForm,
    DisputeForm,
    LateRateForm,
    PromiseForm,
    ReminderStepForm,
    ResolveForm,
    StatementForm,
)
from accounts.forms.intake import ImportForm, MappingForm
from accounts.forms.invoice import (
    ChangedInvoiceForm,
    ChangedPaymentForm,
    InvoiceFilterForm,
    InvoiceForm,
    PaymentForm,
    PaymentTermsForm,
    SetOffForm,
)
from accounts.forms.issue import (
    ChooseClientForm,
    IssueCloseForm,
    IssueForm,
    IssueMergeForm,
    IssueMessageForm,
    IssueMoveForm,
    IssuePromiseForm,
)
from accounts.forms.issue_list import CauseFilterForm, IssueFilterForm
from accounts.forms.people import EraseForm, ExportForm, MergeForm, SamePersonForm
from accounts.forms.portal import CodeForm, PortalForm
from accounts.forms.timeline import TimelineFilterForm

__all__ = [
    "AccountTeamForm",
    "AsOfForm",
    "CauseFilterForm",
    "ChangedInvoiceForm",
    "ChangedPaymentForm",
    "ChooseClientForm",
    "ClientFilterForm",
    "ClientForm",
    "CodeForm",
    "ContactForm",
    "DisputeForm",
    "DocumentFilterForm",
    "DocumentForm",
    "EraseForm",
    "ExportForm",
    "ImportForm",
    "InvoiceFilterForm",
    "InvoiceForm",
    "IssueCloseForm",
    "IssueFilterForm",
    "IssueForm",
    "IssueMergeForm",
    "IssueMessageForm",
    "IssueMoveForm",
    "IssuePromiseForm",
    "LateRateForm",
    "MappingForm",
    "MergeForm",
    "PaymentForm",
    "PaymentTermsForm",
    "PortalForm",
    "PromiseForm",
    "ReminderStepForm",
    "RenewalForm",
    "ResolveForm",
    "SamePersonForm",
    "SetOffForm",
    "StatementForm",
    "TimelineFilterForm",
    "VersionForm",
]

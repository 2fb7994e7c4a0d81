from accounts.forms.client import AccountTeamForm, ClientFilterForm, ClientForm, ContactForm
from accounts.forms.invoice import InvoiceFilterForm, InvoiceForm, PaymentForm, PaymentTermsForm, SetOffForm
from accounts.forms.people import EraseForm, ExportForm, MergeForm, SamePersonForm
from accounts.forms.portal import CodeForm, PortalForm
from accounts.forms.timeline import TimelineFilterForm

__all__ = [
    "AccountTeamForm",
    "ClientFilterForm",
    "ClientForm",
    "CodeForm",
    "ContactForm",
    "EraseForm",
    "ExportForm",
    "InvoiceFilterForm",
    "InvoiceForm",
    "MergeForm",
    "PaymentForm",
    "PaymentTermsForm",
    "PortalForm",
    "SamePersonForm",
    "SetOffForm",
    "TimelineFilterForm",
]

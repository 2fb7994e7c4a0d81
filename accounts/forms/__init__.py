from accounts.forms.client import AccountTeamForm, ClientFilterForm, ClientForm, ContactForm
from accounts.forms.people import EraseForm, ExportForm, MergeForm, SamePersonForm
from accounts.forms.portal import CodeForm, PortalForm

__all__ = [
    "AccountTeamForm",
    "ClientFilterForm",
    "ClientForm",
    "CodeForm",
    "ContactForm",
    "EraseForm",
    "ExportForm",
    "MergeForm",
    "PortalForm",
    "SamePersonForm",
]

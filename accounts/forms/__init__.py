from accounts.forms.client import AccountTeamForm, ClientFilterForm, ClientForm, ContactForm
from accounts.forms.document import DocumentFilterForm, DocumentForm, RenewalForm, VersionForm
from accounts.forms.people import EraseForm, ExportForm, MergeForm, SamePersonForm
from accounts.forms.portal import CodeForm, PortalForm
from accounts.forms.timeline import TimelineFilterForm

__all__ = [
    "AccountTeamForm",
    "ClientFilterForm",
    "ClientForm",
    "CodeForm",
    "ContactForm",
    "DocumentFilterForm",
    "DocumentForm",
    "EraseForm",
    "ExportForm",
    "MergeForm",
    "PortalForm",
    "RenewalForm",
    "SamePersonForm",
    "TimelineFilterForm",
    "VersionForm",
]

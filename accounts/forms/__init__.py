from accounts.forms.client import AccountTeamForm, ClientFilterForm, ClientForm, ContactForm
from accounts.forms.intake import ImportForm, MappingForm
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
    "ImportForm",
    "MappingForm",
    "MergeForm",
    "PortalForm",
    "SamePersonForm",
    "TimelineFilterForm",
]

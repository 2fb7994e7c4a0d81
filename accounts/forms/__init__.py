from accounts.forms.client import AccountTeamForm, ClientFilterForm, ClientForm, ContactForm
from accounts.forms.dunning import (
    AsOfForm,
    DisputeForm,
    LateRateForm,
    PromiseForm,
    ReminderStepForm,
    ResolveForm,
    StatementForm,
)
from accounts.forms.people import EraseForm, ExportForm, MergeForm, SamePersonForm
from accounts.forms.portal import CodeForm, PortalForm
from accounts.forms.timeline import TimelineFilterForm

__all__ = [
    "AccountTeamForm",
    "AsOfForm",
    "ClientFilterForm",
    "ClientForm",
    "CodeForm",
    "ContactForm",
    "DisputeForm",
    "EraseForm",
    "ExportForm",
    "LateRateForm",
    "MergeForm",
    "PortalForm",
    "PromiseForm",
    "ReminderStepForm",
    "ResolveForm",
    "SamePersonForm",
    "StatementForm",
    "TimelineFilterForm",
]

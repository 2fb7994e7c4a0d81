from relationships.forms.interaction import InteractionFilterForm
from relationships.forms.need import NeedForm
from relationships.forms.opinion import AssessForm
from relationships.forms.people import PeopleFilterForm
from relationships.forms.person import AcquaintanceForm, DepartureForm, IdentifyForm, PlaceholderForm, StakeholderForm

__all__ = [
    "AcquaintanceForm",
    "AssessForm",
    "DepartureForm",
    "IdentifyForm",
    "InteractionFilterForm",
    "NeedForm",
    "PeopleFilterForm",
    "PlaceholderForm",
    "StakeholderForm",
]

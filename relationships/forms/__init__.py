from relationships.forms.assessment import AssessmentForm
from relationships.forms.interaction import InteractionFilterForm
from relationships.forms.need import NeedForm
from relationships.forms.need_list import NeedFilterForm
from relationships.forms.opinion import AssessForm
from relationships.forms.people import PeopleFilterForm
from relationships.forms.person import AcquaintanceForm, DepartureForm, IdentifyForm, PlaceholderForm, StakeholderForm

__all__ = [
    "AcquaintanceForm",
    "AssessForm",
    "AssessmentForm",
    "DepartureForm",
    "IdentifyForm",
    "InteractionFilterForm",
    "NeedFilterForm",
    "NeedForm",
    "PeopleFilterForm",
    "PlaceholderForm",
    "StakeholderForm",
]

from relationships.forms.assessment import AssessmentForm
from relationships.forms.interaction import InteractionFilterForm, narrowed_to
from relationships.forms.mail import AddMailForm, FileMailForm
from relationships.forms.meeting import CalendarForm, MeetingFilterForm, MeetingForm
from relationships.forms.need import NeedForm
from relationships.forms.need_list import NeedFilterForm
from relationships.forms.opinion import AssessForm
from relationships.forms.people import PeopleFilterForm
from relationships.forms.person import AcquaintanceForm, DepartureForm, IdentifyForm, PlaceholderForm, StakeholderForm
from relationships.forms.survey import (
    AnswerForm,
    AskableFilterForm,
    CommentFilterForm,
    PeopleForm,
    SurveyFilterForm,
    SurveyForm,
    usual_days,
)

__all__ = [
    "AcquaintanceForm",
    "AddMailForm",
    "AnswerForm",
    "AskableFilterForm",
    "AssessForm",
    "AssessmentForm",
    "CalendarForm",
    "CommentFilterForm",
    "DepartureForm",
    "FileMailForm",
    "IdentifyForm",
    "InteractionFilterForm",
    "MeetingFilterForm",
    "MeetingForm",
    "NeedFilterForm",
    "NeedForm",
    "PeopleFilterForm",
    "PeopleForm",
    "PlaceholderForm",
    "StakeholderForm",
    "SurveyFilterForm",
    "SurveyForm",
    "narrowed_to",
    "usual_days",
]

from relationships.forms.interaction import InteractionFilterForm
from relationships.forms.need import NeedForm
from relationships.forms.survey import (
    AnswerForm,
    CommentFilterForm,
    PeopleFilterForm,
    PeopleForm,
    SurveyFilterForm,
    SurveyForm,
    usual_days,
)

__all__ = [
    "AnswerForm",
    "CommentFilterForm",
    "InteractionFilterForm",
    "NeedForm",
    "PeopleFilterForm",
    "PeopleForm",
    "SurveyFilterForm",
    "SurveyForm",
    "usual_days",
]

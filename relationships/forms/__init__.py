from relationships.forms.assessment import AssessmentForm
from relationships.forms.interaction import InteractionFilterForm
from relationships.forms.need import NeedForm
from relationships.forms.need_list import NeedFilterForm

__all__ = ["AssessmentForm", "InteractionFilterForm", "NeedFilterForm", "NeedForm"]

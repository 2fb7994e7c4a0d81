from relationships.forms.interaction import InteractionFilterForm
from relationships.forms.meeting import CalendarForm, MeetingFilterForm, MeetingForm
from relationships.forms.need import NeedForm

__all__ = ["CalendarForm", "InteractionFilterForm", "MeetingFilterForm", "MeetingForm", "NeedForm"]

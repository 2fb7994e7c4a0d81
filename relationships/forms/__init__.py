from relationships.forms.interaction import InteractionFilterForm
from relationships.forms.mail import AddMailForm, FileMailForm
from relationships.forms.need import NeedForm

__all__ = ["AddMailForm", "FileMailForm", "InteractionFilterForm", "NeedForm"]

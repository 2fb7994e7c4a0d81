from relationships.forms.interaction import InteractionFilterForm
from relationships.forms.need import NeedForm

__all__ = ["InteractionFilterForm", "NeedForm"]

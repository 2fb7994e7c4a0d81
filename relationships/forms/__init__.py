from relationships.forms.interaction import InteractionFilterForm, narrowed_to
from relationships.forms.need import NeedForm

__all__ = ["InteractionFilterForm", "NeedForm", "narrowed_to"]

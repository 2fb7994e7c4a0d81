from relationships.views.interaction import interactions, pin_interaction, unpin_interaction
from relationships.views.need import change_need, create_need, remove_need
from relationships.views.person import show_person

__all__ = [
    "change_need",
    "create_need",
    "interactions",
    "pin_interaction",
    "remove_need",
    "show_person",
    "unpin_interaction",
]

from relationships.views.interaction import interactions
from relationships.views.need import change_need, create_need, remove_need
from relationships.views.person import show_person

__all__ = ["change_need", "create_need", "interactions", "remove_need", "show_person"]

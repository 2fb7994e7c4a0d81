from relationships.views.interaction import interactions
from relationships.views.need import change_need, create_need, remove_need
from relationships.views.opinion import assess_person, change_stakeholder, know_person, withdraw_opinion
from relationships.views.person import (
    create_placeholder,
    identify_person,
    leave_person,
    people,
    return_person,
    show_person,
)

__all__ = [
    "assess_person",
    "change_need",
    "change_stakeholder",
    "create_need",
    "create_placeholder",
    "identify_person",
    "interactions",
    "know_person",
    "leave_person",
    "people",
    "remove_need",
    "return_person",
    "show_person",
    "withdraw_opinion",
]

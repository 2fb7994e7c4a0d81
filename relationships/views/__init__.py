from relationships.views.assessment import (
    assess_client,
    assess_in_round,
    assess_need,
    finish_round,
    show_round,
    withdraw_assessment,
)
from relationships.views.interaction import interactions
from relationships.views.need import change_need, create_need, needs, remove_need, show_need
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
    "assess_client",
    "assess_in_round",
    "assess_need",
    "assess_person",
    "change_need",
    "change_stakeholder",
    "create_need",
    "create_placeholder",
    "finish_round",
    "identify_person",
    "interactions",
    "know_person",
    "leave_person",
    "needs",
    "people",
    "remove_need",
    "return_person",
    "show_need",
    "show_person",
    "show_round",
    "withdraw_assessment",
    "withdraw_opinion",
]

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
from relationships.views.person import show_person

__all__ = [
    "assess_client",
    "assess_in_round",
    "assess_need",
    "change_need",
    "create_need",
    "finish_round",
    "interactions",
    "needs",
    "remove_need",
    "show_need",
    "show_person",
    "show_round",
    "withdraw_assessment",
]

from relationships.views.interaction import interactions
from relationships.views.link import add_report, end_link, link_person, move_person
from relationships.views.map import print_map, show_map, show_matrix, simulate_leaving
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
    "add_report",
    "assess_person",
    "change_need",
    "change_stakeholder",
    "create_need",
    "create_placeholder",
    "end_link",
    "identify_person",
    "interactions",
    "know_person",
    "leave_person",
    "link_person",
    "move_person",
    "people",
    "print_map",
    "remove_need",
    "return_person",
    "show_map",
    "show_matrix",
    "show_person",
    "simulate_leaving",
    "withdraw_opinion",
]

from performance.views.effort import cost_rates, effort, set_margin
from performance.views.standing import (
    brief_client,
    brief_meeting,
    going_cold,
    hand_over,
    my_day,
    print_client_brief,
    print_handover,
    print_meeting_brief,
    reviews,
    snooze,
    team,
)

__all__ = [
    "brief_client",
    "brief_meeting",
    "cost_rates",
    "effort",
    "going_cold",
    "hand_over",
    "my_day",
    "print_client_brief",
    "print_handover",
    "print_meeting_brief",
    "reviews",
    "set_margin",
    "snooze",
    "team",
]

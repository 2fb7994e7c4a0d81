from performance.models.effort import CostRate, Margin
from performance.models.standing import COLD_BEYOND, ClientStanding, GoalReview, GoalReviewQuerySet, Snooze
from performance.models.status_update import StatusMail, StatusUpdate

__all__ = [
    "COLD_BEYOND",
    "ClientStanding",
    "CostRate",
    "GoalReview",
    "GoalReviewQuerySet",
    "Margin",
    "Snooze",
    "StatusMail",
    "StatusUpdate",
]

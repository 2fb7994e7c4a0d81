"""What the reviews found, what clients were told, and what looking after them costs, over the API."""

from performance.api.standing import GoalReviewSerializer, StandingSerializer
from performance.api.told import MarginSerializer, StatusUpdateSerializer

__all__ = ["GoalReviewSerializer", "MarginSerializer", "StandingSerializer", "StatusUpdateSerializer"]

from performance.services.queue import snooze
from performance.services.review import review_due, review_goals, review_one
from performance.services.standing import refresh_standings

__all__ = ["refresh_standings", "review_due", "review_goals", "review_one", "snooze"]

from performance.services.effort import set_cost_rate, set_margin
from performance.services.handover import note_handover
from performance.services.queue import snooze
from performance.services.review import judge_again, judge_wholes, review_due, review_goals, review_one, review_these
from performance.services.standing import refresh_standings

__all__ = [
    "judge_again",
    "judge_wholes",
    "note_handover",
    "refresh_standings",
    "review_due",
    "review_goals",
    "review_one",
    "review_these",
    "set_cost_rate",
    "set_margin",
    "snooze",
]

from performance.services.effort import set_cost_rate, set_margin
from performance.services.handover import note_handover
from performance.services.queue import snooze
from performance.services.review import judge_again, judge_wholes, review_due, review_goals, review_one, review_these
from performance.services.standing import refresh_standings
from performance.services.status_update import (
    change_update,
    draft_update,
    is_out,
    publish_update,
    remove_update,
    restore_update,
    send_update,
)

__all__ = [
    "change_update",
    "draft_update",
    "is_out",
    "judge_again",
    "judge_wholes",
    "note_handover",
    "publish_update",
    "refresh_standings",
    "remove_update",
    "restore_update",
    "review_due",
    "review_goals",
    "review_one",
    "review_these",
    "send_update",
    "set_cost_rate",
    "set_margin",
    "snooze",
]

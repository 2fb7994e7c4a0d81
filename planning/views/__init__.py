from planning.views.action import actions, complete_action, drop_action, plan_action, postpone_action, show_action
from planning.views.interaction import (
    attach_file,
    change_interaction,
    choose_client,
    log_interaction,
    remove_interaction,
    show_interaction,
)
from planning.views.objective import (
    cancel_objective,
    change_objective,
    close_objective,
    create_objective,
    objectives,
    record_progress,
    reopen_objective,
    show_objective,
    withdraw_progress,
)
from planning.views.sharing import share_objective, share_review, unshare_objective, unshare_review

__all__ = [
    "actions",
    "attach_file",
    "cancel_objective",
    "change_interaction",
    "change_objective",
    "choose_client",
    "close_objective",
    "complete_action",
    "create_objective",
    "drop_action",
    "log_interaction",
    "objectives",
    "plan_action",
    "postpone_action",
    "record_progress",
    "remove_interaction",
    "reopen_objective",
    "share_objective",
    "share_review",
    "show_action",
    "show_interaction",
    "show_objective",
    "unshare_objective",
    "unshare_review",
    "withdraw_progress",
]

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
    change_objective,
    create_objective,
    edit_actual,
    record_progress,
    show_objective,
    withdraw_progress,
)
from planning.views.objective_list import objectives
from planning.views.workflow import cancel_objective, close_objective, reopen_objective, start_objective

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
    "edit_actual",
    "log_interaction",
    "objectives",
    "plan_action",
    "postpone_action",
    "record_progress",
    "remove_interaction",
    "reopen_objective",
    "show_action",
    "show_interaction",
    "show_objective",
    "start_objective",
    "withdraw_progress",
]

from planning.services.action import (
    change_action,
    complete_action,
    complete_action_as_client,
    drop_action,
    plan_action,
    postpone_action,
    reopen_action,
    share_action,
    unshare_action,
)
from planning.services.actions import change_actions, put_back_actions
from planning.services.interaction import log_interaction
from planning.services.objective import (
    cancel_objective,
    change_objective,
    close_objective,
    create_objective,
    import_objectives,
    reopen_objective,
)
from planning.services.progress import import_progress, record_progress, restore_progress, withdraw_progress
from planning.services.strategy import (
    change_strategy,
    create_strategy,
    drop_strategy,
    finish_strategy,
    remove_strategy,
    reopen_strategy,
    restore_strategy,
)

__all__ = [
    "cancel_objective",
    "change_action",
    "change_actions",
    "change_objective",
    "change_strategy",
    "close_objective",
    "complete_action",
    "complete_action_as_client",
    "create_objective",
    "create_strategy",
    "drop_action",
    "drop_strategy",
    "finish_strategy",
    "import_objectives",
    "import_progress",
    "log_interaction",
    "plan_action",
    "postpone_action",
    "put_back_actions",
    "record_progress",
    "remove_strategy",
    "reopen_action",
    "reopen_objective",
    "reopen_strategy",
    "restore_progress",
    "restore_strategy",
    "share_action",
    "unshare_action",
    "withdraw_progress",
]

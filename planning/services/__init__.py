from planning.services.action import (
    change_action,
    complete_action,
    drop_action,
    plan_action,
    postpone_action,
    reopen_action,
)
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

__all__ = [
    "cancel_objective",
    "change_action",
    "change_objective",
    "close_objective",
    "complete_action",
    "create_objective",
    "drop_action",
    "import_objectives",
    "import_progress",
    "log_interaction",
    "plan_action",
    "postpone_action",
    "record_progress",
    "reopen_action",
    "reopen_objective",
    "restore_progress",
    "withdraw_progress",
]

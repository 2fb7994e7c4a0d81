from planning.services.action import (
    change_action,
    complete_action,
    drop_action,
    plan_action,
    postpone_action,
    reopen_action,
)
from planning.services.interaction import log_interaction
from planning.services.objective import change_objective, create_objective, import_objectives
from planning.services.progress import import_progress, record_progress, restore_progress, withdraw_progress
from planning.services.relations import check_relations
from planning.services.season import season_of
from planning.services.workflow import (
    cancel_objective,
    close_objective,
    reopen_objective,
    start_due,
    start_objective,
    suggest_outcome,
)

__all__ = [
    "cancel_objective",
    "change_action",
    "change_objective",
    "check_relations",
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
    "season_of",
    "start_due",
    "start_objective",
    "suggest_outcome",
    "withdraw_progress",
]

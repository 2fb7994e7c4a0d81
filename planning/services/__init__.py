from planning.services.action import (
    change_action,
    complete_action,
    drop_action,
    plan_action,
    postpone_action,
    reopen_action,
)
from planning.services.agreement import (
    accept_as_client,
    accept_counter,
    counter_as_client,
    counter_offer,
    decline_as_client,
    decline_counter,
    expire_proposals,
    propose_target,
    record_agreement,
    withdraw_proposal,
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
from planning.services.offers import Signer
from planning.services.progress import import_progress, record_progress, restore_progress, withdraw_progress
from planning.services.realism import gauge, needs_reason
from planning.services.reminding import remind_of_proposals

__all__ = [
    "Signer",
    "accept_as_client",
    "accept_counter",
    "cancel_objective",
    "change_action",
    "change_objective",
    "close_objective",
    "complete_action",
    "counter_as_client",
    "counter_offer",
    "create_objective",
    "decline_as_client",
    "decline_counter",
    "drop_action",
    "expire_proposals",
    "gauge",
    "import_objectives",
    "import_progress",
    "log_interaction",
    "needs_reason",
    "plan_action",
    "postpone_action",
    "propose_target",
    "record_agreement",
    "record_progress",
    "remind_of_proposals",
    "reopen_action",
    "reopen_objective",
    "restore_progress",
    "withdraw_progress",
    "withdraw_proposal",
]

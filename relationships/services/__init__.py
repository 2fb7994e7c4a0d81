from relationships.services.assessment import assess_need, restore_assessment, withdraw_assessment
from relationships.services.assessment_round import finish_round, next_in_round, start_round
from relationships.services.interaction import (
    change_interaction,
    import_interactions,
    log_interaction,
    remove_interaction,
    restore_interaction,
)
from relationships.services.need import (
    change_need,
    create_need,
    import_needs,
    remove_need,
    restore_need,
)

__all__ = [
    "assess_need",
    "change_interaction",
    "change_need",
    "create_need",
    "finish_round",
    "import_interactions",
    "import_needs",
    "log_interaction",
    "next_in_round",
    "remove_interaction",
    "remove_need",
    "restore_assessment",
    "restore_interaction",
    "restore_need",
    "start_round",
    "withdraw_assessment",
]

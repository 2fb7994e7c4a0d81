from relationships.services.acquaintance import note_acquaintance
from relationships.services.assessment import assess_need, restore_assessment, withdraw_assessment
from relationships.services.assessment_round import finish_round, next_in_round, start_round
from relationships.services.interaction import (
    change_interaction,
    import_interactions,
    log_interaction,
    remove_interaction,
    restore_interaction,
)
from relationships.services.need import change_need, create_need, remove_need, restore_need
from relationships.services.opinion import (
    note_opinion,
    note_opinions,
    restore_opinion,
    withdraw_opinion,
    withdraw_opinions,
)
from relationships.services.stakeholder import change_stakeholder

__all__ = [
    "assess_need",
    "change_interaction",
    "change_need",
    "change_stakeholder",
    "create_need",
    "finish_round",
    "import_interactions",
    "log_interaction",
    "next_in_round",
    "note_acquaintance",
    "note_opinion",
    "note_opinions",
    "remove_interaction",
    "remove_need",
    "restore_assessment",
    "restore_interaction",
    "restore_need",
    "restore_opinion",
    "start_round",
    "withdraw_assessment",
    "withdraw_opinion",
    "withdraw_opinions",
]

from relationships.services.forgetting import forget_answers, forget_senders
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
    remove_need,
    restore_need,
)

__all__ = [
    "change_interaction",
    "change_need",
    "create_need",
    "forget_answers",
    "forget_senders",
    "import_interactions",
    "log_interaction",
    "remove_interaction",
    "remove_need",
    "restore_interaction",
    "restore_need",
]

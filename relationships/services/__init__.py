from relationships.services.acquaintance import note_acquaintance
from relationships.services.interaction import (
    change_interaction,
    import_interactions,
    log_interaction,
    remove_interaction,
    restore_interaction,
)
from relationships.services.link import add_link, add_report, end_link, reopen_link, set_superior
from relationships.services.need import (
    change_need,
    create_need,
    remove_need,
    restore_need,
)
from relationships.services.opinion import (
    note_opinion,
    note_opinions,
    restore_opinion,
    withdraw_opinion,
    withdraw_opinions,
)
from relationships.services.stakeholder import change_stakeholder

__all__ = [
    "add_link",
    "add_report",
    "change_interaction",
    "change_need",
    "change_stakeholder",
    "create_need",
    "end_link",
    "import_interactions",
    "log_interaction",
    "note_acquaintance",
    "note_opinion",
    "note_opinions",
    "remove_interaction",
    "remove_need",
    "reopen_link",
    "restore_interaction",
    "restore_need",
    "restore_opinion",
    "set_superior",
    "withdraw_opinion",
    "withdraw_opinions",
]

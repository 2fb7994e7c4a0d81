from relationships.calendar_file import BIGGEST
from relationships.services.calendar import Ending, Taken, import_calendar
from relationships.services.interaction import (
    change_interaction,
    import_interactions,
    log_interaction,
    remove_interaction,
    restore_interaction,
)
from relationships.services.meeting import (
    cancel_meeting,
    change_meeting,
    hold_meeting,
    mark_prepared,
    mark_unprepared,
    plan_meeting,
    restore_meeting,
)
from relationships.services.need import (
    change_need,
    create_need,
    remove_need,
    restore_need,
)

__all__ = [
    "BIGGEST",
    "Ending",
    "Taken",
    "cancel_meeting",
    "change_interaction",
    "change_meeting",
    "change_need",
    "create_need",
    "hold_meeting",
    "import_calendar",
    "import_interactions",
    "log_interaction",
    "mark_prepared",
    "mark_unprepared",
    "plan_meeting",
    "remove_interaction",
    "remove_need",
    "restore_interaction",
    "restore_meeting",
    "restore_need",
]

from relationships.views.interaction import interactions
from relationships.views.meeting import (
    cancel_meeting,
    change_meeting,
    download_meeting,
    import_calendar,
    mark_prepared,
    meetings,
    plan_meeting,
    restore_meeting,
    show_meeting,
)
from relationships.views.need import change_need, create_need, remove_need
from relationships.views.person import show_person

__all__ = [
    "cancel_meeting",
    "change_meeting",
    "change_need",
    "create_need",
    "download_meeting",
    "import_calendar",
    "interactions",
    "mark_prepared",
    "meetings",
    "plan_meeting",
    "remove_need",
    "restore_meeting",
    "show_meeting",
    "show_person",
]

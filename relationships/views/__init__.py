from relationships.views.interaction import interactions
from relationships.views.need import change_need, create_need, remove_need
from relationships.views.person import show_person
from relationships.views.satisfaction import comments, follow_up, satisfaction, show_loyalty
from relationships.views.survey import (
    change_survey,
    choose_people,
    close_survey,
    create_survey,
    preview_survey,
    remove_person,
    remove_survey,
    set_languages,
    show_survey,
    start_survey,
)

__all__ = [
    "change_need",
    "change_survey",
    "choose_people",
    "close_survey",
    "comments",
    "create_need",
    "create_survey",
    "follow_up",
    "interactions",
    "preview_survey",
    "remove_need",
    "remove_person",
    "remove_survey",
    "satisfaction",
    "set_languages",
    "show_loyalty",
    "show_person",
    "show_survey",
    "start_survey",
]

from relationships.calendar_file import BIGGEST
from relationships.services.acquaintance import note_acquaintance
from relationships.services.assessment import assess_need, restore_assessment, withdraw_assessment
from relationships.services.assessment_round import finish_round, next_in_round, start_round
from relationships.services.calendar import Ending, Taken, import_calendar
from relationships.services.interaction import (
    change_interaction,
    import_interactions,
    log_interaction,
    remove_interaction,
    restore_interaction,
)
from relationships.services.link import add_link, add_report, end_link, reopen_link, set_superior
from relationships.services.meeting import (
    cancel_meeting,
    change_meeting,
    hold_meeting,
    mark_prepared,
    mark_unprepared,
    plan_meeting,
    restore_meeting,
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
from relationships.services.survey import (
    ask_more,
    change_survey,
    choose_people,
    close_survey,
    create_survey,
    remove_person,
    remove_survey,
    reopen_survey,
    set_language,
    start_survey,
)
from relationships.services.survey_answer import (
    allow_surveys,
    answer_survey,
    follow_up,
    is_open,
    refuse_surveys,
    take_back_follow_up,
)
from relationships.services.survey_round import ask_waiting, mind_surveys, next_wave_on
from relationships.services.survey_token import address_of_survey, find_invitation, knows_token, survey_token

__all__ = [
    "BIGGEST",
    "Ending",
    "Taken",
    "add_link",
    "add_report",
    "address_of_survey",
    "allow_surveys",
    "answer_survey",
    "ask_more",
    "ask_waiting",
    "assess_need",
    "cancel_meeting",
    "change_interaction",
    "change_meeting",
    "change_need",
    "change_stakeholder",
    "change_survey",
    "choose_people",
    "close_survey",
    "create_need",
    "create_survey",
    "end_link",
    "find_invitation",
    "finish_round",
    "follow_up",
    "hold_meeting",
    "import_calendar",
    "import_interactions",
    "is_open",
    "knows_token",
    "log_interaction",
    "mark_prepared",
    "mark_unprepared",
    "mind_surveys",
    "next_in_round",
    "next_wave_on",
    "note_acquaintance",
    "note_opinion",
    "note_opinions",
    "plan_meeting",
    "refuse_surveys",
    "remove_interaction",
    "remove_need",
    "remove_person",
    "remove_survey",
    "reopen_link",
    "reopen_survey",
    "restore_assessment",
    "restore_interaction",
    "restore_meeting",
    "restore_need",
    "restore_opinion",
    "set_language",
    "set_superior",
    "start_round",
    "start_survey",
    "survey_token",
    "take_back_follow_up",
    "withdraw_assessment",
    "withdraw_opinion",
    "withdraw_opinions",
]

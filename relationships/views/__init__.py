from relationships.views.interaction import interactions
from relationships.views.mail import add_mails, dismiss_mail, file_mail, keep_waiting, show_inbox, show_mail
from relationships.views.need import change_need, create_need, remove_need
from relationships.views.person import show_person

__all__ = [
    "add_mails",
    "change_need",
    "create_need",
    "dismiss_mail",
    "file_mail",
    "interactions",
    "keep_waiting",
    "remove_need",
    "show_inbox",
    "show_mail",
    "show_person",
]

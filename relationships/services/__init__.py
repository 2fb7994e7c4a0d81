from relationships.services.interaction import (
    change_interaction,
    import_interactions,
    log_interaction,
    remove_interaction,
    restore_interaction,
)
from relationships.services.mail import (
    Taken,
    dismiss_mail,
    file_mail,
    keep_waiting,
    take_in,
    unfile_mail,
)
from relationships.services.mail_files import Outcome, take_in_files
from relationships.services.need import (
    change_need,
    create_need,
    remove_need,
    restore_need,
)

__all__ = [
    "Outcome",
    "Taken",
    "change_interaction",
    "change_need",
    "create_need",
    "dismiss_mail",
    "file_mail",
    "import_interactions",
    "keep_waiting",
    "log_interaction",
    "remove_interaction",
    "remove_need",
    "restore_interaction",
    "restore_need",
    "take_in",
    "take_in_files",
    "unfile_mail",
]

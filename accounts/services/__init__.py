"""Writes of the accounts app."""

from accounts.services.alert import mind_issues, resettle_issues
from accounts.services.client import (
    change_client,
    change_contact,
    create_client,
    create_contact,
    import_clients,
    import_contacts,
    join_account_team,
    leave_account_team,
)
from accounts.services.contact import create_placeholder, identify_contact, note_departure, take_back_departure
from accounts.services.dispute import open_dispute, reopen_dispute, resolve_dispute
from accounts.services.document import (
    add_version,
    change_document,
    create_document,
    mind_documents,
    remove_document,
    renew_document,
    restore_document,
    take_back_renewal,
)
from accounts.services.erase import erase_again, erase_contact, erase_everywhere, pseudonym_of
from accounts.services.export import export_person, note_export
from accounts.services.house import note_late_rate, remove_step, write_step
from accounts.services.intake import check_import, keep_import, map_columns, run_import, start_import
from accounts.services.intake_undo import undo_import
from accounts.services.invoice import (
    annul_invoice,
    change_invoice,
    create_invoice,
    import_invoices,
    restore_invoice,
    set_payment_terms,
)
from accounts.services.issue import (
    change_issue,
    close_issue,
    move_issue,
    move_issue_back,
    open_issue,
    promise_update,
    rate_issue,
    remove_issue,
    restore_issue,
)
from accounts.services.issue_link import link_invoice, unlink_invoice
from accounts.services.issue_mail import note_asked, note_sent
from accounts.services.issue_merge import merge_issue, unmerge_issue
from accounts.services.issue_message import write_message
from accounts.services.merge import merge_contacts, unmerge
from accounts.services.payment import annul_payment, oldest_first, record_payment, set_off, take_back
from accounts.services.payment_import import import_payments
from accounts.services.portal import (
    access_for,
    address_of_portal,
    ask_again,
    find_access,
    knows_token,
    note_use,
    open_portal,
    renew_portal,
    revoke_portal,
    token_of,
)
from accounts.services.portal_code import check_code, send_code
from accounts.services.promise import (
    judge_promise,
    judge_promises,
    judge_promises_of,
    make_promise,
    restore_promise,
    withdraw_promise,
)
from accounts.services.quality import fix_client, set_back_client
from accounts.services.refusal import refuse_surveys
from accounts.services.reminder import (
    approve_reminder,
    decide_reminders,
    recheck_reminders,
    send_reminder,
    send_reminders,
    stop_reminder,
    take_up_reminder,
)
from accounts.services.retention import mind_retention
from accounts.services.same_person import not_same_person, rejoin_person, same_person
from accounts.services.service_level import remove_service_level, set_calendar, set_ladder, set_service_level

__all__ = [
    "access_for",
    "add_version",
    "address_of_portal",
    "annul_invoice",
    "annul_payment",
    "approve_reminder",
    "ask_again",
    "change_client",
    "change_contact",
    "change_document",
    "change_invoice",
    "change_issue",
    "check_code",
    "check_import",
    "close_issue",
    "create_client",
    "create_contact",
    "create_document",
    "create_invoice",
    "create_placeholder",
    "decide_reminders",
    "erase_again",
    "erase_contact",
    "erase_everywhere",
    "export_person",
    "find_access",
    "fix_client",
    "identify_contact",
    "import_clients",
    "import_contacts",
    "import_invoices",
    "import_payments",
    "join_account_team",
    "judge_promise",
    "judge_promises",
    "judge_promises_of",
    "keep_import",
    "knows_token",
    "leave_account_team",
    "link_invoice",
    "make_promise",
    "map_columns",
    "merge_contacts",
    "merge_issue",
    "mind_documents",
    "mind_issues",
    "mind_retention",
    "move_issue",
    "move_issue_back",
    "not_same_person",
    "note_asked",
    "note_departure",
    "note_export",
    "note_late_rate",
    "note_sent",
    "note_use",
    "oldest_first",
    "open_dispute",
    "open_issue",
    "open_portal",
    "promise_update",
    "pseudonym_of",
    "rate_issue",
    "recheck_reminders",
    "record_payment",
    "refuse_surveys",
    "rejoin_person",
    "remove_document",
    "remove_issue",
    "remove_service_level",
    "remove_step",
    "renew_document",
    "renew_portal",
    "reopen_dispute",
    "resettle_issues",
    "resolve_dispute",
    "restore_document",
    "restore_invoice",
    "restore_issue",
    "restore_promise",
    "revoke_portal",
    "run_import",
    "same_person",
    "send_code",
    "send_reminder",
    "send_reminders",
    "set_back_client",
    "set_calendar",
    "set_ladder",
    "set_off",
    "set_payment_terms",
    "set_service_level",
    "start_import",
    "stop_reminder",
    "take_back",
    "take_back_departure",
    "take_back_renewal",
    "take_up_reminder",
    "token_of",
    "undo_import",
    "unlink_invoice",
    "unmerge",
    "unmerge_issue",
    "withdraw_promise",
    "write_message",
    "write_step",
]

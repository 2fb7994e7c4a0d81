"""Writes of the accounts app."""

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
from accounts.services.erase import erase_again, erase_contact, erase_everywhere, pseudonym_of
from accounts.services.export import export_person, note_export
from accounts.services.house import note_late_rate, remove_step, write_step
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
    move_issue,
    open_issue,
    promise_update,
    rate_issue,
    remove_issue,
    restore_issue,
)
from accounts.services.issue_merge import merge_issue, unmerge_issue
from accounts.services.issue_message import write_message
from accounts.services.merge import merge_contacts, unmerge
from accounts.services.payment import annul_payment, oldest_first, record_payment, set_off, take_back
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

__all__ = [
    "access_for",
    "address_of_portal",
    "annul_invoice",
    "annul_payment",
    "approve_reminder",
    "ask_again",
    "change_client",
    "change_contact",
    "change_invoice",
    "change_issue",
    "check_code",
    "create_client",
    "create_contact",
    "create_invoice",
    "create_placeholder",
    "decide_reminders",
    "erase_again",
    "erase_contact",
    "erase_everywhere",
    "export_person",
    "find_access",
    "identify_contact",
    "import_clients",
    "import_contacts",
    "import_invoices",
    "join_account_team",
    "judge_promise",
    "judge_promises",
    "judge_promises_of",
    "knows_token",
    "leave_account_team",
    "make_promise",
    "merge_contacts",
    "merge_issue",
    "mind_retention",
    "move_issue",
    "not_same_person",
    "note_departure",
    "note_export",
    "note_late_rate",
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
    "remove_issue",
    "remove_step",
    "renew_portal",
    "reopen_dispute",
    "resolve_dispute",
    "restore_invoice",
    "restore_issue",
    "restore_promise",
    "revoke_portal",
    "same_person",
    "send_code",
    "send_reminder",
    "send_reminders",
    "set_off",
    "set_payment_terms",
    "stop_reminder",
    "take_back",
    "take_back_departure",
    "take_up_reminder",
    "token_of",
    "unmerge",
    "unmerge_issue",
    "withdraw_promise",
    "write_message",
    "write_step",
]

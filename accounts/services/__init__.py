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
from accounts.services.erase import erase_again, erase_contact, erase_everywhere, pseudonym_of
from accounts.services.export import export_person, note_export
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
from accounts.services.refusal import refuse_surveys
from accounts.services.retention import mind_retention
from accounts.services.same_person import not_same_person, rejoin_person, same_person

__all__ = [
    "access_for",
    "address_of_portal",
    "annul_invoice",
    "annul_payment",
    "ask_again",
    "change_client",
    "change_contact",
    "change_invoice",
    "change_issue",
    "check_code",
    "check_import",
    "create_client",
    "create_contact",
    "create_invoice",
    "create_placeholder",
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
    "keep_import",
    "knows_token",
    "leave_account_team",
    "map_columns",
    "merge_contacts",
    "merge_issue",
    "mind_retention",
    "move_issue",
    "not_same_person",
    "note_departure",
    "note_export",
    "note_use",
    "oldest_first",
    "open_issue",
    "open_portal",
    "promise_update",
    "pseudonym_of",
    "rate_issue",
    "record_payment",
    "refuse_surveys",
    "rejoin_person",
    "remove_issue",
    "renew_portal",
    "restore_invoice",
    "restore_issue",
    "revoke_portal",
    "run_import",
    "same_person",
    "send_code",
    "set_off",
    "set_payment_terms",
    "start_import",
    "take_back",
    "take_back_departure",
    "token_of",
    "undo_import",
    "unmerge",
    "unmerge_issue",
    "write_message",
]

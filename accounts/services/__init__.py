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
from accounts.services.merge import merge_contacts, unmerge
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
from accounts.services.quality import fix_client, set_back_client
from accounts.services.refusal import refuse_surveys
from accounts.services.retention import mind_retention
from accounts.services.same_person import not_same_person, rejoin_person, same_person

__all__ = [
    "access_for",
    "add_version",
    "address_of_portal",
    "ask_again",
    "change_client",
    "change_contact",
    "change_document",
    "check_code",
    "create_client",
    "create_contact",
    "create_document",
    "create_placeholder",
    "erase_again",
    "erase_contact",
    "erase_everywhere",
    "export_person",
    "find_access",
    "fix_client",
    "identify_contact",
    "import_clients",
    "import_contacts",
    "join_account_team",
    "knows_token",
    "leave_account_team",
    "merge_contacts",
    "mind_documents",
    "mind_retention",
    "not_same_person",
    "note_departure",
    "note_export",
    "note_use",
    "open_portal",
    "pseudonym_of",
    "refuse_surveys",
    "rejoin_person",
    "remove_document",
    "renew_document",
    "renew_portal",
    "restore_document",
    "revoke_portal",
    "same_person",
    "send_code",
    "set_back_client",
    "take_back_departure",
    "take_back_renewal",
    "token_of",
    "unmerge",
]

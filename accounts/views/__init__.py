from accounts.views.client import (
    account_team,
    attach_file,
    change_client,
    change_contact,
    clients,
    create_client,
    create_contact,
    leave_account_team,
    show_client,
    show_process,
    timeline,
)
from accounts.views.known import known_clients, known_people
from accounts.views.merging import merge_contacts, not_same_person, same_person
from accounts.views.portal import portal, preview_portal, renew_portal, revoke_portal
from accounts.views.privacy import erase_person, export_person

__all__ = [
    "account_team",
    "attach_file",
    "change_client",
    "change_contact",
    "clients",
    "create_client",
    "create_contact",
    "erase_person",
    "export_person",
    "known_clients",
    "known_people",
    "leave_account_team",
    "merge_contacts",
    "not_same_person",
    "portal",
    "preview_portal",
    "renew_portal",
    "revoke_portal",
    "same_person",
    "show_client",
    "show_process",
    "timeline",
]

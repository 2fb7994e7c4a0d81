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
from accounts.views.portal import portal, preview_portal, renew_portal, revoke_portal

__all__ = [
    "account_team",
    "attach_file",
    "change_client",
    "change_contact",
    "clients",
    "create_client",
    "create_contact",
    "leave_account_team",
    "portal",
    "preview_portal",
    "renew_portal",
    "revoke_portal",
    "show_client",
    "show_process",
    "timeline",
]

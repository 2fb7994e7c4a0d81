"""What a change of a contact comes to: what is refused, and by which event it is told."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Contact


def refuse_forgetting(contact: Contact, was: Contact) -> None:
    if contact.is_placeholder and not was.is_placeholder:
        raise ValidationError({"is_placeholder": _("Somebody known by name does not become a placeholder again.")})


def change_of(contact: Contact, was: Contact) -> tuple[str, dict[str, str]]:
    """The event's verb and what it tells beside the name."""
    if was.is_placeholder and not contact.is_placeholder:
        return "accounts.contact_identified", {"role": was.name}
    if contact.left_on and not was.left_on:
        return "accounts.contact_left", {"left_on": contact.left_on.isoformat()}
    if was.left_on and not contact.left_on:
        return "accounts.contact_returned", {}
    return "accounts.contact_changed", {}

"""Erasing people whose time is over, where the installation says so."""

from __future__ import annotations

import logging
from datetime import date

from django.core.exceptions import ValidationError
from django.db import DatabaseError

from accounts.models import Contact, Erasure
from accounts.retention import due
from accounts.services.erase import erase_contact
from kam.locks import only_one
from kam.retention import retention

logger = logging.getLogger(__name__)
AT_ONCE = 200


def mind_retention(*, on: date) -> int:
    """Erase who is due, if that is to happen without asking; how many. Running it again finds nothing left to do.

    At most so many at once, so that one night's transaction stays short: the rest follows the next day.
    """
    if not retention().erases_by_itself:
        return 0
    with only_one("accounts.mind_retention") as mine:
        return sum(_erase(contact) for contact in due(on=on)[:AT_ONCE]) if mine else 0


def _erase(contact: Contact) -> int:
    """One that cannot be erased keeps nobody else."""
    try:
        erase_contact(contact, reason=Erasure.Reason.RETENTION, by=None)
    except (ValidationError, DatabaseError):
        logger.exception("Contact %d is due and could not be erased", contact.pk)
        return 0
    return 1

"""Whose the addresses in a mail are: colleagues, and people at clients. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db.models.functions import Lower

from accounts.models import Client, Contact
from accounts.models.contact import ContactQuerySet
from kam.models import User


def colleagues_at(addresses: Iterable[str]) -> dict[str, User]:
    """Those of us who have these addresses and may sign in, by address."""
    found = User.objects.annotate(address=Lower("email")).filter(address__in=set(addresses), is_active=True)
    return {user.email.lower(): user for user in found}


def contacts_at(addresses: Iterable[str], *, editable_by: User) -> ContactQuerySet:
    """People at the clients somebody may change who have these addresses, those who left too."""
    known = Contact.objects.editable_by(editable_by).kept().exclude(email="")
    return known.annotate(address=Lower("email")).filter(address__in=set(addresses)).select_related("client")


def outsiders(addresses: Sequence[str]) -> list[str]:
    """The addresses that are neither a colleague's nor that of our mailbox, in their order."""
    ours = {*colleagues_at(addresses), settings.INBOX_ADDRESS.lower()}
    return [address for address in addresses if address not in ours]


def clients_of(contacts: Iterable[Contact]) -> dict[int, list[Contact]]:
    found: dict[int, list[Contact]] = {}
    for contact in contacts:
        found.setdefault(contact.client_id, []).append(contact)
    return found


def client_or_none(pk: int | None, *, editable_by: User) -> Client | None:
    return Client.objects.editable_by(editable_by).filter(pk=pk).first() if pk else None

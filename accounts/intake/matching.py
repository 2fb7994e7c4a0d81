"""Whose client an entry speaks of: by the code the other system uses, by tax number, by name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db.models import Q
from django.db.models.functions import Upper

from accounts.intake.found import Party
from accounts.models import Client
from kam.models import ExternalId, User


class Matcher:
    """Among the clients that this person may change; asks the database three times for any number of entries.

    A name counts only where neither side names another tax number, and where one client alone has it.
    """

    def __init__(self, user: User, source: str, parties: Sequence[Party]) -> None:
        clients = Client.objects.editable_by(user)
        codes = {party.code for party in parties if party.code}
        ids = ExternalId.objects.filter(system=source, kind="accounts.client", value__in=codes)
        self._codes = dict(ids.values_list("value", "object_id"))
        numbers = {number for party in parties for number in _spellings(party.tax_number)}
        names = {party.name.upper() for party in parties if party.name}
        wanted = Q(pk__in=self._codes.values()) | Q(tax_number__in=numbers) | Q(upper_name__in=names)
        found = list(clients.annotate(upper_name=Upper("name")).filter(wanted).order_by("pk"))
        self._by_id = {client.pk: client for client in found}
        self._by_number = {client.tax_number: client for client in found if client.tax_number}
        self._by_name: dict[str, list[Client]] = {}
        for client in found:
            self._by_name.setdefault(client.name.upper(), []).append(client)

    def client_of(self, party: Party) -> Client | None:
        if client := self._by_id.get(self._codes.get(party.code, 0)):
            return client
        for spelling in _spellings(party.tax_number):
            if client := self._by_number.get(spelling):
                return client
        named = self._by_name.get(party.name.upper(), [])
        if len(named) != 1 or (party.tax_number and named[0].tax_number):
            return None
        return named[0]


def _spellings(number: str) -> tuple[str, ...]:
    """With and without the country before it, without dots and spaces."""
    plain = re.sub(r"[\s.\-]", "", number).upper()
    if not plain:
        return ()
    return (plain, plain[2:]) if plain[:2].isalpha() else (plain, f"PT{plain}")

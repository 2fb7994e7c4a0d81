"""What is open and names somebody, so that nothing is forgotten when they leave.

The apps above fill the slot "person.matters" with functions of a contact that return a list of these.
"""

from __future__ import annotations

from typing import NamedTuple

from django_stubs_ext import StrPromise

from accounts.models import Contact
from kam import slots


class Matter(NamedTuple):
    kind: StrPromise | str
    title: str
    url: str


def matters_of(contact: Contact) -> list[Matter]:
    return [matter for told in slots.collect("person.matters", contact) for matter in told]

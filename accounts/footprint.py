"""How much is kept about a person, and what erasing them will do with it: told before it is done."""

from __future__ import annotations

from dataclasses import dataclass

from django_stubs_ext import StrPromise

from accounts import mentions, people
from accounts.models import Contact
from accounts.people import OnErase
from kam.models import Attachment


@dataclass(frozen=True, slots=True)
class Line:
    """How many records of a kind there are; `goes` says whether they are deleted, or stay and forget who it was."""

    told: StrPromise | str
    number: int
    goes: bool


@dataclass(frozen=True, slots=True)
class Footprint:
    """`texts` is how many records of the client name the person in a text; `is_namesake` that somebody else of the
    client has the same name, address or number, which texts therefore keep."""

    lines: list[Line]
    files: list[Attachment]
    texts: int
    is_namesake: bool


def footprint(contact: Contact) -> Footprint:
    ids = mentions.records_of(contact)
    everything = mentions.needles_of(ids)
    here = everything.without(mentions.needles_of_others(ids, client_id=contact.client_id))
    return Footprint(
        lines=_lines(ids),
        files=mentions.files_naming(contact.client_id, ids, here),
        texts=_texts(contact.client_id, here),
        is_namesake=here != everything,
    )


def _lines(ids: list[int]) -> list[Line]:
    told = [Line(one.told, one.of(ids).count(), one.on_erase is OnErase.GOES) for one in people.by_app()]
    addresses = mentions.needles_of(ids).addresses
    told += [Line(about, found(ids, addresses).count(), False) for about, found in people.also_found().values()]
    return [line for line in told if line.number]


def _texts(client_id: int, needles: mentions.Needles) -> int:
    """Records of today, without their earlier versions."""
    today = [model for model in mentions.swept_models() if not hasattr(model, "pgh_tracked_model")]
    where = [(model, mentions.of_client(model, client_id)) for model in today]
    return sum(1 for model, which in where if which is not None for _ in mentions.naming(model, which, needles))

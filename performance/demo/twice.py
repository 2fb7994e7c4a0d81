"""People who are in the books twice, by mistake or because two clients know them; and one who left long ago."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from accounts.models import Contact
from performance.demo.chronicle import Dated
from performance.demo.scene import Known, Scene


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody beside the client's own people. `as_at`: whose other record this is, by client and place among its
    people; `is_linked` says that it is known to be."""

    client: str
    name: str
    job_title: str
    ago: int
    phone: str = ""
    left: int | None = None
    as_at: tuple[str, int] | None = None
    is_linked: bool = False


ENTRIES = (
    Entry("Grupo Alvorada", "Pedro M. Reis", "Compras", 70, phone="+351 253 555 014"),
    Entry("Monte Sul", "Diogo Rasquino", "Frescos", 55, phone="+351 289 555 021"),
    Entry("Vale Verde", "Susana Vieira Couto", "Consultora de compras", 90, as_at=("Rio Claro", 2), is_linked=True),
    Entry("Alvorada Express", "Bruno Salvador", "Controlo de gestão", 40, as_at=("Rio Claro", 4)),
    Entry("Pinhal", "Xavier Lobato", "Apoio ao economato", 60, as_at=("Quatro Marés Hotéis", 3)),
    Entry("Grupo Alvorada", "Amadeu Serrano", "Antigo diretor de compras", 500, left=1300),
)


def write_people_twice(scene: Scene) -> None:
    known = {one.company.name: one for one in scene.clients}
    dated = [_entry(scene, known, entry) for entry in ENTRIES]
    scene.chronicle.write(dated)
    for contact, at, by in dated:
        scene.chronicle.tell("accounts.contact_created", contact, at=at, by=by, client_id=contact.client_id)
    for entry, (contact, at, by) in zip(ENTRIES, dated, strict=True):
        if entry.is_linked:
            scene.chronicle.tell("accounts.same_person", contact, at=at, by=by, client_id=contact.client_id)


def _entry(scene: Scene, known: dict[str, Known], entry: Entry) -> Dated:
    at, other = known[entry.client], _other(known, entry)
    contact = Contact(
        client=at.client,
        name=entry.name,
        job_title=entry.job_title,
        email=other.email if other else "",
        phone=entry.phone,
        language="pt-pt",
        left_on=None if entry.left is None else scene.day(entry.left),
    )
    if other is not None and entry.is_linked:
        contact.person = other.person = UUID(int=scene.rng.getrandbits(128), version=4)
        other.save(update_fields=["person"])
    return Dated(contact, scene.at(scene.day(entry.ago)), at.owner)


def _other(known: dict[str, Known], entry: Entry) -> Contact | None:
    if entry.as_at is None:
        return None
    client, place = entry.as_at
    return known[client].people[place]

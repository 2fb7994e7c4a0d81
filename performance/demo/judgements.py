"""The opinions on the demo clients' people, who of us knows them, and how they like to be dealt with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from accounts.models import Contact
from performance.demo.chronicle import Dated
from performance.demo.judgements_told import LOOKS, Judgement, Look
from performance.demo.scene import Known, Scene
from relationships.models import Acquaintance, Opinion, Stakeholder

PLACEHOLDERS_SINCE = 55  # days ago


def write_judgements(scene: Scene) -> None:
    """Placeholders first; then, for each person told of, what is noted of them."""
    told = [(known, look) for known in scene.clients for look in LOOKS.get(known.company.name, ())]
    roles = [_placeholder(scene, known, look.who) for known, look in told if isinstance(look.who, str)]
    scene.chronicle.write(roles)
    for role, at, by in roles:
        scene.chronicle.tell("accounts.placeholder_created", role, at=at, by=by, client_id=role.client_id)
    named = {(role.client_id, role.name): role for role, _at, _by in roles}
    looks = [(known, look, _contact(known, look, named)) for known, look in told]
    _write_opinions(scene, [(known, judged, contact) for known, look, contact in looks for judged in look.judged])
    scene.chronicle.write(_acquaintances(scene, looks))
    _write_stakeholders(scene, looks)


def _placeholder(scene: Scene, known: Known, name: str) -> Dated:
    role = Contact(client=known.client, name=name, is_placeholder=True)
    return Dated(role, scene.at(scene.day(PLACEHOLDERS_SINCE)), known.owner)


def _contact(known: Known, look: Look, named: dict[tuple[int, str], Contact]) -> Contact:
    return named[known.client.pk, look.who] if isinstance(look.who, str) else known.people[look.who]


def _write_opinions(scene: Scene, told: list[tuple[Known, Judgement, Contact]]) -> None:
    dated = [one for known, judged, contact in told for one in _opinions(scene, known, judged, contact)]
    scene.chronicle.write(dated)
    together = defaultdict(list)
    for opinion, at, by in dated:
        if opinion.audience != "author":
            together[opinion.contact, at, by].append(opinion)
    for (contact, at, by), noted in together.items():
        traits, ids = [str(opinion.trait) for opinion in noted], [opinion.pk for opinion in noted]
        scene.chronicle.tell(
            "relationships.opinion_noted", contact, at=at, by=by, client_id=contact.client_id, traits=traits,
            opinions=ids,
        )  # fmt: skip


def _opinions(scene: Scene, known: Known, judged: Judgement, contact: Contact) -> Iterator[Dated]:
    day, by = scene.day(judged.ago), scene.us[judged.by] if judged.by else known.owner
    at = scene.at(day)
    for trait in Opinion.Trait:
        value = getattr(judged, trait)
        if value not in ("", None):
            opinion = Opinion(contact=contact, trait=trait, value=str(value), noted_on=day, by=by)
            opinion.evidence, opinion.audience = judged.evidence, judged.audience
            yield Dated(opinion, at, by)


def _acquaintances(scene: Scene, looks: list[tuple[Known, Look, Contact]]) -> Iterator[Dated]:
    for _known, look, contact in looks:
        for key, level, wanted, ago in look.known:
            us = scene.us[key]
            met = Acquaintance(contact=contact, colleague=us, level=level, wanted=wanted, noted_on=scene.day(ago))
            met.by = us
            yield Dated(met, scene.at(scene.day(ago)), us)


def _write_stakeholders(scene: Scene, looks: list[tuple[Known, Look, Contact]]) -> None:
    dated = [
        Dated(
            Stakeholder(
                contact=contact,
                owner=scene.us[look.owner] if look.owner else None,
                contact_every=look.every,
                channel=look.channel,
                hours=look.hours,
                wishes=look.wishes,
            ),
            scene.at(scene.day(50)),
            known.owner,
        )
        for known, look, contact in looks
        if look.owner
    ]
    scene.chronicle.write(dated)
    for stakeholder, at, by in dated:
        scene.chronicle.tell(
            "relationships.stakeholder_changed", stakeholder, at=at, by=by, client_id=stakeholder.contact.client_id,
            fields=["owner"],
        )  # fmt: skip

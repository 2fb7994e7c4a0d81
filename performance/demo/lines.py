"""The relationship maps of the demo clients."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from accounts.models import Contact
from performance.demo.chronicle import Dated
from performance.demo.lines_told import LINES, MORE_PEOPLE, MORE_TALKS, Line
from performance.demo.scene import Known, Scene
from performance.demo.story import Colleague, Person, Talk
from relationships.models import Interaction, Link


def write_more_people(scene: Scene) -> None:
    """Before opinions are written, so that there are some on them too."""
    dated = [_person(scene, known, one) for known in scene.clients for one in MORE_PEOPLE.get(known.company.name, ())]
    scene.chronicle.write(dated)
    for contact, at, by in dated:
        scene.chronicle.tell("accounts.contact_created", contact, at=at, by=by, client_id=contact.client_id)
    _write_talks(scene)


def write_lines(scene: Scene) -> None:
    told = [(known, line) for known in scene.clients for line in LINES.get(known.company.name, ())]
    clients = {known.client.pk for known, _line in told}
    named = {(one.client_id, one.name): one for one in Contact.objects.filter(client__in=clients)}
    dated = [_link(scene, known, line, named) for known, line in told]
    scene.chronicle.write(dated)
    for link, at, by in dated:
        verb = "superior_set" if link.kind == Link.Kind.REPORTS_TO else "link_added"
        _tell(scene, f"relationships.{verb}", link, at=at, by=by)


def _person(scene: Scene, known: Known, person: Person) -> Dated:
    first, *_others, last = person.name.split()
    email = f"{slugify(first)}.{slugify(last)}@{known.company.domain}"
    contact = Contact(client=known.client, name=person.name, job_title=person.job_title, email=email, language="pt-pt")
    known.people.append(contact)
    return Dated(contact, scene.at(scene.day(300 - 10 * len(known.people))), known.owner)


def _write_talks(scene: Scene) -> None:
    told = list(_talks(scene))
    dated = [_interaction(scene, known, talk, by) for known, talk, by in told]
    scene.chronicle.write(dated)
    through: Any = Interaction.people.through
    through.objects.bulk_create(
        through(interaction=interaction, contact=known.people[place])
        for (known, talk, _by), (interaction, _at, _who) in zip(told, dated, strict=True)
        for place in talk.people
    )
    for interaction, at, by in dated:
        scene.chronicle.tell(
            "relationships.interaction_logged",
            interaction,
            at=at,
            by=by,
            client_id=interaction.client_id,
            kind=interaction.kind,
            opening=interaction.opening,
            happened_on=timezone.localdate(at).isoformat(),
            next_step="",
        )


def _talks(scene: Scene) -> Iterator[tuple[Known, Talk, Colleague]]:
    for known in scene.clients:
        for talk, by in MORE_TALKS.get(known.company.name, ()):
            yield known, talk, by


def _interaction(scene: Scene, known: Known, talk: Talk, by: Colleague) -> Dated:
    at, who = scene.at(scene.day(talk.ago)), scene.us[by]
    made = Interaction(client=known.client, kind=talk.kind, summary=talk.text, happened_at=at, by=who)
    return Dated(made, at, who)


def _link(scene: Scene, known: Known, line: Line, named: dict[tuple[int, str], Contact]) -> Dated:
    link = Link(
        source=named[known.client.pk, line.who],
        kind=line.kind,
        target=named[known.client.pk, line.whom],
        since=scene.day(line.ago),
        until=None if line.until is None else scene.day(line.until),
        by=known.owner,
    )
    return Dated(link, scene.at(scene.day(line.ago)), known.owner)


def _tell(scene: Scene, verb: str, link: Link, *, at: Any, by: Any) -> None:
    told = {"kind": link.kind, "link": link.pk, "other": link.target.name, "other_id": link.target_id}
    scene.chronicle.tell(verb, link.source, at=at, by=by, client_id=link.source.client_id, **told)

"""What the demo clients were told on how things stand: some on the portal, some by mail, one still a draft."""

from __future__ import annotations

from datetime import timedelta

from accounts.models import Contact
from performance import updates
from performance.demo.chronicle import Dated
from performance.demo.scene import Known, Scene
from performance.models import StatusMail, StatusUpdate

PERIOD = timedelta(days=30)
EACH = 3
"""Clients of each owner who were told something."""


def write_updates(scene: Scene) -> None:
    owners = {known.owner.pk for known in scene.clients}
    for owner in sorted(owners):
        mine = [known for known in scene.clients if known.owner.pk == owner]
        mine.sort(key=lambda known: -_facts(scene, known))
        for place, known in enumerate(mine[:EACH]):
            _write(scene, known, ago=33, published=True)
            _write(scene, known, ago=2, published=place == 1, is_draft=place == 0)


def _facts(scene: Scene, known: Known) -> int:
    """How much there is to tell."""
    draft = updates.draft_of(known.client, since=scene.today - PERIOD, until=scene.today, language="en")
    return sum(len(ids) for ids in draft.facts.values())


def _write(scene: Scene, known: Known, *, ago: int, published: bool, is_draft: bool = False) -> None:
    day = scene.day(ago)
    language = next((person.language for person in known.people if person.language), "pt-pt")
    draft = updates.draft_of(known.client, since=day - PERIOD, until=day, language=language)
    update = StatusUpdate(client=known.client, since=day - PERIOD, until=day, language=language, by=known.owner)
    update.title, update.body, update.facts = draft.title, draft.body, draft.facts
    at = scene.at(day)
    update.published_at = at if published else None
    scene.chronicle.write([Dated(update, at, known.owner)])
    scene.chronicle.tell("performance.update_drafted", update, at=at, by=known.owner, client_id=known.client.pk)
    if not is_draft:
        _mail(scene, known, update)


def _mail(scene: Scene, known: Known, update: StatusUpdate) -> None:
    people = [person for person in known.people if _reads(person)][:2]
    at = scene.at(update.until)
    for person in people:
        StatusMail.objects.create(update=update, contact=person, address=person.email, by=known.owner, sent_at=at)
    told = {"count": len(people), "mails": []}
    scene.chronicle.tell("performance.update_sent", update, at=at, by=known.owner, client_id=known.client.pk, **told)


def _reads(person: Contact) -> bool:
    return bool(person.email) and person.left_on is None and person.is_kept

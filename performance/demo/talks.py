"""The conversations with the demo clients and the actions that came of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from typing import Any

from django.utils import timezone

from performance.demo.chronicle import Dated
from performance.demo.everyday import EVERYDAY
from performance.demo.scene import Known, Scene
from performance.demo.story import Company, Deed, Talk
from performance.demo.tone import set_tone, write_topics
from planning.models import Action
from relationships.models import Interaction

PLANNED_AHEAD = 14  # days between planning an action that no conversation led to and its due date


def write_talks(scene: Scene) -> None:
    told = [
        (known, talk) for known in scene.clients for talk in (*known.company.talks, *_everyday(scene, known.company))
    ]
    dated = [_interaction(scene, known, talk) for known, talk in told]
    scene.chronicle.write(dated)
    present, steps = [], []
    for (known, talk), (interaction, at, by) in zip(told, dated, strict=True):
        _tell(scene, interaction, talk, at=at, by=by)
        present += [(interaction, known.people[place]) for place in talk.people]
        steps += _next_step(scene, known, talk, interaction)
    through: Any = Interaction.people.through
    through.objects.bulk_create(through(interaction=interaction, contact=contact) for interaction, contact in present)
    write_topics((known, talk, one.record) for (known, talk), one in zip(told, dated, strict=True))
    _write_actions(scene, steps)


def write_deeds(scene: Scene) -> None:
    deeds = [(known, deed) for known in scene.clients for deed in known.company.deeds]
    _write_actions(scene, [_action(scene, known, deed, known.agreed.get(deed.title)) for known, deed in deeds])


def _everyday(scene: Scene, company: Company) -> Iterator[Talk]:
    """Conversations from the beginning until the company's own story sets in."""
    if not company.rhythm:
        return
    deck = list(EVERYDAY)
    scene.rng.shuffle(deck)
    ago, end = company.since - 10, max(talk.ago for talk in company.talks) + company.rhythm
    people = [place for place, person in enumerate(company.people) if person.left is None]
    for talk in cycle(deck):
        if ago <= end:
            return
        yield Talk(ago, talk.kind, talk.text, (scene.rng.choice(people),), next_step=talk.next_step)
        ago -= scene.rng.randint(company.rhythm - 4, company.rhythm + 5)


def _interaction(scene: Scene, known: Known, talk: Talk) -> Dated:
    at = scene.at(scene.day(talk.ago))
    by = scene.us[talk.by] if talk.by else known.owner
    interaction = Interaction(client=known.client, kind=talk.kind, summary=talk.text, happened_at=at, by=by)
    set_tone(interaction, talk)
    return Dated(interaction, at, by)


def _tell(scene: Scene, interaction: Interaction, talk: Talk, *, at: Any, by: Any) -> None:
    scene.chronicle.tell(
        "relationships.interaction_logged",
        interaction,
        at=at,
        by=by,
        client_id=interaction.client_id,
        kind=interaction.kind,
        opening=interaction.opening,
        happened_on=timezone.localdate(at).isoformat(),
        next_step=talk.next_step,
    )


def _next_step(scene: Scene, known: Known, talk: Talk, interaction: Interaction) -> list[Dated]:
    """What was agreed: an action of the company's story or, without one, done soon after."""
    if not talk.next_step:
        return []
    if talk.next_step in {deed.title for deed in known.company.deeds}:
        known.agreed[talk.next_step] = interaction
        return []
    done = max(talk.ago - scene.rng.randint(2, 9), 1)
    return [_action(scene, known, Deed(talk.next_step, talk.ago - 7, done=done), interaction)]


def _action(scene: Scene, known: Known, deed: Deed, interaction: Interaction | None) -> Dated:
    owner = scene.us[deed.by] if deed.by else known.owner
    ago = deed.planned or max(deed.due + PLANNED_AHEAD, 5)
    planned_at = interaction.happened_at if interaction else scene.at(scene.day(ago))
    strategy, promised = known.pursued.get(deed.title), known.promised.get(deed.title)
    served = known.goals[deed.goal] if deed.goal else strategy.objective if strategy else None
    action = Action(
        client=known.client,
        title=deed.title,
        objective=served,
        strategy=strategy,
        need=strategy.need if strategy else None,
        client_owner=promised,
        is_shared=promised is not None,
        interaction=interaction,
        owner=owner,
        due_on=scene.day(deed.due),
        status=Action.Status.OPEN if deed.done is None else Action.Status.DONE,
        done_at=None if deed.done is None else scene.at(scene.day(deed.done)),
    )
    return Dated(action, planned_at, owner)


def _write_actions(scene: Scene, dated: list[Dated]) -> None:
    scene.chronicle.write(dated)
    for action, at, by in dated:
        told = {"due_on": action.due_on.isoformat(), "owner": action.owner.name}
        scene.chronicle.tell("planning.action_planned", action, at=at, by=by, client_id=action.client_id, **told)
        if action.done_at:
            scene.chronicle.tell(
                "planning.action_done", action, at=action.done_at, by=by, client_id=action.client_id, **told
            )

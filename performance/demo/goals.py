"""The objectives of the demo clients, written with their milestones and readings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from performance.demo.chronicle import Dated
from performance.demo.readings import Reading, objective_of, period_before, readings_of, readings_of_year
from performance.demo.scene import Known, Scene
from planning.models import Milestone, Objective, Progress

A_WEEK = timedelta(days=7)


class _Told(NamedTuple):
    known: Known
    objective: Objective
    readings: list[Reading]


def write_objectives(scene: Scene) -> list[Objective]:
    """The running ones; before them, most clients have a closed one of the year before."""
    told = [one for known in scene.clients for one in _told(scene, known)]
    dated = []
    for known, objective, _readings in told:
        agreed_on = objective.starts_on - timedelta(days=scene.rng.randint(4, 20))
        dated.append(Dated(objective, scene.at(agreed_on), known.owner))
    scene.chronicle.write(dated)
    for objective, at, by in dated:
        scene.chronicle.tell("planning.objective_created", objective, at=at, by=by, client_id=objective.client_id)
    _carry_on(told)
    _write_milestones(scene)
    _write_readings(scene, told)
    _tell_closed(scene, [one for one in told if not one.objective.is_running])
    return [one.objective for one in told if one.objective.is_running]


def _told(scene: Scene, known: Known) -> Iterator[_Told]:
    if known.company.last_year:
        target, reached = known.company.last_year
        objective = objective_of(known.client, period_before(known.company.goals[0], target), today=scene.today)
        objective.status = Objective.Status.CLOSED
        yield _Told(known, objective, readings_of_year(objective, reached, rng=scene.rng))
    for goal in known.company.goals:
        objective = known.goals[goal.title] = objective_of(known.client, goal, today=scene.today)
        yield _Told(known, objective, readings_of(objective, goal, today=scene.today, rng=scene.rng))


def _carry_on(told: list[_Told]) -> None:
    """This year's revenue carries on last year's, so that the gauge knows what was reached before."""
    before = {one.known.client.pk: one.objective for one in told if not one.objective.is_running}
    for one in told:
        first = next(iter(one.known.goals.values()))
        if one.objective is first and one.known.client.pk in before:
            first.follows = before[one.known.client.pk]
            Objective.objects.filter(pk=first.pk).update(follows=first.follows)


def _write_milestones(scene: Scene) -> None:
    dated = []
    for known in scene.clients:
        for goal in known.company.goals:
            objective = known.goals[goal.title]
            for days, value in goal.milestones:
                due_on = objective.starts_on + timedelta(days=days)
                milestone = Milestone(
                    objective=objective, title=f"{value} em funcionamento", due_on=due_on, value=value
                )
                dated.append(Dated(milestone, objective.created_at, known.owner))
    scene.chronicle.write(dated)


def _write_readings(scene: Scene, told: list[_Told]) -> None:
    dated = []
    for known, objective, readings in told:
        for noted_on, value in readings:
            reading = Progress(objective=objective, value=value, noted_on=noted_on, by=known.owner)
            dated.append(Dated(reading, scene.at(noted_on), known.owner))
    scene.chronicle.write(dated)
    for reading, at, by in dated:
        objective = reading.objective
        scene.chronicle.tell(
            "planning.progress_recorded",
            objective,
            at=at,
            by=by,
            client_id=objective.client_id,
            value=str(reading.value),
            unit=objective.unit,
            currency=objective.currency,
            noted_on=reading.noted_on.isoformat(),
        )


def _tell_closed(scene: Scene, told: list[_Told]) -> None:
    for known, objective, _readings in told:
        at = scene.at(objective.due_on + A_WEEK)
        scene.chronicle.tell(
            "planning.objective_closed", objective, at=at, by=known.owner, client_id=objective.client_id
        )

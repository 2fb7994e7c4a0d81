"""The plans of the demo clients, written as if each part had been written at its time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from performance.demo.chronicle import Dated
from performance.demo.plans_told import TOLD, Told
from performance.demo.scene import Known, Scene
from planning.models import Evidence, Objective, Plan, PlanVersion, Risk, Strategy, SwotItem
from relationships.models import Need

CADENCE = 30


def write_plans(scene: Scene) -> None:
    known = {one.company.name: one for one in scene.clients}
    for told in TOLD:
        _write(scene, known[told.client], told)


def _write(scene: Scene, known: Known, told: Told) -> None:
    plan = _write_plan(scene, known, told)
    points = _write_swot(scene, known, told, plan)
    _pair(scene, known, told, points)
    _write_risks(scene, known, told, plan)
    _share(known, told)


def _write_plan(scene: Scene, known: Known, told: Told) -> Plan:
    year = scene.today.year
    plan = Plan(
        client=known.client,
        title=f"Plano de conta {year}",
        starts_on=date(year, 1, 1),
        ends_on=date(year, 12, 31),
        ambition=told.ambition,
        review_every=CADENCE,
        reviewed_on=scene.day(told.reviewed),
        meets_on=scene.day(-told.meets_in) if told.meets_in else None,
        is_shared=told.meets_in is not None,
        author=known.owner,
    )
    begun = _begun(scene)
    scene.chronicle.write([Dated(plan, begun, known.owner)])
    scene.chronicle.tell("planning.plan_started", plan, at=begun, by=known.owner, client_id=known.client.pk)
    last = scene.at(scene.day(told.reviewed))
    PlanVersion.objects.bulk_create(
        PlanVersion(plan=plan, number=number, at=at, by=known.owner, note=note)
        for number, at, note in (
            (1, begun + timedelta(hours=3), "Primeira versão"),
            (2, begun + (last - begun) / 2, "Depois da reunião do semestre"),
            (3, last, ""),
        )
    )
    return plan


def _begun(scene: Scene) -> datetime:
    """Early in the year or, at its very beginning, some weeks ago."""
    return scene.at(min(date(scene.today.year, 1, 8), scene.day(30)))


def _write_swot(scene: Scene, known: Known, told: Told, plan: Plan) -> list[SwotItem]:
    needs = list(Need.objects.filter(client=known.client).order_by("pk"))
    begun = _begun(scene)
    step = (scene.now - begun) / (len(told.points) + 1)
    items = [
        Dated(SwotItem(plan=plan, kind=point.kind, text=point.text), begun + step * place, known.owner)
        for place, point in enumerate(told.points)
    ]
    scene.chronicle.write(items)
    proofs = [
        Evidence(item=item.record, need=None if point.want is None else needs[point.want], note=point.note)
        for item, point in zip(items, told.points, strict=True)
        if point.want is not None or point.note
    ]
    scene.chronicle.write([Dated(proof, proof.item.created_at, known.owner) for proof in proofs])
    return [item.record for item in items]


def _pair(scene: Scene, known: Known, told: Told, points: list[SwotItem]) -> None:
    """Put the strategies into the plan that come of its SWOT; those that are told nowhere else are new."""
    for pair in told.pairs:
        places = {"plan": points[0].plan, "inside": points[pair.inside], "outside": points[pair.outside]}
        strategies = Strategy.objects.of(known.client).filter(title=pair.title)
        if not strategies.update(**places):
            made = Strategy(client=known.client, title=pair.title, hypothesis=pair.why, owner=known.owner, **places)
            scene.chronicle.write([Dated(made, scene.at(scene.day(told.reviewed)), known.owner)])


def _write_risks(scene: Scene, known: Known, told: Told, plan: Plan) -> None:
    risks: list[Any] = [
        Risk(
            plan=plan,
            statement=hazard.statement,
            likelihood=hazard.likelihood,
            impact=hazard.impact,
            response=hazard.response,
            owner=known.owner,
        )
        for hazard in told.hazards
    ]
    scene.chronicle.write([Dated(risk, _begun(scene), known.owner) for risk in risks])


def _share(known: Known, told: Told) -> None:
    goals = [known.goals[title].pk for title in told.shared]
    Objective.objects.filter(pk__in=goals).update(is_shared=True)

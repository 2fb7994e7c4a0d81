"""The plans of the demo clients, written as if each part had been written at its time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from performance.demo.chronicle import Dated
from performance.demo.plans_told import TOLD, Told, Want
from performance.demo.scene import Known, Scene
from planning.models import Action, Evidence, Objective, Plan, PlanVersion, Risk, Strategy, SwotItem
from relationships.models import Need

CADENCE = 30


def write_plans(scene: Scene) -> None:
    known = {one.company.name: one for one in scene.clients}
    for told in TOLD:
        _write(scene, known[told.client], told)


def _write(scene: Scene, known: Known, told: Told) -> None:
    needs = _write_needs(scene, known, told)
    plan = _write_plan(scene, known, told)
    points = _write_swot(scene, known, told, plan, needs)
    _write_ways(scene, known, told, needs, points)
    _write_risks(scene, known, told, plan)
    _share(known, told)


def _write_needs(scene: Scene, known: Known, told: Told) -> list[Need]:
    dated = [_need(scene, known, want) for want in told.wants]
    scene.chronicle.write(dated)
    for need, at, by in dated:
        scene.chronicle.tell("relationships.need_created", need, at=at, by=by, client_id=need.client_id)
    return [one.record for one in dated]


def _need(scene: Scene, known: Known, want: Want) -> Dated:
    said_on = scene.day(want.ago)
    need = Need(
        client=known.client,
        statement=want.statement,
        kind=want.kind,
        status=want.status,
        stated_by=known.people[want.by],
        stated_on=said_on,
        importance=want.importance,
        due_on=scene.day(-120) if want.kind == "deadline" else None,
        created_by=known.owner,
    )
    return Dated(need, scene.at(said_on), known.owner)


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


def _write_swot(scene: Scene, known: Known, told: Told, plan: Plan, needs: list[Need]) -> list[SwotItem]:
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


def _write_ways(scene: Scene, known: Known, told: Told, needs: list[Need], points: list[SwotItem]) -> None:
    dated = []
    for way in told.ways:
        strategy = Strategy(
            client=known.client,
            plan=points[0].plan,
            title=way.title,
            hypothesis=way.why,
            need=None if way.want is None else needs[way.want],
            objective=known.goals[way.goal] if way.goal else None,
            inside=None if way.inside is None else points[way.inside],
            outside=None if way.outside is None else points[way.outside],
            owner=known.owner,
        )
        at = min(scene.now, max(_begun(scene), *(point.created_at for point in points)))
        dated.append(Dated(strategy, at, known.owner))
    scene.chronicle.write(dated)
    for strategy, at, by in dated:
        scene.chronicle.tell("planning.strategy_created", strategy, at=at, by=by, client_id=known.client.pk)
        _carry_out(strategy)


def _carry_out(strategy: Strategy) -> None:
    """The open actions towards the goal that the strategy serves are what carries it out."""
    if strategy.objective_id:
        served = Action.objects.filter(objective=strategy.objective_id, strategy=None)
        for action in served.order_by("-due_on")[:3]:
            action.strategy, action.need = strategy, strategy.need
            action.save(update_fields=["strategy", "need"])


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
    for action in Action.objects.open().filter(objective__in=goals)[:2]:
        action.is_shared = True
        action.client_owner = known.people[0]
        action.save(update_fields=["is_shared", "client_owner"])

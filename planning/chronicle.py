"""What an account plan held at a moment: read from the records for now, from their history for any time before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import AccountTeamMember, Client, Contact
from kam.models import User
from planning.models import Action, Evidence, Objective, Plan, Risk, Strategy, SwotItem
from relationships.models import Interaction, Need

M = TypeVar("M", bound=models.Model)

KEPT = Q(removed_at__isnull=True)


@dataclass(frozen=True, slots=True)
class PlanContent:
    """One plan at a moment (`at`; None is now). The records are as they were; those they point to are at hand."""

    at: datetime | None
    plan: Plan
    client: Client
    goals: list[Need]
    swot: list[SwotItem]
    evidence: dict[int, list[Evidence]]  # by the id of the SWOT item
    strategies: list[Strategy]
    objectives: list[Objective]
    actions: list[Action]
    risks: list[Risk]  # the heaviest first
    team: list[AccountTeamMember]
    contacts: list[Contact]


def end_of(day: date) -> datetime:
    """The last moment of a day where the reader is."""
    return timezone.make_aware(datetime.combine(day, time.max))


def rows(model: type[M], at: datetime | None, narrow: Q | None = None, **belongs: Any) -> list[M]:
    """The records of `model` at a moment. `belongs` must be what never changes of a record, such as its client."""
    narrow = narrow or Q()
    if at is None:
        return list(model._default_manager.filter(narrow, **belongs).order_by("pk"))
    history = model.pgh_event_model._default_manager  # type: ignore[attr-defined]
    newest = history.filter(pgh_created_at__lte=at, **belongs).order_by("id", "-pgh_created_at", "-pgh_id")
    found = history.filter(pk__in=newest.distinct("id").values("pk")).exclude(pgh_label="delete")
    return [_as_it_was(model, row) for row in found.filter(narrow).order_by("id")]


def _as_it_was(model: type[M], row: Any) -> M:
    names = [field.attname for field in model._meta.concrete_fields]
    return model.from_db(row._state.db, names, [getattr(row, name) for name in names])


def in_period(starts_on: Any, ends_on: Any) -> Q:
    """The objectives a plan is about: their time and its period meet."""
    return Q(starts_on__lte=ends_on, due_on__gte=starts_on) & ~Q(status=Objective.Status.CANCELLED)


def to_do(starts_on: Any, ends_on: Any, of_strategies: Q) -> Q:
    """The actions of a plan: due in its period, or carrying out one of its strategies."""
    return (Q(due_on__gte=starts_on, due_on__lte=ends_on) | of_strategies) & ~Q(status=Action.Status.DROPPED)


def content_of(plan: Plan, *, at: datetime | None = None) -> PlanContent | None:
    """All that is on the plan's page; None where the plan did not exist yet. The count of queries is constant."""
    found = rows(Plan, at, id=plan.pk)
    if not found:
        return None
    then, client = found[0], rows(Client, at, id=plan.client_id)[0]
    swot = rows(SwotItem, at, KEPT, plan=plan.pk)
    strategies = rows(Strategy, at, KEPT & Q(plan=plan.pk), client=client.pk)
    of_strategies = Q(strategy_id__in=[strategy.pk for strategy in strategies])
    due = to_do(then.starts_on, then.ends_on, of_strategies)
    content = PlanContent(
        at=at,
        plan=then,
        client=client,
        goals=rows(Need, at, KEPT, client=client.pk),
        swot=swot,
        evidence=_by_item(rows(Evidence, at, KEPT, item__in=[item.pk for item in swot])),
        strategies=strategies,
        objectives=rows(Objective, at, client=client.pk),
        actions=rows(Action, at, due, client=client.pk),
        risks=rows(Risk, at, KEPT, plan=plan.pk),
        team=rows(AccountTeamMember, at, client=client.pk),
        contacts=rows(Contact, at, client=client.pk),
    )
    _connect(content)
    return _arranged(content)


def _by_item(evidence: Iterable[Evidence]) -> dict[int, list[Evidence]]:
    found: dict[int, list[Evidence]] = defaultdict(list)
    for one in evidence:
        found[one.item_id].append(one)
    return dict(found)


def _connect(content: PlanContent) -> None:
    """Put the records at hand that others point to, from what was read already where possible."""
    evidence = [one for found in content.evidence.values() for one in found]
    contacts, needs, objectives = _ids(content.contacts), _ids(content.goals), _ids(content.objectives)
    swot, strategies = _ids(content.swot), _ids(content.strategies)
    talks = Interaction.objects.in_bulk({one.interaction_id for one in evidence if one.interaction_id})
    _point(content.goals, stated_by=contacts)
    _point(evidence, need=needs, objective=objectives, interaction=talks)
    _point(content.strategies, inside=swot, outside=swot, objective=objectives, need=needs)
    _point(content.objectives, client_owner=contacts)
    _point(content.actions, client_owner=contacts, objective=objectives, strategy=strategies)
    owned: list[Any] = [*content.strategies, *content.objectives, *content.actions, *content.risks, content.client]
    people = User.objects.in_bulk(
        {record.owner_id for record in owned} | {member.user_id for member in content.team} | {content.plan.author_id}
    )
    _point(owned, owner=people)
    _point(content.team, user=people)
    _point([content.plan], author=people)


def _ids(found: Iterable[M]) -> dict[int, M]:
    return {record.pk: record for record in found}


def _point(records: Iterable[models.Model], **fields: Mapping[int, models.Model]) -> None:
    for record in records:
        for field, known in fields.items():
            setattr(record, field, known.get(getattr(record, f"{field}_id")))


def _is_there(contact: Contact, day: date | None) -> bool:
    """Somebody known by name who was with the company on that day, or is today."""
    is_known = contact.is_kept and not contact.is_placeholder
    return is_known and (contact.left_on is None or bool(day and contact.left_on > day))


def _arranged(content: PlanContent) -> PlanContent:
    """What was read for its names only is left out again, and the rest stands in the order of the page."""
    plan, day = content.plan, timezone.localdate(content.at) if content.at else None
    goals = [need for need in content.goals if need.kind == Need.Kind.OBJECTIVE]
    objectives = [
        one
        for one in content.objectives
        if one.starts_on <= plan.ends_on and one.due_on >= plan.starts_on and one.status != Objective.Status.CANCELLED
    ]
    return PlanContent(
        at=content.at,
        plan=plan,
        client=content.client,
        goals=sorted(goals, key=lambda need: (-(need.importance or 0), need.pk)),
        swot=content.swot,
        evidence=content.evidence,
        strategies=content.strategies,
        objectives=sorted(objectives, key=lambda one: (one.due_on, one.pk)),
        actions=sorted(content.actions, key=lambda one: (not one.is_open, one.due_on, one.pk)),
        risks=sorted(content.risks, key=lambda risk: (not risk.is_open, -risk.weight, risk.pk)),
        team=content.team,
        contacts=[one for one in content.contacts if _is_there(one, day)],
    )

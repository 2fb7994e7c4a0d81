"""Keeping each client's summary row true to the facts. Rebuilt whole from them, so doing it twice changes nothing."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.models import Client
from kam.bulk import replace_all
from kam.processes import Process
from kam.status import Status, worst
from performance.models import ClientStanding, GoalReview
from performance.services import standing_books
from performance.services.standing_books import Books, Judged
from planning.held_back import held_back
from planning.models import Action, Objective
from relationships.models import Interaction

CHUNK = 2000
LONG_OVERDUE = timedelta(days=14)
WEEKS = 12
WEIGHT = {
    Status.BAD: 100,
    Status.WARN: 10,
    Status.NONE: 1,
    Status.GOOD: 0,
}  # one critical process outweighs all at risk

HIGHEST_ATTAINMENT = Decimal("99999.9999")  # what its column holds: one absurd target must not stop the others

COLUMNS = [field.attname for field in ClientStanding._meta.concrete_fields]


class Goal(NamedTuple):
    """A running objective and, once it was reviewed, how it stood at the latest review."""

    pk: int
    title: str
    process: str
    kind: str
    unit: str
    currency: str
    current: Decimal | None
    target: Decimal
    status: str | None
    expected: Decimal | None
    reasons: Sequence[dict[str, Any]] | None
    held_back: Sequence[dict[str, str]] = ()

    @property
    def is_revenue(self) -> bool:
        """What is to grow, in the installation's own currency: nothing says yet at which rate others would be added."""
        is_money = self.unit == Objective.Unit.MONEY and self.currency == settings.DEFAULT_CURRENCY
        return is_money and self.kind == Objective.Kind.INCREASE and self.process == Process.PERFORMANCE


class Step(NamedTuple):
    """An open action."""

    title: str
    due_on: date


@dataclass(slots=True)
class Facts:
    """What is known of one client, gathered for many clients at a time."""

    goals: list[Goal] = field(default_factory=list)
    actions: list[Step] = field(default_factory=list)
    last_contact_on: date | None = None
    trail: dict[date, list[str]] = field(default_factory=lambda: defaultdict(list))
    books: Books = field(default_factory=Books)


def refresh_standings(*, on: date, client_ids: Sequence[int] | None = None) -> int:
    """Make the summary rows of these clients (or of all) anew as of a day; the number of rows."""
    clients = (
        Client.objects.order_by("pk") if client_ids is None else Client.objects.filter(pk__in=client_ids).order_by("pk")
    )
    after, refreshed = 0, 0
    while chunk := _refresh(clients.filter(pk__gt=after)[:CHUNK], on=on):
        after = chunk[-1].pk
        refreshed += len(chunk)
    return refreshed


@transaction.atomic
def _refresh(clients: QuerySet[Client], *, on: date) -> list[Client]:
    """One chunk; its clients are locked, so that of two at once the one that knows more writes last."""
    chunk = list(clients.select_for_update(no_key=True))
    _write(_standing(client, facts, on=on) for client, facts in _gather(chunk, on=on))
    return chunk


def _write(standings: Iterable[ClientStanding]) -> None:
    replace_all(ClientStanding._meta.db_table, COLUMNS, map(_row, standings), key=["client_id"])


def _row(standing: ClientStanding) -> list[Any]:
    """The columns as COPY reads them: JSON as text, the statuses of the trail as an array."""
    encoded = {"reasons": json.dumps(standing.reasons), "trail": f"{{{','.join(standing.trail)}}}"}
    return [encoded[column] if column in encoded else getattr(standing, column) for column in COLUMNS]


def _gather(clients: list[Client], *, on: date) -> list[tuple[Client, Facts]]:
    """Everything the summaries are made of, in a handful of statements for the whole chunk."""
    found = {client.pk: Facts() for client in clients}
    _gather_goals(found, on)
    _gather_trail(found, on)
    _gather_actions(found)
    _gather_contacts(found)
    standing_books.gather({pk: facts.books for pk, facts in found.items()}, on=on, at=timezone.now())
    return [(client, found[client.pk]) for client in clients]


def _gather_goals(found: dict[int, Facts], on: date) -> None:
    history = GoalReview.objects.filter(objective=OuterRef("pk"), on__lte=on).order_by("-on")
    judged = {f"review_{name}": Subquery(history.values(name)[:1]) for name in ("status", "expected", "reasons")}
    running = Objective.objects.running().filter(client__in=found).annotate(**judged)
    known = ("client", "pk", "title", "process", "kind", "unit", "currency", "current", "target")
    goals: list[Any] = list(running.values_list(*known, *judged))
    held = held_back([pk for _client, pk, *_rest in goals])
    for client_id, *goal in goals:
        found[client_id].goals.append(Goal(*goal)._replace(held_back=held.get(goal[0], ())))


def _gather_trail(found: dict[int, Facts], on: date) -> None:
    """How the goals stood on this day of each of the last weeks."""
    weekly = [on - timedelta(weeks=week) for week in range(WEEKS)]
    past = GoalReview.objects.of_running().filter(objective__client__in=found, on__in=weekly).order_by()
    for client_id, day, status in past.values_list("objective__client", "on", "status").distinct():
        found[client_id].trail[day].append(status)


def _gather_actions(found: dict[int, Facts]) -> None:
    actions = Action.objects.open().filter(client__in=found).order_by("due_on", "pk")
    for client_id, title, due_on in actions.values_list("client", "title", "due_on"):
        found[client_id].actions.append(Step(title, due_on))


def _gather_contacts(found: dict[int, Facts]) -> None:
    """When each client was last spoken to; a note to oneself is no contact."""
    contacts = Interaction.objects.kept().filter(client=OuterRef("pk")).exclude(kind=Interaction.Kind.NOTE)
    last = Subquery(contacts.newest_first().values("happened_at")[:1])
    for client_id, at in Client.objects.filter(pk__in=found).order_by().values_list("pk", last):
        found[client_id].last_contact_on = timezone.localdate(at) if at else None


def _standing(client: Client, facts: Facts, *, on: date) -> ClientStanding:
    upcoming = facts.actions[0] if facts.actions else None
    standing = ClientStanding(
        client=client,
        last_contact_on=facts.last_contact_on,
        next_action_on=upcoming.due_on if upcoming else None,
        next_action=upcoming.title if upcoming else "",
        overdue_actions=sum(action.due_on < on for action in facts.actions),
        running_objectives=len(facts.goals),
        trail=[worst(facts.trail[day]) for day in sorted(facts.trail)],
        as_of=timezone.now(),
        **_money(facts),
        **standing_books.columns(facts.books, on=on),
    )
    _judge(standing, facts, on=on)
    return standing


def _judge(standing: ClientStanding, facts: Facts, *, on: date) -> None:
    """The status of each process is the worst of what is known of it, and its reasons are those that make it so."""
    judged = _judge_goals(facts)
    judged[Process.PLANNING] += _judge_plans(facts, on)
    judged[Process.RELATIONSHIPS] += _judge_contact(standing, on)
    judged[Process.ACCOUNTS] += standing_books.judge(facts.books, on=on)
    for process, found in judged.items():
        status = worst(status for status, _reason in found)
        setattr(standing, process, status)
        standing.reasons[process] = [reason for judgement, reason in found if judgement == status]
    statuses = [standing.of(process) for process in Process]
    standing.worst = worst(statuses)
    standing.severity = sum(WEIGHT[status] for status in statuses)


def _money(facts: Facts) -> dict[str, Decimal | None]:
    """Revenue against target: the money objectives of the performance process, added up."""
    goals = [goal for goal in facts.goals if goal.is_revenue]
    target = sum((goal.target for goal in goals), Decimal(0))
    if not target:
        return {"revenue": None, "revenue_target": None, "revenue_expected": None, "attainment": None}
    revenue = sum((goal.current or Decimal(0) for goal in goals), Decimal(0))
    expected = sum((goal.expected or Decimal(0) for goal in goals), Decimal(0))
    attainment = min(revenue / target, HIGHEST_ATTAINMENT).quantize(Decimal("0.0001"))
    return {"revenue": revenue, "revenue_target": target, "revenue_expected": expected, "attainment": attainment}


def _judge_goals(facts: Facts) -> dict[Process, list[Judged]]:
    judged: dict[Process, list[Judged]] = {process: [] for process in Process}
    for goal in facts.goals:
        if goal.status:
            reason: dict[str, Any] = {"code": "goal", "objective": goal.pk, "title": goal.title, "why": goal.reasons}
            if goal.held_back:
                reason["held_back"] = list(goal.held_back)
            judged[Process(goal.process)].append((Status(goal.status), reason))
    return judged


def _judge_plans(facts: Facts, on: date) -> list[Judged]:
    if not facts.actions:
        return [(Status.WARN, {"code": "nothing_planned"})] if facts.goals else []
    first = facts.actions[0].due_on
    if first >= on:
        return [(Status.GOOD, {"code": "planned", "next_on": first.isoformat()})]
    overdue = sum(action.due_on < on for action in facts.actions)
    reason = {"code": "overdue_actions", "count": overdue, "since": first.isoformat()}
    return [(Status.BAD if on - first > LONG_OVERDUE else Status.WARN, reason)]


def _judge_contact(standing: ClientStanding, on: date) -> list[Judged]:
    status = standing.contact_status(on=on)
    if status == Status.NONE:
        return []
    days = max(standing.silence(on=on).days, 0)
    return [(status, {"code": "contact", "days": days, "cadence": standing.client.cadence.days})]

"""A company of any size, the same every time: it depends on nothing but the day. Written by COPY, past all services.

Every team has 200 clients in the hands of eight key account managers, so one person's pages show as much in a large
company as in a small one. Days are counted back from today: goals are always in the middle of their year. The history
triggers rest meanwhile; no work that is measured reads history.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.utils import timezone

from accounts.models import Client, Contact
from kam.bulk import copy_into
from kam.models import Event, Membership, Team, User
from kam.processes import Process
from planning.models import Action, Milestone, Objective, Progress
from relationships.models import Interaction

TEAM, BOOK = 200, 25  # clients of a team, and of one person in it
CONTACTS, GOALS, READINGS, ACTIONS = 5, 18, 6, 6  # of a client; readings of a goal
SLICE = 20_000  # rows held in memory at a time

COMPANY, EXECUTIVE = 1, 1  # ids
YEAR, GONE = 365, 200  # days of a goal's period, and how many of them are over
KIND, CURVE, UNIT = Objective.Kind, Objective.Curve, Objective.Unit
COURSES = [  # of the goals of a client: the plain one by far the most common
    *[(KIND.INCREASE, CURVE.LINEAR)] * 12,
    *[(KIND.DECREASE, CURVE.LINEAR)] * 2,
    *[(KIND.MAINTAIN, CURVE.LINEAR)] * 2,
    (KIND.INCREASE, CURVE.SEASONAL),
    (KIND.MILESTONE, CURVE.MILESTONES),
]
SEASON = f"{{{','.join(['0.05'] * 4 + ['0.10'] * 8)}}}"
MODELS = (User, Team, Membership, Client, Contact, Objective, Milestone, Progress, Action, Interaction, Event)

Row = tuple[Any, ...]


def manager_of(team: int) -> int:
    """The id of the person who leads a team, counted from 0."""
    return 10 * (team + 1)


def keeper_of(client: int) -> int:
    """The id of the person who looks after a client, by the client's id."""
    team, place = divmod(client - 1, TEAM)
    return manager_of(team) + 1 + place // BOOK


def grow(*, since: int, to: int, interactions: int) -> None:
    """Add the clients after number `since` up to number `to`, whole teams, each with as many interactions."""
    grown = _Growth(range(since + 1, to + 1), interactions, timezone.localdate(), timezone.now())
    with _without_history():
        _fill(User, "id email name password", grown.users())
        _fill(Team, "id name parent_id path", grown.teams())
        _fill(Membership, "user_id team_id role", grown.memberships())
        _fill(Client, "id name tier segment country city owner_id team_id", grown.clients())
        _fill(Contact, "id client_id name job_title email", grown.contacts())
        _fill(
            Objective,
            "id client_id title process unit currency kind curve baseline minimum target monthly_shares starts_on "
            "due_on owner_id",
            grown.objectives(),
        )
        _fill(Milestone, "objective_id due_on value", grown.milestones())
        _fill(Progress, "objective_id value noted_on by_id", grown.readings())
        _fill(Action, "client_id title objective_id owner_id due_on status", grown.actions())
        _fill(Interaction, "id client_id kind summary happened_at by_id sentiment minutes", grown.interactions())
        _fill(Interaction.people.through, "interaction_id contact_id", grown.participants())
        _fill(
            Event,
            "verb at by_id subject_type subject_id subject_name client_id payload delivered_at",
            grown.events(),
        )
        _reach_the_latest()
    _count_ids_on()


@dataclass(frozen=True)
class _Growth:
    """The rows of new clients and of the teams they make up."""

    new: range
    talks: int
    today: date
    now: datetime

    def _new_teams(self) -> range:
        return range((self.new.start - 1) // TEAM, (self.new.stop - 1) // TEAM)

    def users(self) -> Iterator[Row]:
        if self.new.start == 1:
            yield EXECUTIVE, "executive@bench.example", "Eva Executive", "!"
        for team in self._new_teams():
            for pk in range(manager_of(team), manager_of(team) + 1 + TEAM // BOOK):
                yield pk, f"person{pk}@bench.example", f"Person {pk}", "!"

    def teams(self) -> Iterator[Row]:
        if self.new.start == 1:
            yield COMPANY, "Company", None, f"/{COMPANY}/"
        for team in self._new_teams():
            pk = COMPANY + 1 + team
            yield pk, f"Team {team + 1}", COMPANY, f"/{COMPANY}/{pk}/"

    def memberships(self) -> Iterator[Row]:
        if self.new.start == 1:
            yield EXECUTIVE, COMPANY, Membership.Role.EXECUTIVE
        for team in self._new_teams():
            manager = manager_of(team)
            yield manager, COMPANY + 1 + team, Membership.Role.MANAGER
            for keeper in range(manager + 1, manager + 1 + TEAM // BOOK):
                yield keeper, COMPANY + 1 + team, Membership.Role.KAM

    def clients(self) -> Iterator[Row]:
        for client in self.new:
            name = f"{_pick(client, 'Alvorada Brisa Cedro Douro Estrela Faro Grifo Horizonte')} {client}"
            team = COMPANY + 1 + (client - 1) // TEAM
            segment, city = _pick(client, "Retail Industry Services Public"), _pick(client, "Lisboa Porto Braga")
            yield client, name, "ABBCC"[client % 5], segment, "PT", city, keeper_of(client), team

    def contacts(self) -> Iterator[Row]:
        for client in self.new:
            for pk in _ids(client, CONTACTS):
                yield pk, client, f"Contact {pk}", _pick(pk, "Buyer Director Engineer"), f"contact{pk}@bench.example"

    def objectives(self) -> Iterator[Row]:
        starts_on, due_on = self.today - timedelta(GONE), self.today + timedelta(YEAR - GONE)
        for client in self.new:
            for pk in _ids(client, GOALS):
                goal = _Goal.of(pk)
                yield (
                    pk, client, f"Goal {pk}", list(Process)[pk % len(Process)], goal.unit,
                    "EUR" if goal.unit == UNIT.MONEY else "", goal.kind, goal.curve, goal.base, goal.minimum,
                    goal.target, SEASON if goal.curve == CURVE.SEASONAL else None, starts_on, due_on, keeper_of(client),
                )  # fmt: skip

    def milestones(self) -> Iterator[Row]:
        for pk in self._goals():
            goal = _Goal.of(pk)
            if goal.curve == CURVE.MILESTONES:
                for quarter in range(1, 5):
                    value = goal.base + (goal.target - goal.base) * quarter // 4
                    yield pk, self.today + timedelta(YEAR * quarter // 4 - GONE), value

    def readings(self) -> Iterator[Row]:
        """About monthly, a thirtieth of all on any one day. One goal in forty has none; of as many they stopped."""
        for pk in self._goals():
            goal, chance = _Goal.of(pk), Random(pk)  # noqa: S311 (no secret is made of it)
            usual, last, owner = chance.uniform(0.6, 1.2), pk * 7 % 30, keeper_of(_owner_of(pk, GOALS))
            kept = range(READINGS) if pk % 40 > 1 else range(3, READINGS) if pk % 40 else ()
            for back in kept:
                days = last + 30 * back
                yield (
                    pk,
                    goal.level(usual * chance.uniform(0.93, 1.07), GONE - days),
                    self.today - timedelta(days),
                    owner,
                )

    def actions(self) -> Iterator[Row]:
        """Half of them done, the others due from three weeks ago to five weeks ahead; one client in ten has none."""
        for client in self.new:
            for step in range(ACTIONS) if client % 10 else ():
                goal = _ids(client, GOALS)[step]
                due_on = self.today + timedelta((client * 5 + step * 11) % 56 - 21)
                status = Action.Status.DONE if step % 2 else Action.Status.OPEN
                yield client, f"Action {step} for goal {goal}", goal, keeper_of(client), due_on, status

    def interactions(self) -> Iterator[Row]:
        for client, pk, kind, text, at in self._talks():
            yield pk, client, kind, text, at, keeper_of(client), (1, 0, -1, None)[pk % 4], 15 + pk % 60

    def participants(self) -> Iterator[Row]:
        """Somebody of the client in each conversation."""
        for client in self.new:
            people = _ids(client, CONTACTS)
            for pk in _ids(client, self.talks):
                yield pk, people[pk % len(people)]

    def events(self) -> Iterator[Row]:
        for client, pk, kind, text, at in self._talks():
            payload = json.dumps({"kind": kind, "opening": text, "happened_on": at.date().isoformat()})
            name, label = f"{kind}: {text}", Interaction._meta.label_lower
            yield "relationships.interaction_logged", at, keeper_of(client), label, pk, name, client, payload, at

    def _talks(self) -> Iterator[tuple[int, int, str, str, datetime]]:
        """Spread over two years, the last one up to 75 days ago."""
        for client in self.new:
            last, apart = self.now - timedelta(days=client % 75, minutes=1), timedelta(days=600) / self.talks
            for back, pk in enumerate(_ids(client, self.talks)):
                kind = _pick(pk, "meeting call email visit note")
                text = f"Spoke about prices, deliveries and what comes next, number {pk}"
                yield client, pk, kind, text, last - apart * back

    def _goals(self) -> range:
        return range(_ids(self.new[0], GOALS).start, _ids(self.new[-1], GOALS).stop)


@dataclass(frozen=True)
class _Goal:
    kind: str
    curve: str
    unit: str
    base: int
    minimum: int | None
    target: int

    @classmethod
    def of(cls, pk: int) -> _Goal:
        kind, curve = COURSES[pk % len(COURSES)]
        size = 1000 + pk * 37 % 9000
        if kind == KIND.MAINTAIN:
            return cls(kind, curve, UNIT.SCORE, 0, size // 2, size)
        if kind == KIND.DECREASE:
            return cls(kind, curve, UNIT.DAYS, size, None, size // 2)
        return cls(kind, curve, UNIT.MONEY if pk % 3 else UNIT.COUNT, 0, None, size)

    def level(self, pace: float, days: int) -> float:
        """The value at a pace, where 1 is on plan, some days into the period."""
        if self.kind == KIND.MAINTAIN:
            return round((self.minimum or 0) + (self.target - (self.minimum or 0)) * pace, 2)
        return round(self.base + (self.target - self.base) * pace * days / YEAR, 2)


def _pick(number: int, words: str) -> str:
    choice = words.split()
    return choice[number % len(choice)]


def _ids(owner: int, each: int) -> range:
    """The ids of what belongs to an owner, who has `each` of them."""
    return range((owner - 1) * each + 1, owner * each + 1)


def _owner_of(pk: int, each: int) -> int:
    return (pk - 1) // each + 1


def _fill(model: type[models.Model], columns: str, rows: Iterable[Row]) -> None:
    """COPY rows into a model's table; what is not named among the columns gets the field's default."""
    named = columns.split()
    others = {field.attname: _default(field) for field in model._meta.concrete_fields if field.attname not in named}
    others.pop("id", None)  # the database numbers them
    constant = tuple(others.values())
    stream = (row + constant for row in rows)
    while some := list(islice(stream, SLICE)):
        copy_into(model._meta.db_table, [*named, *others], some)


def _default(field: models.Field[Any, Any]) -> Any:
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return timezone.now()
    return field.get_default()


def _reach_the_latest() -> None:
    """Objectives carry their latest reading, as the service that records one leaves them."""
    with connection.cursor() as cursor:
        cursor.execute("""
            UPDATE planning_objective SET current = latest.value, current_on = latest.noted_on
            FROM (
                SELECT DISTINCT ON (objective_id) * FROM planning_progress ORDER BY objective_id, noted_on DESC
            ) AS latest
            WHERE latest.objective_id = planning_objective.id AND current_on IS NULL
        """)


@contextmanager
def _without_history() -> Iterator[None]:
    with connection.cursor() as cursor:
        for model in MODELS:
            cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DISABLE TRIGGER USER')
        yield
        for model in MODELS:
            cursor.execute(f'ALTER TABLE "{model._meta.db_table}" ENABLE TRIGGER USER')


def _count_ids_on() -> None:
    """Let the sequences go on after the ids given here."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), MODELS):
            cursor.execute(statement)

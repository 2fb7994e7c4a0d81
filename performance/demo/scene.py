"""What the parts of the seeding share: the day, the dice, the people and clients there are so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from accounts.models import Client, Contact
from kam.models import Team, User
from performance.demo.chronicle import Chronicle
from performance.demo.story import Company
from planning.models import Objective, Strategy
from relationships.models import Interaction


@dataclass(slots=True)
class Known:
    """A client as it is being written.

    By the title of an action: `agreed` is the conversation that led to it, `pursued` the strategy it is part of, and
    `promised` who does it at the client, which makes it one that the client sees.
    """

    company: Company
    client: Client
    owner: User
    people: list[Contact] = field(default_factory=list)
    goals: dict[str, Objective] = field(default_factory=dict)
    agreed: dict[str, Interaction] = field(default_factory=dict)
    pursued: dict[str, Strategy] = field(default_factory=dict)
    promised: dict[str, Contact] = field(default_factory=dict)


class Scene:
    def __init__(self, today: date, rng: Random) -> None:
        self.today, self.rng = today, rng
        self.now = min(timezone.now(), timezone.make_aware(datetime.combine(today, time(23, 59))))
        self.chronicle = Chronicle()
        self.us: dict[str, User] = {}
        self.teams: dict[str, Team] = {}
        self.clients: list[Known] = []

    def day(self, ago: int) -> date:
        return self.today - timedelta(days=ago)

    def at(self, day: date) -> datetime:
        """Some moment of a working day: weekends move to the Friday before. Never later than now."""
        day -= timedelta(days=max(day.weekday() - 4, 0))
        moment = timezone.make_aware(datetime.combine(day, time(self.rng.randint(9, 17), self.rng.randint(0, 59))))
        return min(moment, self.now)

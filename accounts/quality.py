"""How well the books are kept: what is missing, old or there twice, per client and over all of them.

Each app adds its own checks: `@fill("quality.checks")`, a function of the reader and the day that returns a list of
`Check`. Hygiene is the share of checks that clients pass. It says how much a figure can be trusted and is never part
of a client's health.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, Sum, Value, When
from django.db.models.expressions import Combinable
from django_stubs_ext import StrPromise

from accounts.models import Client
from accounts.models.client import ClientQuerySet
from kam import slots
from kam.models import User

TEAMS_SHOWN = 50
LEAST = "gaps"


@dataclass(frozen=True, slots=True)
class Fix:
    """What one click sets: `values` of a client, in the name of whoever clicks. `field`: what is typed beside it."""

    label: StrPromise | str
    field: str = ""
    values: Callable[[Client, User], dict[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """`lacks`: the clients that do not pass. `mended_at`: the page where it is put right, if one click cannot."""

    key: str
    label: StrPromise | str
    why: StrPromise | str
    lacks: Q | Combinable
    fix: Fix | None = None
    mended_at: Callable[[Client], str] | None = None
    mend: StrPromise | str = ""

    @property
    def column(self) -> str:
        return f"lacks_{self.key.replace('-', '_')}"


@dataclass(frozen=True, slots=True)
class Hygiene:
    """Per cent of checks passed, 0 to 100; None where there is nothing to check."""

    clients: int
    checks: int
    gaps: int

    @property
    def asked(self) -> int:
        return self.clients * self.checks

    @property
    def passed(self) -> int:
        return self.asked - self.gaps

    @property
    def percent(self) -> int | None:
        """Rounded down, so that 100 means that nothing is missing."""
        return self.passed * 100 // self.asked if self.asked else None


@dataclass(frozen=True, slots=True)
class Counted:
    check: Check
    gaps: int
    clients: int


@dataclass(frozen=True, slots=True)
class Row:
    """`mend_url`: where the chosen check is put right. `typed`: what was refused beside it, and why (`errors`)."""

    client: Client
    hygiene: Hygiene
    missing: list[Check]
    may_change: bool
    mend_url: str = ""
    typed: str = ""
    errors: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class TeamRow:
    name: str
    hygiene: Hygiene


def checks_for(user: User, *, on: date) -> list[Check]:
    return [check for told in slots.collect("quality.checks", user, on) for check in told]


def with_gaps(clients: ClientQuerySet, checks: Sequence[Check]) -> ClientQuerySet:
    """`gaps`: how many checks each client does not pass, and one column of 0 or 1 for each check."""
    flags: dict[str, Any] = {
        check.column: Case(When(check.lacks, then=Value(1)), default=Value(0), output_field=IntegerField())
        for check in checks
    }
    total: Any = sum((F(check.column) for check in checks), Value(0))
    return clients.annotate(**flags).annotate(**{LEAST: total})


def counts(clients: ClientQuerySet, checks: Sequence[Check]) -> tuple[Hygiene, list[Counted]]:
    """How many clients fail each check, the most first, and all of it together: one statement."""
    sums: dict[str, Any] = {f"sum_{check.column}": Sum(check.column) for check in checks}
    found = with_gaps(clients, checks).aggregate(clients=Count("pk"), **sums)
    gaps = {check.key: found[f"sum_{check.column}"] or 0 for check in checks}
    told = [Counted(check, gaps[check.key], found["clients"]) for check in checks]
    hygiene = Hygiene(found["clients"], len(checks), sum(gaps.values()))
    return hygiene, sorted(told, key=lambda one: -one.gaps)


def by_team(clients: ClientQuerySet, checks: Sequence[Check]) -> list[TeamRow]:
    """The teams, the worst first."""
    grouped = with_gaps(clients, checks).order_by().values("team", "team__name")
    found = grouped.annotate(clients=Count("pk"), missing=Sum(LEAST)).values_list("team__name", "clients", "missing")
    rows = [TeamRow(name, Hygiene(clients, len(checks), missing or 0)) for name, clients, missing in found]
    return sorted(rows, key=lambda row: (row.hygiene.percent or 0, row.name))[:TEAMS_SHOWN]


def worst_first(clients: ClientQuerySet, checks: Sequence[Check], chosen: Check | None) -> ClientQuerySet:
    """Those that fail the chosen check, or any."""
    found = with_gaps(clients, checks).filter(**({chosen.column: 1} if chosen else {f"{LEAST}__gt": 0}))
    return found.order_by(f"-{LEAST}", "name", "pk")


def rows(clients: Sequence[Client], checks: Sequence[Check], *, user: User, chosen: Check | None = None) -> list[Row]:
    ids = [client.pk for client in clients]
    editable = set(Client.objects.editable_by(user).filter(pk__in=ids).values_list("pk", flat=True))
    mend = chosen.mended_at if chosen and chosen.mended_at else _nowhere
    return [
        Row(client, _hygiene(client, checks), _missing(client, checks), client.pk in editable, mend(client))
        for client in clients
    ]


def _nowhere(client: Client) -> str:
    return ""


def of_client(client: Client, checks: Sequence[Check]) -> tuple[Hygiene, list[Check]]:
    found = with_gaps(Client.objects.filter(pk=client.pk), checks).get()
    return _hygiene(found, checks), _missing(found, checks)


def _hygiene(client: Client, checks: Sequence[Check]) -> Hygiene:
    return Hygiene(1, len(checks), getattr(client, LEAST))


def _missing(client: Client, checks: Sequence[Check]) -> list[Check]:
    return [check for check in checks if getattr(client, check.column)]

"""Us: the teams and the people of the demo company, and their sign-in."""

from __future__ import annotations

from typing import NamedTuple

from kam.models import Membership
from performance.demo.story import Colleague

PASSWORD = "kam-demo-2026"  # noqa: S105 - printed by `make run`; these people exist in demo data only

COMPANY = "Empresa de demonstração"
NORTH, SOUTH = "Equipa Norte", "Equipa Sul"
TEAMS = (NORTH, SOUTH)

Role = Membership.Role


class Employee(NamedTuple):
    key: Colleague
    name: str
    role: Membership.Role
    team: str

    @property
    def email(self) -> str:
        return f"{self.key}@demo.example"


EMPLOYEES = (
    Employee("admin", "Inês Valadares", Role.ADMINISTRATOR, COMPANY),
    Employee("carlos", "Carlos Brandão", Role.EXECUTIVE, COMPANY),
    Employee("marta", "Marta Vilaça", Role.MANAGER, NORTH),
    Employee("ana", "Ana Serrano", Role.KAM, NORTH),
    Employee("joao", "João Casimiro", Role.KAM, NORTH),
    Employee("tiago", "Tiago Varela", Role.MANAGER, SOUTH),
    Employee("rui", "Rui Pedrosa", Role.KAM, SOUTH),
    Employee("sofia", "Sofia Quintela", Role.KAM, SOUTH),
)

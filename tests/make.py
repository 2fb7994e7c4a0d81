"""One function per noun, each through the product's own services."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Client, Contact
from kam import services as kam
from kam.models import ApiToken, Team, User
from kam.scopes import ALL
from planning import services as planning
from planning.models import Action, Objective, Plan, Progress, Risk, SwotItem
from relationships.models import Interaction

_number = count(1)


def today() -> date:
    return timezone.localdate()


def days_ago(days: int) -> date:
    return today() - timedelta(days=days)


def team(name: str = "", parent: Team | None = None) -> Team:
    return kam.create_team(name=name or f"Team {next(_number)}", parent=parent, by=None)


def user(name: str, *teams: Team, role: str = "kam", **fields: Any) -> User:
    email = fields.pop("email", f"{name.lower()}@kam.example")
    made = kam.create_user(email=email, name=name, by=None, password="a-long-enough-password", **fields)
    for joined in teams:
        kam.join_team(made, joined, role=role, by=None)
    return made


def client(name: str = "", *, owner: User, **fields: Any) -> Client:
    return accounts.create_client(name=name or f"Client {next(_number)}", by=owner, **fields)


def contact(client: Client, name: str = "", *, by: User, **fields: Any) -> Contact:
    return accounts.create_contact(client, name=name or f"Person {next(_number)}", by=by, **fields)


def objective(client: Client, *, by: User, **fields: Any) -> Objective:
    """Revenue from 0 to 100 over 100 days, 80 of which have gone."""
    usual: dict[str, Any] = {
        "title": "Yearly revenue",
        "unit": Objective.Unit.MONEY,
        "baseline": Decimal(0),
        "target": Decimal(100),
        "starts_on": days_ago(80),
        "due_on": days_ago(-20),
    }
    return planning.create_objective(client, by=by, **usual | fields)


def progress(objective: Objective, value: int | str | Decimal, *, by: User, noted_on: date | None = None) -> Progress:
    return planning.record_progress(objective, value=Decimal(value), noted_on=noted_on or today(), by=by)


def action(client: Client, *, by: User, **fields: Any) -> Action:
    usual: dict[str, Any] = {"title": "Send the analysis", "due_on": days_ago(-3)}
    return planning.plan_action(client, by=by, **usual | fields)


def interaction(client: Client, *, by: User, **fields: Any) -> Interaction:
    usual: dict[str, Any] = {"kind": Interaction.Kind.CALL, "summary": "Went over the deliveries"}
    return planning.log_interaction(client, by=by, **usual | fields)


def token(user: User, *scopes: str, days: int = 30) -> tuple[ApiToken, str]:
    """A token and its plain text; with all scopes unless some are named."""
    return kam.create_token(user, name=f"token {next(_number)}", scopes=scopes or ALL, days=days, by=user)


def upload(name: str = "notes.txt", content: bytes = b"What was agreed") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def plan(client: Client, *, by: User, **fields: Any) -> Plan:
    """A plan of this year's days around today, without a SWOT or risks yet."""
    usual: dict[str, Any] = {"title": "Plan", "starts_on": days_ago(100), "ends_on": days_ago(-100)}
    return planning.start_plan(client, by=by, **usual | fields)


def swot_item(plan: Plan, kind: str = "S", *, by: User, text: str = "Our own cold chain") -> SwotItem:
    return planning.add_swot_item(plan, kind=kind, text=text, by=by)


def risk(plan: Plan, *, by: User, **fields: Any) -> Risk:
    usual: dict[str, Any] = {"statement": "They build a brand of their own"}
    return planning.add_risk(plan, by=by, **usual | fields)

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
from planning.models import Action, Agreement, Objective, Plan, Progress, Risk, Strategy, SwotItem
from relationships import services as relationships
from relationships.models import Interaction, Mail, Need
from tests import letters

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


def portal(contact: Contact, *, by: User, **fields: Any) -> str:
    """The address of a new portal link on this site, such as /p/<token>/."""
    return f"/p/{accounts.token_of(accounts.open_portal(contact, by=by, **fields))}/"


def progress(objective: Objective, value: int | str | Decimal, *, by: User, noted_on: date | None = None) -> Progress:
    return planning.record_progress(objective, value=Decimal(value), noted_on=noted_on or today(), by=by)


def action(client: Client, *, by: User, **fields: Any) -> Action:
    usual: dict[str, Any] = {"title": "Send the analysis", "due_on": days_ago(-3)}
    return planning.plan_action(client, by=by, **usual | fields)


def interaction(client: Client, *, by: User, **fields: Any) -> Interaction:
    usual: dict[str, Any] = {"kind": Interaction.Kind.CALL, "summary": "Went over the deliveries"}
    return planning.log_interaction(client, by=by, **usual | fields)


def need(client: Client, *, by: User, **fields: Any) -> Need:
    return relationships.create_need(client, by=by, **{"statement": "Fresh goods before opening"} | fields)


def mail(raw: bytes = b"", *, by: User, **said: Any) -> Mail:
    """A mail that was added by hand; unless it is given, of somebody nobody knows, so that it waits."""
    raw = raw or letters.plain(From="Nova <nova@elsewhere.example>")
    return relationships.take_in(raw, route=Mail.Route.UPLOAD, by=by, **said).mail


def strategy(client: Client, *, by: User, **fields: Any) -> Strategy:
    return planning.create_strategy(client, by=by, **{"title": "Deliver before seven"} | fields)


def token(user: User, *scopes: str, days: int = 30) -> tuple[ApiToken, str]:
    """A token and its plain text; with all scopes unless some are named."""
    return kam.create_token(user, name=f"token {next(_number)}", scopes=scopes or ALL, days=days, by=user)


def upload(name: str = "notes.txt", content: bytes = b"What was agreed") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def proposal(objective: Objective, *people: Contact, by: User, **fields: Any) -> Agreement:
    """A target offered to people at the client, to be answered within a month."""
    usual: dict[str, Any] = {"expires_on": days_ago(-30)}
    return planning.propose_target(objective, recipients=people, by=by, **usual | fields)


def agreed_objective(client: Client, person: Contact, *, by: User, **fields: Any) -> Objective:
    """An objective whose target this person agreed to."""
    made = objective(client, by=by, **{"status": Objective.Status.DRAFT} | fields)
    signer = planning.Signer(person, name=person.name, role=person.job_title or "Buyer")
    planning.accept_as_client(proposal(made, person, by=by), signer=signer)
    made.refresh_from_db()
    return made


def plan(client: Client, *, by: User, **fields: Any) -> Plan:
    """A plan of this year's days around today, without a SWOT or risks yet; its next review is in ten days."""
    usual: dict[str, Any] = {
        "title": "Plan",
        "starts_on": days_ago(100),
        "ends_on": days_ago(-100),
        "meets_on": days_ago(-10),
    }
    return planning.start_plan(client, by=by, **usual | fields)


def swot_item(plan: Plan, kind: str = "S", *, by: User, text: str = "Our own cold chain") -> SwotItem:
    return planning.add_swot_item(plan, kind=kind, text=text, by=by)


def risk(plan: Plan, *, by: User, **fields: Any) -> Risk:
    usual: dict[str, Any] = {"statement": "They build a brand of their own"}
    return planning.add_risk(plan, by=by, **usual | fields)

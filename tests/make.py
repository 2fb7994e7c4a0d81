"""One function per noun, each through the product's own services."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.text import slugify

from accounts import services as accounts
from accounts.models import (
    Allocation,
    Client,
    Contact,
    Dispute,
    Document,
    Invoice,
    Issue,
    IssueInvoice,
    Payment,
    PaymentTerms,
    Promise,
    Reminder,
    SlaPolicy,
    WorkCalendar,
)
from kam import services as kam
from kam.models import ApiToken, Import, Team, User
from kam.scopes import ALL
from performance import services as performance
from performance.models import StatusUpdate
from planning import services as planning
from planning.models import Action, Agreement, Objective, Plan, Progress, Risk, Strategy, SwotItem
from relationships import services as relationships
from relationships.models import (
    Acquaintance,
    Assessment,
    Interaction,
    Invitation,
    Link,
    Mail,
    Meeting,
    Need,
    Opinion,
    Response,
    Stakeholder,
    Survey,
)
from tests import letters

_number = count(1)


def today() -> date:
    return timezone.localdate()


def days_ago(days: int) -> date:
    return today() - timedelta(days=days)


def noon(days: int) -> datetime:
    """Midday so many days ago: whole days back whatever the hour, also over a change of the clocks."""
    return timezone.make_aware(datetime.combine(days_ago(days), time(12)))


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


def person(client: Client, name: str, *, by: User, **fields: Any) -> Contact:
    """Somebody with an address and a number, who is named in a conversation, a need and an action."""
    mail = f"{slugify(name).replace('-', '.')}@client.example"
    usual = {"email": mail, "phone": f"+351 91{next(_number):07d}", "job_title": "Buyer"}
    made = contact(client, name, by=by, **usual | fields)
    spoken = interaction(client, by=by, people=[made], summary=f"Talked to {name} of the prices")
    need(client, by=by, stated_by=made, heard_in=spoken, statement=f"{name} wants it before seven")
    action(client, by=by, client_owner=made, title=f"Write to {mail}")
    return made


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


def placeholder(client: Client, role: str = "Head of logistics", *, by: User) -> Contact:
    return accounts.create_placeholder(client, name=role, by=by)


def opinion(contact: Contact, trait: str = "role", value: str = "decides", *, by: User, **fields: Any) -> Opinion:
    usual: dict[str, Any] = {"noted_on": today(), "evidence": "Signed the contract alone"}
    return relationships.note_opinion(contact, trait=trait, value=value, by=by, **usual | fields)


def acquaintance(contact: Contact, colleague: User, level: int = 2, *, by: User, **fields: Any) -> Acquaintance:
    usual: dict[str, Any] = {"noted_on": today()}
    return relationships.note_acquaintance(contact, colleague=colleague, level=level, by=by, **usual | fields)


def stakeholder(contact: Contact, *, by: User, **fields: Any) -> Stakeholder:
    return relationships.change_stakeholder(contact, by=by, **{"owner": by, "contact_every": 30} | fields)


def assessment(need: Need, *, by: User, **fields: Any) -> Assessment:
    """Important, hardly met and confirmed; today."""
    usual: dict[str, Any] = {"importance": 4, "fit": 2, "status": Need.Status.CONFIRMED}
    return relationships.assess_need(need, by=by, **usual | fields)


def link(source: Contact, target: Contact, kind: str = "influences", *, by: User, **fields: Any) -> Link:
    return relationships.add_link(source, kind=kind, target=target, by=by, **fields)


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


def survey(*people: Contact, by: User, **fields: Any) -> Survey:
    """A draft that goes out today, takes answers for two weeks and asks these people."""
    usual: dict[str, Any] = {"name": "How are we doing", "opens_on": today(), "closes_on": days_ago(-14)}
    made = relationships.create_survey(by=by, **usual | fields)
    return relationships.choose_people(made, people=people, by=by) if people else made


def asked(*people: Contact, by: User, **fields: Any) -> list[Invitation]:
    """The invitations of a survey that these people were sent just now."""
    running = relationships.start_survey(survey(*people, by=by, **fields), by=by)
    return list(running.invitations.select_related("survey", "contact").order_by("pk"))


def answer(invitation: Invitation, score: int, comment: str = "") -> Response:
    return relationships.answer_survey(invitation, score=score, comment=comment, at=timezone.now())


def question(invitation: Invitation) -> str:
    """The address of a survey's page on this site, such as /s/<token>/."""
    return f"/s/{relationships.survey_token(invitation)}/"


def meeting(client: Client, *, by: User, in_hours: float = 24, minutes: int = 60, **fields: Any) -> Meeting:
    """One that begins in so many hours (negative: so many ago), with nobody named."""
    starts_at = timezone.now() + timedelta(hours=in_hours)
    usual: dict[str, Any] = {"title": "Monthly review", "starts_at": starts_at}
    usual["ends_at"] = fields.get("starts_at", starts_at) + timedelta(minutes=minutes)
    return relationships.plan_meeting(client, by=by, **usual | fields)


def status_update(client: Client, *, by: User, **fields: Any) -> StatusUpdate:
    usual: dict[str, Any] = {"since": days_ago(30), "until": today(), "language": "en"}
    return performance.draft_update(client, by=by, **usual | fields)


def work_calendar(*, by: User, **fields: Any) -> WorkCalendar:
    week = fields.pop("week", (((time(9), time(18)),),) * 5 + ((), ()))
    named = {"name": f"Calendar {next(_number)}", "own_holidays": []}
    return accounts.set_calendar(None, by=by, week=week, **(named | fields))


def service_level(*, by: User, **fields: Any) -> SlaPolicy:
    named = {"tier": "A", "severity": "high", "response_minutes": 60, "resolution_minutes": 600}
    return accounts.set_service_level(None, by=by, **(named | fields))


def issue(client: Client, *, by: User, **fields: Any) -> Issue:
    return accounts.open_issue(client, by=by, **{"title": "Pallets arrived broken"} | fields)


def document(client: Client, *, by: User, **fields: Any) -> Document:
    """A contract with one version that ends in 200 days."""
    usual: dict[str, Any] = {
        "title": "Supply contract",
        "expires_on": days_ago(-200),
        "file": SimpleUploadedFile("contract.pdf", b"%PDF-1.7 contract"),
    }
    return accounts.create_document(client, by=by, **usual | fields)


def invoice(client: Client, *, by: User, amount: int | str = 100, late: int = 10, **fields: Any) -> Invoice:
    """One that fell due so many days ago (negative: falls due in so many), issued thirty days before that.

    Told when it was issued, it is due by the terms unless that is told too.
    """
    usual: dict[str, Any] = {"number": f"FT {next(_number)}", "issued_on": days_ago(late + 30)}
    if "issued_on" not in fields:
        usual["due_on"] = days_ago(late)
    usual |= {"net_amount": Decimal(amount), "gross_amount": Decimal(amount)}
    return accounts.create_invoice(client, by=by, **usual | fields)


def issue_invoice(found: Issue, *, by: User, **fields: Any) -> IssueInvoice:
    """A new invoice of the client that is not paid because of the issue."""
    return accounts.link_invoice(found, invoice=invoice(found.client, by=by), by=by, **{"holds_up": True} | fields)


def dispute(bill: Invoice, *, by: User, **fields: Any) -> Dispute:
    return accounts.open_dispute(bill, by=by, **{"reason": "price"} | fields)


def promise(bill: Invoice, *, by: User, in_days: int = 7, **fields: Any) -> Promise:
    return accounts.make_promise(bill, by=by, promised_for=days_ago(-in_days), **fields)


def biller(client: Client, *, by: User, **fields: Any) -> Contact:
    """Whom invoices of the client are talked about with."""
    usual = {"name": "Rute Prata", "email": "rute@alvorada.example", "language": "pt-pt"}
    person = accounts.create_contact(client, by=by, **usual | fields)
    accounts.set_payment_terms(client, by=by, bills_to=person)
    return person


def reminder(bill: Invoice, *, by: User) -> Reminder:
    """What the ladder proposes for an invoice today, to be approved."""
    if not PaymentTerms.objects.filter(client=bill.client, bills_to__isnull=False).exists():
        biller(bill.client, by=by)
    accounts.decide_reminders(on=today())
    return Reminder.objects.get(lines__invoice=bill)


def payment(client: Client, *, by: User, amount: int | str = 100, **fields: Any) -> Payment:
    """Received today and set off against nothing, unless told otherwise."""
    usual: dict[str, Any] = {"number": f"RG {next(_number)}", "received_on": today(), "against": {}}
    return accounts.record_payment(client, by=by, amount=Decimal(amount), **usual | fields)


def allocation(invoice: Invoice, *, by: User, amount: int | str = 10) -> Allocation:
    paid = payment(invoice.client, by=by, amount=amount)
    return accounts.set_off(paid, invoice, amount=Decimal(amount), by=by)


def kept_import(*, by: User) -> Import:
    """A table of one invoice, not checked yet."""
    file = SimpleUploadedFile("bills.csv", b"Number;Date;Total\nFT 1;2026-03-01;10")
    return accounts.keep_import(file=file, source="erp", by=by)

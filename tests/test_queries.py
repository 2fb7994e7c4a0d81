"""No page asks the database more because there is more to show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts import services as accounts
from accounts.models import Client, Contact
from kam import services as kam
from kam.models import Import, User
from performance import services as performance
from planning import services as planning
from planning.models import Objective
from relationships import services as relationships
from relationships.models import Interaction, Mail, Need, Survey
from tests import letters, make

BUDGET = 30
BUDGET_FOR_ALL = 33  # eleven cards of four apps on one client, with what the menu counts and usually keeps for a minute
BUDGET_FOR_TWO = 40  # to compare a plan with itself, all of it is read at two moments
PAGES = [
    "",
    "team/",
    "reviews/",
    "effort/",
    "cold/",
    "clients/",
    "objectives/",
    "objectives/?view=board&by=status",
    "objectives/?view=board&by=quarter",
    "actions/?whose=all",
    "strategies/",
    "strategies/{strategy}/",
    "plans/",
    "plans/?stale=on",
    "plans/{plan}/",
    "plans/{plan}/?asof={today}",
    "plans/{plan}/review/",
    "plans/{plan}/compare/?from=1",
    "documents/",
    "documents/{document}/",
    "data-quality/",
    "data-quality/?check=no-email",
    "issues/",
    "issues/?view=all&ordering=clock",
    "issues/causes/",
    "issues/{issue}/",
    "invoices/",
    "invoices/?bucket=to_30",
    "clients/{client}/receivables/",
    "reminders/",
    "reminders/{reminder}/",
    "invoices/cash/",
    "import/",
    "import/{import}/",
    "invoices/{invoice}/late-payment/",
    "needs/",
    "needs/?view=unserved&matrix=on",
    "needs/{need}/",
    "needs/{need}/edit/",
    "clients/{client}/assessment/",
    "assessment-rounds/{round}/",
    "objectives/{objective}/",
    "clients/{client}/map/",
    "clients/{client}/map/?view=table",
    "clients/{client}/map/without/?colleague={owner}",
    "clients/{client}/who-knows-whom/",
    "people/{contact}/links/new/",
    "clients/{client}/mutual-plan/",
    "people/",
    "people/?ordering=-influence&support=1",
    "people/?who=cold",
    "people/{person}/",
    "interactions/",
    "satisfaction/",
    "satisfaction/comments/",
    "surveys/{survey}/",
    "surveys/{draft}/",
    "surveys/{draft}/people/",
    "surveys/{draft}/start/",
    "clients/{client}/loyalty/",
    "people/{person}/",
    "meetings/",
    "meetings/{meeting}/",
    "meetings/{meeting}/brief/",
    "clients/{client}/brief/",
    "clients/{client}/handover/",
    "interactions/{interaction}/",
    "mail/",
    "mail/?show=dismissed",
    "mail/{mail}/",
    "mail/{mail}/file/",
    "interactions/?client={client}&since=review&sentiment=1",
    "interactions/{interaction}/",
    "clients/{client}/interactions/new/",
    "clients/{client}/timeline/?kind=call&since=review&q=went",
    "clients/{client}/",
    "clients/{client}/timeline/",
    "clients/{client}/plan/",
    "clients/{client}/relationships/",
    "clients/{client}/daily/",
    "clients/{client}/performance/",
    "clients/{client}/portal/",
    "people/{contact}/",
    "contacts/{contact}/merge/",
    "contacts/{contact}/same-person/?q=person",
    "{portal}",
    "{portal}history/",
    "history/accounts.client/{client}/",
    "settings/tokens/",
]


def fill(client: Client, *, by: User, count: int) -> None:
    """So many records of every kind: of this client, and of as many others."""
    for _ in range(count):
        for of in (client, make.client(owner=by, team=client.team, parent=client)):
            objective = make.objective(of, by=by)
            make.progress(objective, 60, by=by, noted_on=make.days_ago(1))
            planning.share_objective(objective, by=by)
            planning.share_action(make.action(of, by=by), by=by)
            person = make.contact(of, by=by, email=f"{uuid4().hex}@client.example")
            interaction = make.interaction(of, by=by, people=[person], next_step="Call back", next_on=make.days_ago(1))
            _note(person, interaction, by=by)
            make.meeting(of, by=by, people=[person])
            make.meeting(of, by=by, in_hours=-3, people=[person])
            make.allocation(make.invoice(of, by=by), by=by)
            _ask_for_money(of, person, by=by)
            need = make.need(of, by=by, stated_by=person, heard_in=interaction)
            make.document(of, by=by, is_shared=True)
            accounts.write_message(make.issue(of, by=by, reporter=person), body="On our way", by=by)
            _assess(need, by=by)
            told = {"about": [need], "objectives": [objective], "people": of.contacts.all(), "sentiment": 1}
            relationships.pin_interaction(make.interaction(of, by=by, **told), by=by)
            strategy = make.strategy(of, by=by, need=need, objective=objective)
            for is_shared in (True, False):
                serving = {"need": need, "strategy": strategy, "objective": objective, "client_owner": person}
                make.action(of, by=by, is_shared=is_shared, **serving)
            if (top := of.contacts.earliest("pk")) != person:
                make.link(person, top, "reports_to", by=by)
            _talk_about(of, person, by=by)
            _write_to_each_other(of, person, by=by)
            _write_plan(of, need, objective, by=by)
            make.answer(make.asked(person, by=by)[0], 3, "Late")
            kam.attach(interaction, make.upload(), client_id=of.pk, by=by)
        make.token(by)
        accounts.check_import(make.kept_import(by=by))
    performance.review_goals(on=make.days_ago(1))
    performance.review_goals(on=make.today())


def _assess(need: Need, *, by: User) -> None:
    """Twice: at first, and in the round of its client, with another one that waits in it."""
    make.assessment(need, by=by, assessed_on=make.days_ago(5))
    make.assessment(need, by=by, fit=4, in_round=relationships.start_round(need.client, by=by))
    make.need(need.client, by=by)


def _talk_about(client: Client, person: Contact, *, by: User) -> None:
    """An agreed target and one that waits, for everybody at the client."""
    people, until = list(client.contacts.current()), make.days_ago(-9)
    people = [each for each in people if each.email]
    for agrees in (True, False):
        target = make.objective(client, by=by)
        offer = planning.propose_target(target, recipients=people, expires_on=until, by=by)
        if agrees:
            planning.accept_as_client(offer, signer=planning.Signer(person, person.name, "CFO"))


def _note(person: Contact, talk: Interaction, *, by: User) -> None:
    """What we think of somebody and who knows them: of this person, and of one more at the same client."""
    for contact in (person, make.placeholder(person.client, by=by), person.client.contacts.all()[0]):
        for support in ("0", "1"):
            make.opinion(contact, "support", support, by=by, evidence=uuid4().hex, heard_in=talk)
        make.opinion(contact, "influence", "7", by=by, evidence=uuid4().hex)
        make.acquaintance(contact, by, by=by, evidence=uuid4().hex)
        make.stakeholder(contact, by=by)


def _ask_for_money(client: Client, person: Contact, *, by: User) -> None:
    """Invoices that are to be asked for, disputed, promised, and expected."""
    accounts.set_payment_terms(client, by=by, bills_to=person)
    make.invoice(client, by=by)
    accounts.decide_reminders(on=make.today(), clients=[client.pk])
    make.dispute(make.invoice(client, by=by), by=by)
    make.promise(make.invoice(client, by=by), by=by)
    make.invoice(client, by=by, late=-10)


def _write_to_each_other(client: Client, person: Contact, *, by: User) -> None:
    """A conversation by mail, with files; of it one mail is filed, one waits and one was put aside."""
    filed, unfiled = {"References": "<first@x.example>"}, {"References": "<other@x.example>"}
    make.mail(letters.with_files(From=person.email, **filed), by=by, client=client)
    make.mail(letters.with_files(From="nova@elsewhere.example", Cc=f"new@{uuid4().hex}.example", **unfiled), by=by)
    relationships.dismiss_mail(make.mail(letters.plain(From="nova@elsewhere.example", **unfiled), by=by), by=by)


def _write_plan(client: Client, need: Need, objective: Objective, *, by: User) -> None:
    """More in the client's plan: a strategy of a pair of the SWOT, each with its evidence, a risk and a version."""
    plan = client.plans.first() or make.plan(client, by=by, meets_on=None)
    inside, outside = make.swot_item(plan, "S", by=by), make.swot_item(plan, "O", by=by)
    planning.add_evidence(inside, need=need, by=by)
    planning.add_evidence(outside, objective=objective, by=by)
    make.strategy(client, by=by, plan=plan, inside=inside, outside=outside)
    make.risk(plan, by=by)
    planning.mark_reviewed(plan, by=by)


@pytest.fixture
def manager(bob: User) -> User:
    """Somebody who sees every page."""
    return bob


def cost(browser: Browser, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def test_pages_cost_as_many_statements_for_many_records_as_for_few(
    grupo: Client, manager: User, browse: Callable[..., Browser], settings: Any
) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}  # nothing is remembered
    browser = browse(manager)
    contact = make.contact(grupo, by=manager, email="rita@alvorada.example")
    link = make.portal(contact, by=manager).lstrip("/")
    fill(grupo, by=manager, count=3)
    records = {
        "client": grupo.pk,
        "person": grupo.contacts.all()[0].pk,
        "meeting": grupo.meetings.all()[0].pk,
        "document": grupo.documents.all()[0].pk,
        "issue": grupo.issues.all()[0].pk,
        "need": grupo.needs.all()[0].pk,
        "reminder": grupo.reminders.all()[0].pk,
        "invoice": grupo.invoices.all()[0].pk,
        "import": Import.objects.filter(by=manager)[0].pk,
        "strategy": grupo.strategies.all()[0].pk,
        "objective": grupo.objectives.all()[0].pk,
        "plan": grupo.plans.get().pk,
        "round": grupo.assessment_rounds.get().pk,
        "today": make.today().isoformat(),
        "portal": link,
        "survey": Survey.objects.filter(status="running")[0].pk,
        "draft": make.survey(contact, by=manager).pk,
        "owner": manager.pk,
        "contact": contact.pk,
        "interaction": Mail.objects.filter(client=grupo)[0].interaction_id,
        "mail": Mail.objects.waiting()[0].pk,
    }
    addresses = ["/" + address.format(**records) for address in PAGES]
    few = {address: cost(browser, address) for address in addresses}
    fill(grupo, by=manager, count=9)

    many = {address: cost(browser, address) for address in addresses}

    assert {address: (few[address], many[address]) for address in addresses if many[address] > few[address]} == {}
    assert {address: number for address, number in many.items() if number > _budget(address)} == {}


def _budget(address: str) -> int:
    if address.endswith(("/relationships/", "/handover/")):
        return BUDGET_FOR_ALL
    return BUDGET_FOR_TWO if "/compare/" in address else BUDGET

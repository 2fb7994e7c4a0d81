"""A person who is named in every text of every table, so that none can be forgotten.

Each column gets the person's name, address and number with a token of its own; then another text, so that the first is
only in the history. `scan` looks for a text in every column of the whole database, by what the database says it has.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection, models
from django.utils import timezone

from accounts import mentions, services
from accounts.models import Client, Contact
from accounts.people import history_of
from kam import services as kam
from kam import undo
from kam.models import ExternalId, UnsentForm, User
from performance.models import GoalReview
from performance.services import review_goals
from planning import services as planning
from planning.models import Agreement, AgreementStep, Milestone, Objective
from relationships.models import (
    Acquaintance,
    Assessment,
    Invitation,
    Link,
    Mail,
    Meeting,
    Opinion,
    Response,
    Stakeholder,
    Survey,
)
from tests import make
from tests.accounts import canary_books

NAME, PHONE, EMAIL = "Benedita Canário Sá", "+351 912 345 678", "Benedita.Canario@alvorada.example"
SAID = f"{NAME}, {EMAIL}, {PHONE}"
FOUND_BY = ("benedita canário sá", "benedita_canario", "benedita.canario@alvorada.example", "912 345 678", "912345678")
SHORT = 40  # a column shorter than that holds no person
NOT_PEOPLE = {"kam_user", "kam_userevent", "accounts_client", "accounts_clientevent"}
KEPT = {("planning_agreement", "terms")}  # proved by its digest: docs/privacy.md


def fill(client: Client, *, by: User) -> Contact:
    """The person, with a row in every table that has to do with them."""
    person = make.contact(client, NAME, by=by, email=EMAIL, phone=PHONE, job_title="Directora", consent_told="By mail")
    other = make.contact(client, "Jorge Alves", by=by)
    today, now = make.today(), timezone.now()
    spoken = make.interaction(client, by=by, people=[person], summary=SAID)
    need = make.need(client, by=by, stated_by=person, statement=SAID)
    Assessment.objects.create(need=need, assessed_on=today, importance=3, fit=3, status="assumed", asked=person, by=by)
    Meeting.objects.create(
        client=client, title=SAID, starts_at=now, ends_at=now, owner=by, created_by=by, uid="1"
    ).people.add(person)
    Opinion.objects.create(contact=person, trait="role", value="user", noted_on=today, evidence=SAID, by=by)
    Acquaintance.objects.create(contact=person, colleague=by, level=1, noted_on=today, by=by)
    Stakeholder.objects.create(contact=person, wishes=SAID)
    Link.objects.create(source=person, kind="reports_to", target=other, since=today, by=by)
    _asked(client, person, by=by)
    _mailed(client, spoken)
    _planned(client, person, by=by)
    canary_books.fill(client, person, said=SAID, by=by)
    services.open_portal(person, by=by)
    services.join_account_team(client, make.user("Follower", client.team), duty="Helps", by=by)
    kam.attach(spoken, make.upload("CV_Benedita_Canario_Sa.pdf", b"canary in a file"), client_id=client.pk, by=by)
    undo.offer("relationships.restore_need", by=by, message=SAID, pk=need.pk)
    UnsentForm.objects.create(user=by, address=f"/clients/{client.pk}/interactions/new/", values={"summary": [SAID]})
    UnsentForm.objects.create(user=by, address=f"/people/{person.pk}/assess/", values={"evidence": ["Benedita"]})
    ExternalId.objects.create(system="erp", kind="accounts.contact", value=EMAIL, object_id=person.pk)
    return person


def _asked(client: Client, person: Contact, *, by: User) -> None:
    survey = Survey.objects.create(name=SAID, opens_on=make.today(), closes_on=make.today(), created_by=by)
    invitation = Invitation.objects.create(
        survey=survey, client=client, contact=person, language="en", nonce="n", digest="d"
    )
    Response.objects.create(invitation=invitation, score=9, comment=SAID, answered_at=timezone.now())


def _mailed(client: Client, spoken: Any) -> None:
    usual: dict[str, Any] = {"route": "upload", "sent_at": timezone.now(), "sender_name": "Bé", "text": SAID}
    addressed = {"recipients": [EMAIL.lower()], "thread": EMAIL, "digest": "d"}
    Mail.objects.create(message_id="1", client=client, sender=EMAIL.lower(), interaction=spoken, **usual, **addressed)
    Mail.objects.create(message_id="2", client=None, sender=EMAIL.lower(), **usual, **addressed)


def _planned(client: Client, person: Contact, *, by: User) -> None:
    objective = make.objective(client, by=by, client_owner=person, title=SAID)
    Objective.objects.filter(pk=objective.pk).update(next_terms={"title": SAID})
    Milestone.objects.create(objective=objective, due_on=make.today(), value=1, title=SAID)
    make.progress(objective, 60, by=by)
    make.action(client, by=by, client_owner=person, title=SAID)
    plan = make.plan(client, by=by, ambition=SAID)
    item, _risk = make.swot_item(plan, by=by, text=SAID), make.risk(plan, by=by, statement=SAID)
    planning.add_evidence(item, note=SAID, by=by)
    planning.save_version(plan, by=by, note=SAID)
    make.strategy(client, by=by, title=SAID)
    target = make.objective(client, by=by, status=Objective.Status.DRAFT)
    offer = make.proposal(target, person, by=by, message=SAID, reason=SAID)
    signer = planning.Signer(person, name="Bé Canário", role="Directora", address="192.0.2.7")
    planning.decline_as_client(offer, signer=signer, reason=SAID)
    elsewhere = make.objective(client, by=by, status=Objective.Status.DRAFT)
    planning.record_agreement(elsewhere, contact=person, agreed_on=make.today(), evidence=SAID, by=by)
    review_goals(on=make.today())
    assert GoalReview.objects.filter(objective__client=client).exists()


def plant(client: Client) -> set[str]:
    """Name the person in every text of the client's rows: once for the history, once for now. The tokens used."""
    return {*_write(client, "once"), *_write(client, "now")}


def _write(client: Client, when: str) -> Iterator[str]:
    for model in mentions.swept_models():
        which = mentions.of_client(model, client.pk)
        if hasattr(model, "pgh_tracked_model") or which is None or model in (Agreement, AgreementStep):
            continue
        rows = model._default_manager.filter(which)
        for column in mentions.texts_of(model):
            if _fits(column):
                token = f"{model.__name__}-{column.name}-{when}"
                said = f"{NAME} {EMAIL} {PHONE} {token}"
                rows.update(**{column.name: {token: [said]} if isinstance(column, models.JSONField) else said})
                yield token


def _fits(column: models.Field[Any, Any]) -> bool:
    unique = column.name in ("address", "verb", "subject_type", "message_id", "thread", "sender", "recipients")
    return not unique and (column.max_length is None or column.max_length >= 140)


def tracked(tokens: set[str]) -> set[str]:
    """Of the tokens: those that must be found although they were overwritten, because history keeps them."""
    kept = {model.__name__ for model in mentions.swept_models() if history_of(model) is not None}
    return {token for token in tokens if token.endswith("now") or token.split("-")[0] in kept}


def scan(*texts: str) -> dict[tuple[str, str], int]:
    """How often one of the texts is in each column of each table of the database, case aside."""
    hits: dict[tuple[str, str], int] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY', 'inet')"
        )
        for table, column in cursor.fetchall():
            wanted = " OR ".join([f'"{column}"::text ILIKE %s'] * len(texts))
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE {wanted}', [f"%{text}%" for text in texts])  # noqa: S608
            number = cursor.fetchone()[0]
            if number:
                hits[table, column] = number
    return hits

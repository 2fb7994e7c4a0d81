"""Taking mail in against the plainest import: parse, look whether it is known, insert what the product keeps of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime
from hashlib import sha256

from django.db import connection, transaction

from accounts.models import Client, Contact
from bench.sampling import Cost, cost_of
from kam.models import User
from relationships import services
from relationships.models import Interaction, Mail

SENT_AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
TABLES = """
    CREATE TABLE floor_mail (LIKE relationships_mail INCLUDING ALL);
    CREATE TABLE floor_interaction (LIKE relationships_interaction INCLUDING ALL);
    CREATE TABLE floor_people (LIKE relationships_interaction_people INCLUDING ALL);
    CREATE TABLE floor_event (LIKE kam_event INCLUDING ALL);
"""
KNOWN = "SELECT id FROM floor_mail WHERE message_id = %s AND digest = %s"
PERSON = "SELECT id, client_id FROM accounts_contact WHERE lower(email) = %s AND email <> '' ORDER BY id LIMIT 1"
INTERACTION = """
    INSERT INTO floor_interaction (client_id, kind, summary, happened_at, by_id, created_at, updated_at)
    VALUES (%s, 'email', %s, %s, %s, now(), now()) RETURNING id
"""
PEOPLE = "INSERT INTO floor_people (interaction_id, contact_id) VALUES (%s, %s)"
MAIL = """
    INSERT INTO floor_mail (
        message_id, digest, thread, route, status, sender, sender_name, recipients, subject, text, sent_at, owner_id,
        client_id, interaction_id, reason, received_at, updated_at
    ) VALUES (%s, %s, %s, 'upload', 'filed', %s, '', '[]', %s, %s, %s, %s, %s, %s, '', now(), now())
"""
EVENT = """
    INSERT INTO floor_event (
        verb, at, by_id, source, source_name, subject_type, subject_id, subject_name, client_id, payload, due_at,
        attempts, last_error
    ) VALUES (
        'relationships.interaction_logged', now(), %s, 'web', '', 'relationships.interaction', %s, %s, %s, '{}', now(),
        0, ''
    )
"""


@dataclass(frozen=True)
class Imported:
    """Of so many mails, all at once. `again`: the same mails a second time."""

    mails: int
    floor: Cost
    first: Cost
    again: Cost
    written: int

    @property
    def rate(self) -> float:
        """Mails a second."""
        return self.mails / (self.first.wall / 1000)


def measure(mails: int) -> Imported:
    """Mails of one key account manager with the people of the clients they look after, in conversations of five."""
    owner = Client.objects.order_by("pk")[0].owner
    people = list(Contact.objects.filter(client__owner=owner).order_by("pk")[:100])
    for person in people:  # those of the company have none of their own
        Contact.objects.filter(pk=person.pk).update(email=f"person{person.pk}@mail.example")
        person.email = f"person{person.pk}@mail.example"
    letters = [_letter(number, people[number // 5 % len(people)], owner) for number in range(mails)]
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        cursor.execute("ANALYZE accounts_contact")
    floor = cost_of(lambda: [_floor(raw, owner) for raw in letters])
    before = Interaction.objects.count()
    first = cost_of(lambda: _take_in(letters, owner))
    again = cost_of(lambda: _take_in(letters, owner))
    return Imported(mails, floor, first, again, Interaction.objects.count() - before)


def _take_in(letters: list[bytes], owner: User) -> None:
    for raw in letters:
        services.take_in(raw, route=Mail.Route.UPLOAD, by=owner)


def _letter(number: int, person: Contact, owner: User) -> bytes:
    """Plain and HTML, of two kilobytes or so, quoting what it answers."""
    message, place = EmailMessage(policy=SMTP), number % 5
    message["From"], message["To"] = f"{person.name} <{person.email}>", f"{owner.name} <{owner.email}>"
    message["Subject"] = f"{'RE: ' if place else ''}Conversa nº {number // 5}"
    message["Date"] = format_datetime(SENT_AT + timedelta(minutes=number))
    message["Message-ID"] = f"<{number}@mail.example>"
    if place:
        message["References"] = " ".join(f"<{number - back}@mail.example>" for back in range(place, 0, -1))
    text = "\n".join(f"Linha {line}: as entregas chegaram às oito, não às sete." for line in range(15))
    message.set_content(f"{text}\n\nOn Monday, {owner.name} wrote:\n> Quando?\n")
    message.add_alternative(f"<html><body><p>{text}</p></body></html>", subtype="html")
    return message.as_bytes()


def _floor(raw: bytes, owner: User) -> None:
    message = message_from_bytes(raw, policy=default)
    body = message.get_body(("plain",))
    assert body is not None  # noqa: S101  (it was made above)
    text, sender, identity = body.get_content(), message["From"].addresses[0].addr_spec, message["Message-ID"]
    digest = sha256(f"{sender}{message['Date']}{message['Subject']}{text}".encode()).hexdigest()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(KNOWN, [identity, digest])
        cursor.execute(PERSON, [sender])
        person, client = cursor.fetchone()
        sent_at, subject = message["Date"].datetime, message["Subject"]
        cursor.execute(INTERACTION, [client, text, sent_at, owner.pk])
        (interaction,) = cursor.fetchone()
        cursor.execute(PEOPLE, [interaction, person])
        cursor.execute(
            MAIL, [identity, digest, identity, sender, subject, text, sent_at, owner.pk, client, interaction]
        )
        cursor.execute(EVENT, [owner.pk, interaction, subject, client])

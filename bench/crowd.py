"""A client with as many people as the largest map is meant for: lines, opinions and conversations with each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Client, Contact
from relationships.models import Acquaintance, Interaction, Link, Opinion

PEOPLE, REPORTS = 300, 5  # people in all, and reports of each superior
BEYOND = 10**9  # ids that no stage of the seed gives
ROLES = ("decides", "technical", "user", "champion", "influencer")


def crowded(pk: int) -> int:
    """The id of a client, whose map now holds 300 people; asked again, nothing more is written."""
    client = Client.objects.select_related("owner").get(pk=pk)
    missing = PEOPLE - client.contacts.count()
    Contact.objects.bulk_create(
        Contact(pk=BEYOND + pk * PEOPLE + number, client=client, name=f"Person {number}", job_title="Engineer")
        for number in range(missing)
    )
    if missing > 0:
        people = list(client.contacts.order_by("pk"))
        Link.objects.bulk_create(_lines(client, people))
        Opinion.objects.bulk_create(_opinions(client, people))
        Acquaintance.objects.bulk_create(_acquaintances(client, people))
        _talk(client, people)
    return pk


def _lines(client: Client, people: list[Contact]) -> Iterator[Link]:
    since = timezone.localdate() - timedelta(days=90)
    for place, person in enumerate(people[1:]):
        yield Link(source=person, kind="reports_to", target=people[place // REPORTS], since=since, by=client.owner)
        if place % 10 == 0:
            yield Link(source=person, kind="influences", target=people[place // 2], since=since, by=client.owner)


def _opinions(client: Client, people: list[Contact]) -> Iterator[Opinion]:
    for place, person in enumerate(people):
        told = {"role": ROLES[place % 5], "influence": str(place % 11), "support": str(place % 5 - 2)}
        for trait, value in told.items():
            for ago in (30, 5):
                noted_on = timezone.localdate() - timedelta(days=ago)
                yield Opinion(
                    contact=person, trait=trait, value=value, noted_on=noted_on, evidence="Seen", by=client.owner
                )


def _acquaintances(client: Client, people: list[Contact]) -> Iterator[Acquaintance]:
    for place, person in enumerate(people):
        told = {"level": place % 4, "noted_on": timezone.localdate(), "by": client.owner}
        yield Acquaintance(contact=person, colleague=client.owner, **told)


def _talk(client: Client, people: list[Contact]) -> None:
    talks = list(Interaction.objects.of(client)[:PEOPLE])
    through: Any = Interaction.people.through
    through.objects.bulk_create(
        through(interaction=talks[place % len(talks)], contact=person) for place, person in enumerate(people) if talks
    )

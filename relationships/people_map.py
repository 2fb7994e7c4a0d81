"""The facts behind a client's relationship map as a reader may see them, as they stood on a day.

A constant number of statements, however many people there are. Opinions are those that the reader may see, so two
readers may see two maps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.models import Client, Contact
from kam.models import User
from relationships import coverage
from relationships.coverage import Coverage, Gap, Person
from relationships.layout import Forest, Layout, arrange, forest
from relationships.models import Acquaintance, Interaction, Link, Opinion, Stakeholder
from relationships.portrait import Portrait

Trait = Opinion.Trait
Talks = dict[int, dict[int, date]]


@dataclass(frozen=True)
class PeopleMap:
    """`contacts`: by id, those on the map. `lines`: in force, between two of them."""

    client: Client
    on: date
    people: Sequence[Person]
    contacts: Mapping[int, Contact]
    lines: Sequence[Link]
    names: Mapping[int, str]
    channels: Mapping[int, Stakeholder]

    @cached_property
    def coverage(self) -> Coverage:
        return coverage.coverage(self.people, on=self.on)

    @cached_property
    def gaps(self) -> list[Gap]:
        return coverage.gaps(self.people, on=self.on)

    @cached_property
    def superiors(self) -> dict[int, int]:
        return {line.source_id: line.target_id for line in self.lines if line.kind == Link.Kind.REPORTS_TO}

    @cached_property
    def influences(self) -> list[Link]:
        return [line for line in self.lines if line.kind != Link.Kind.REPORTS_TO]

    @cached_property
    def forest(self) -> Forest:
        return self.forest_of([person.pk for person in self.people])

    @cached_property
    def layout(self) -> Layout:
        return arrange(self.forest)

    def forest_of(self, people: Sequence[int]) -> Forest:
        return forest(self.superiors, people)


def people_map(client: Client, *, reader: User, on: date) -> PeopleMap:
    """Who was there by the end of the day: those who left longer ago than a gap tells of are not on it."""
    contacts = {contact.pk: contact for contact in _there(client, on=on)}
    stakeholders = {one.contact_id: one for one in Stakeholder.objects.of(client)}
    opinions = _opinions(client, reader=reader, on=on)
    talks = talks_of(client, on=on)
    people = [
        _person(contact, client, stakeholders.get(pk), opinions.get(pk, {}), talks.get(pk, {}), on=on)
        for pk, contact in contacts.items()
    ]
    return PeopleMap(
        client=client,
        on=on,
        people=people,
        contacts=contacts,
        lines=_lines(client, contacts, on=on),
        names=_names({who for person in people for who in (person.owner, *person.talks) if who}),
        channels=stakeholders,
    )


def glance(client: Client, known: Mapping[int, Portrait], *, on: date) -> PeopleMap:
    """A map without lines, for its coverage and gaps, of portraits that were read already."""
    there = {pk: one for pk, one in known.items() if _is_there(one.contact, on=on)}
    talks = talks_of(client, on=on)
    people = [_of_portrait(one, talks.get(pk, {}), on=on) for pk, one in there.items()]
    who = {who for person in people for who in (person.owner, *person.talks) if who}
    return PeopleMap(
        client=client,
        on=on,
        people=people,
        contacts={pk: one.contact for pk, one in there.items()},
        lines=(),
        names=SimpleLazyObject(lambda: _names(who)),  # type: ignore[arg-type]  # few gaps name a colleague
        channels={pk: one.stakeholder for pk, one in there.items() if one.stakeholder},
    )


def _of_portrait(one: Portrait, talks: Mapping[int, date], *, on: date) -> Person:
    held = {trait: opinion.value for trait, opinion in one.opinions.items()}
    return _person(one.contact, one.client, one.stakeholder, held, talks, on=on)


def facts(client: Client, *, reader: User, on: date) -> list[Person]:
    """The people alone, for coverage without a map."""
    stakeholders = {one.contact_id: one for one in Stakeholder.objects.of(client)}
    opinions, talks = _opinions(client, reader=reader, on=on), talks_of(client, on=on)
    return [
        _person(one, client, stakeholders.get(one.pk), opinions.get(one.pk, {}), talks.get(one.pk, {}), on=on)
        for one in _there(client, on=on)
    ]


def end_of(day: date) -> datetime:
    """The first moment after a day, where the reader is."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _there(client: Client, *, on: date) -> list[Contact]:
    return [one for one in client.contacts.kept() if _is_there(one, on=on)]


def _is_there(contact: Contact, *, on: date) -> bool:
    """In the books by that day, and not gone for longer than a gap tells of it."""
    is_recent = contact.left_on is None or (on - contact.left_on).days <= coverage.RECENT
    return is_recent and timezone.localdate(contact.created_at) <= on


def _opinions(client: Client, *, reader: User, on: date) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    held = Opinion.objects.of(client).visible_to(reader).in_force(on=on)
    for contact, trait, value in held.values_list("contact_id", "trait", "value"):
        found.setdefault(contact, {})[trait] = value
    return found


def talks_of(client: Client, *, on: date) -> Talks:
    """By person and colleague, the day they last talked; notes are no conversations."""
    spoken = Interaction.objects.of(client).kept().exclude(kind=Interaction.Kind.NOTE)
    spoken = spoken.filter(happened_at__lt=end_of(on), people__isnull=False).order_by()
    found: Talks = {}
    for person, colleague, last in spoken.values_list("people", "by").annotate(last=Max("happened_at")):
        found.setdefault(person, {})[colleague] = timezone.localdate(last)
    return found


def _lines(client: Client, contacts: Mapping[int, Contact], *, on: date) -> list[Link]:
    lines = Link.objects.of(client).in_force(on=on).filter(target__client=client)
    return [line for line in lines if line.source_id in contacts and line.target_id in contacts]


def _names(people: set[int]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in=people).values_list("pk", "name"))


def _person(
    contact: Contact,
    client: Client,
    stakeholder: Stakeholder | None,
    held: Mapping[str, str],
    talks: Mapping[int, date],
    *,
    on: date,
) -> Person:
    own = stakeholder.contact_every if stakeholder else None
    left = contact.left_on if contact.left_on and contact.left_on <= on else None
    return Person(
        pk=contact.pk,
        name=contact.name,
        job_title=contact.job_title,
        cadence=own or client.cadence.days,
        known_since=timezone.localdate(contact.created_at),
        role=held.get(Trait.ROLE, ""),
        influence=_number(held.get(Trait.INFLUENCE)),
        support=_number(held.get(Trait.SUPPORT)),
        owner=stakeholder.owner_id if stakeholder else None,
        talks=talks,
        is_placeholder=contact.is_placeholder,
        left_on=left,
    )


def _number(value: str | None) -> int | None:
    return None if value is None else int(value)


def levels_of(client: Client, *, on: date) -> dict[tuple[int, int], Acquaintance]:
    """By person and colleague, the newest of what was noted on how well they know each other."""
    held = Acquaintance.objects.of(client).in_force(on=on)
    return {(one.contact_id, one.colleague_id): one for one in held}


def lines_of(person: Contact) -> list[Link]:
    """The lines that lead from somebody and to them, now; reporting lines first."""
    lines = Link.objects.open().filter(Q(source=person) | Q(target=person)).select_related("source", "target")
    return sorted(lines, key=lambda line: (line.kind != Link.Kind.REPORTS_TO, line.target_id == person.pk, line.pk))

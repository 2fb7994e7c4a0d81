"""What one reader may know of the client's people as of a day, for lists, pages and the map alike.

Read in a constant number of statements for however many people; nothing here is ever shown to a client.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from accounts.models import Client, Contact
from kam.models import User
from relationships.models import Acquaintance, Interaction, Opinion, Stakeholder
from relationships.models.opinion import OpinionQuerySet

Trait = Opinion.Trait


@dataclass(frozen=True, slots=True)
class Portrait:
    """One person. `opinions` by trait: those in force that the reader may see. `acquaintances`: the newest of each
    colleague, the closest first. `last_contact`: of the conversations with them, notes aside."""

    contact: Contact
    on: date
    opinions: Mapping[str, Opinion] = field(default_factory=dict)
    acquaintances: list[Acquaintance] = field(default_factory=list)
    last_contact: datetime | None = None
    stakeholder: Stakeholder | None = None

    @property
    def role(self) -> str:
        """The key of the role in decisions; empty where the reader knows of none."""
        return self._value(Trait.ROLE)

    @property
    def influence(self) -> int | None:
        """From 0 to 10."""
        value = self._value(Trait.INFLUENCE)
        return int(value) if value else None

    @property
    def support(self) -> int | None:
        """From -2 to 2."""
        value = self._value(Trait.SUPPORT)
        return int(value) if value else None

    @property
    def role_told(self) -> str:
        return self._told(Trait.ROLE)

    @property
    def support_told(self) -> str:
        return self._told(Trait.SUPPORT)

    @property
    def held(self) -> list[Opinion]:
        """What is thought of the person, in the order of the traits."""
        return [self.opinions[trait] for trait in Trait.values if trait in self.opinions]

    @property
    def owner(self) -> User | None:
        return self.stakeholder.owner if self.stakeholder else None

    @property
    def cadence(self) -> int:
        """Days between contacts at most: the person's own or, without one, the client's."""
        own = self.stakeholder.contact_every if self.stakeholder else None
        return own or self.client.cadence.days

    @property
    def silent_for(self) -> int | None:
        """Days without contact, of a person one can talk to; from when they were added, if there was none yet."""
        if self.contact.is_placeholder or self.contact.left_on:
            return None
        since = self.last_contact or self.contact.created_at
        return max((self.on - timezone.localdate(since)) // timedelta(days=1), 0)

    @property
    def is_cold(self) -> bool:
        """Longer without contact than the cadence."""
        return self.silent_for is not None and self.silent_for > self.cadence

    @property
    def client(self) -> Client:
        return self.contact.client

    def _value(self, trait: str) -> str:
        return self.opinions[trait].value if trait in self.opinions else ""

    def _told(self, trait: str) -> str:
        return self.opinions[trait].told if trait in self.opinions else ""


def portraits(
    contacts: Iterable[Contact], *, seen_by: User, on: date, opinions: OpinionQuerySet | None = None
) -> dict[int, Portrait]:
    """By contact id, in the order given. `contacts` that the reader sees; with their clients fetched, in 4 queries.

    `opinions`: of these only, where what is made may go to others than the reader.
    """
    people = {contact.pk: contact for contact in contacts}
    noted = Opinion.objects.all() if opinions is None else opinions
    held, known = _opinions(noted, people, seen_by=seen_by, on=on), _acquaintances(people, on=on)
    talks, stakeholders = last_contacts(people, on=on), _stakeholders(people)
    return {
        pk: Portrait(contact, on, held[pk], known[pk], talks.get(pk), stakeholders.get(pk))
        for pk, contact in people.items()
    }


def on_page(client: Client, *, reader: User) -> dict[int, Portrait]:
    """All people of a client as of today, read once for the parts of a page that tell of them."""
    today = timezone.localdate()
    people = client.contacts.kept().order_by("name", "pk")
    return reader.once(f"portraits:{client.pk}", lambda: portraits(people, seen_by=reader, on=today))


def last_contacts(ids: Iterable[int], *, on: date) -> dict[int, datetime]:
    """When there was last contact with each person, by the end of a day. A note is no contact."""
    through = Interaction.people.through.objects.filter(
        contact__in=ids, interaction__removed_at__isnull=True, interaction__happened_at__date__lte=on
    ).exclude(interaction__kind=Interaction.Kind.NOTE)
    return dict(through.values_list("contact").annotate(last=Max("interaction__happened_at")))


def _opinions(noted: OpinionQuerySet, ids: Iterable[int], *, seen_by: User, on: date) -> dict[int, dict[str, Opinion]]:
    found: dict[int, dict[str, Opinion]] = defaultdict(dict)
    for opinion in noted.visible_to(seen_by).filter(contact__in=ids).in_force(on=on).select_related("by"):
        found[opinion.contact_id][opinion.trait] = opinion
    return found


def _acquaintances(ids: Iterable[int], *, on: date) -> dict[int, list[Acquaintance]]:
    found: dict[int, list[Acquaintance]] = defaultdict(list)
    rows = Acquaintance.objects.filter(contact__in=ids).in_force(on=on).select_related("colleague")
    for known in sorted(rows, key=lambda known: (-known.level, known.colleague.name)):
        found[known.contact_id].append(known)
    return found


def _stakeholders(ids: Iterable[int]) -> dict[int, Stakeholder]:
    return {each.contact_id: each for each in Stakeholder.objects.filter(contact__in=ids).select_related("owner")}

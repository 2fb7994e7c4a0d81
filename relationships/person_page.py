"""What the page of a person shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.models import Contact
from kam.models import User
from relationships.matters import Matter, matters_of
from relationships.models import Interaction, Need, Opinion
from relationships.portrait import Portrait, portraits

EARLIER, TALKS = 40, 8


@dataclass(frozen=True, slots=True)
class TraitLine:
    """One trait and what holds of it for the reader; None where nothing is known."""

    trait: str
    label: str
    opinion: Opinion | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """`earlier`: opinions that newer ones took the place of. `matters`: what is open and names a person who left."""

    portrait: Portrait
    traits: list[TraitLine]
    earlier: list[Opinion]
    talks: list[Interaction]
    needs: list[Need]
    matters: list[Matter]
    elsewhere: list[Contact]


def person_page(contact: Contact, *, seen_by: User, on: date) -> PersonPage:
    portrait = portraits([contact], seen_by=seen_by, on=on)[contact.pk]
    noted = Opinion.objects.visible_to(seen_by).filter(contact=contact, withdrawn_at__isnull=True).select_related("by")
    holds = {opinion.pk for opinion in portrait.opinions.values()}
    talks = Interaction.objects.kept().filter(people=contact).newest_first().select_related("by")
    return PersonPage(
        portrait=portrait,
        traits=[TraitLine(str(t), str(t.label), portrait.opinions.get(t)) for t in Opinion.Trait],
        earlier=list(noted.exclude(pk__in=holds)[:EARLIER]),
        talks=list(talks[:TALKS]),
        needs=list(Need.objects.kept().filter(stated_by=contact).weightiest_first()),
        matters=matters_of(contact) if contact.left_on else [],
        elsewhere=list(Contact.objects.elsewhere(contact).visible_to(seen_by).select_related("client")),
    )

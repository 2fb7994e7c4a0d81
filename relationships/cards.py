"""The people of a map as cards: what is shown of each, and in which order their nested lists open and close."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kam.addresses import address_of
from relationships.coverage import Person, is_cold, silence
from relationships.layout import Forest, columns_of
from relationships.models import DecisionRole, Link, Stakeholder, Support
from relationships.people_map import PeopleMap

ROLES = dict(DecisionRole.choices)
SUPPORT_ICONS = {2: "chevrons-up", 1: "chevron-up", 0: "minus", -1: "chevron-down", -2: "chevrons-down"}
CHANNEL_ICONS = {
    Stakeholder.Channel.EMAIL: "mail",
    Stakeholder.Channel.PHONE: "phone",
    Stakeholder.Channel.MEETING: "users-round",
    Stakeholder.Channel.VIDEO: "video",
    Stakeholder.Channel.CHAT: "message-circle",
}


@dataclass(frozen=True, slots=True)
class Card:
    """One person as shown. `matches`: passes the filters; the others are there to connect those that do."""

    person: Person
    url: str
    role: str
    support: str
    support_icon: str
    superior: str
    owner: str
    talked_by: str
    silent_for: int | None
    is_cold: bool
    relations: list[str]
    channel_icon: str
    preferences: str
    matches: bool = True

    @property
    def pk(self) -> int:
        return self.person.pk

    @property
    def bars(self) -> int:
        """How far the five bars of influence are filled, of 40."""
        return 4 * self.person.weight


@dataclass(frozen=True, slots=True)
class Step:
    """A card in the nested lists: the class of the list that opens below it, or as many marks as lists close after."""

    card: Card
    opens: str
    closes: str


def cards(found: PeopleMap, matching: set[int]) -> dict[int, Card]:
    """Those who match and whoever connects them to the top, by id."""
    relations = _relations(found)
    shown = matching | _above(found, matching)
    return {
        person.pk: _card(found, person, relations.get(person.pk, []), matches=person.pk in matching)
        for person in found.people
        if person.pk in shown
    }


def _above(found: PeopleMap, people: set[int]) -> set[int]:
    reached: set[int] = set()
    for pk in people:
        above = found.superiors.get(pk)
        while above is not None and above not in reached:
            reached.add(above)
            above = found.superiors.get(above)
    return reached


def _card(found: PeopleMap, person: Person, relations: list[str], *, matches: bool) -> Card:
    superior = found.contacts.get(found.superiors.get(person.pk, 0))
    latest = max(person.talks, key=lambda who: person.talks[who], default=0)
    channel, preferences = _preferences(found.channels.get(person.pk))
    return Card(
        person=person,
        url=address_of("relationships:show-person", person.pk),
        role=str(ROLES.get(person.role, "")),
        support="" if person.support is None else str(Support(person.support).label),
        support_icon="" if person.support is None else SUPPORT_ICONS[person.support],
        superior=superior.name if superior else "",
        owner=found.names.get(person.owner or 0, ""),
        talked_by=found.names.get(latest, ""),
        silent_for=silence(person, on=found.on) if person.last else None,
        is_cold=is_cold(person, on=found.on),
        relations=relations,
        channel_icon=channel,
        preferences=preferences,
        matches=matches,
    )


def _preferences(stakeholder: Stakeholder | None) -> tuple[str, str]:
    """An icon and a sentence of how somebody likes to be dealt with."""
    if stakeholder is None:
        return "", ""
    told = [stakeholder.get_channel_display() if stakeholder.channel else "", stakeholder.hours, stakeholder.wishes]
    text = " · ".join(filter(None, told))
    return (CHANNEL_ICONS.get(stakeholder.channel, "heart") if text else ""), text  # type: ignore[call-overload]


def _relations(found: PeopleMap) -> dict[int, list[str]]:
    """By person, the lines of influence as words; of those that go both ways, at both ends."""
    told: dict[int, list[str]] = {}
    for line in found.influences:
        source, target = found.contacts[line.source_id].name, found.contacts[line.target_id].name
        if line.kind == Link.Kind.INFLUENCES:
            told.setdefault(line.source_id, []).append(_("influences %s") % target)
            told.setdefault(line.target_id, []).append(_("influenced by %s") % source)
        else:
            told.setdefault(line.source_id, []).append(_("often differs with %s") % target)
            told.setdefault(line.target_id, []).append(_("often differs with %s") % source)
    return told


def steps(trees: Forest, shown: dict[int, Card]) -> Iterator[Step]:
    """The trees in the order of their nested lists, without recursion: a chain may be as long as there are people."""
    ahead = [(pk, 0) for pk in reversed(trees.tops)]
    while ahead:
        pk, closes = ahead.pop()
        reports = trees.below.get(pk, ())
        yield Step(shown[pk], _class_of(trees, pk) if reports else "", "" if reports else "x" * closes)
        ahead += reversed(_with_closes(reports, closes))


def _with_closes(reports: Sequence[int], closes: int) -> list[tuple[int, int]]:
    """The last of somebody's reports closes their list, and whatever closes with them."""
    return [(pk, 0 if pk != reports[-1] else closes + 1) for pk in reports]


def _class_of(trees: Forest, pk: int) -> str:
    columns = columns_of(trees, pk)
    return f"stacked columns-{columns}" if columns else "beside-each-other"

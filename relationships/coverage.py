"""Relationship risk as arithmetic: how much of a client's weight we reach, through how few, and what is missing.

Pure functions over facts; `relationships.people_map` gathers the facts, `relationships.gaps` puts the gaps into words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

KEY_INFLUENCE = 7  # of 10: from here on a person needs somebody of ours who looks after them
RECENT = 90  # days for which somebody's leaving is a gap

DECIDES, CHAMPION, TECHNICAL, USER = "decides", "champion", "technical", "user"


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of one of the client's people on a day.

    `influence` is 0-10 or not known; `cadence` the days after which a relation goes cold; `talks` the day on which each
    colleague (by id) last talked with them; `known_since` the day they came into the books.
    """

    pk: int
    name: str
    cadence: int
    known_since: date
    job_title: str = ""
    role: str = ""
    influence: int | None = None
    support: int | None = None
    owner: int | None = None
    talks: Mapping[int, date] = field(default_factory=dict, hash=False)
    is_placeholder: bool = False
    left_on: date | None = None

    @property
    def last(self) -> date | None:
        return max(self.talks.values(), default=None)

    @property
    def is_there(self) -> bool:
        """Whether one can talk to them: known by name and still with the company."""
        return not self.is_placeholder and self.left_on is None

    @property
    def weight(self) -> int:
        return self.influence or 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """`share` and `hhi` are ratios from 0 to 1, None where there is nothing to divide by."""

    share: float | None
    reached: int
    total: int
    weighed: int
    unweighed: int
    living: int
    known: int
    hhi: float | None
    held: Mapping[int, int]

    @property
    def asked(self) -> int:
        """The people of whom an influence could be known."""
        return self.weighed + self.unweighed

    @property
    def rests_on_few(self) -> bool:
        """Whether the influence of most is unknown to the reader, so that the share tells little."""
        return 0 < self.weighed < self.unweighed


class GapKind(StrEnum):
    NO_DECIDER = "no_decider"
    ONE_OF_US = "one_of_us"
    ONE_OF_THEM = "one_of_them"
    NO_CHAMPION = "no_champion"
    NO_OWNER = "no_owner"
    LEFT = "left"
    COLD = "cold"
    PLACEHOLDER = "placeholder"
    NO_TECHNICAL = "no_technical"
    NO_USER = "no_user"


ROLE_GAPS = {
    GapKind.NO_DECIDER: DECIDES,
    GapKind.NO_CHAMPION: CHAMPION,
    GapKind.NO_TECHNICAL: TECHNICAL,
    GapKind.NO_USER: USER,
}
_URGENCY = {
    GapKind.NO_DECIDER: 100,
    GapKind.ONE_OF_US: 90,
    GapKind.ONE_OF_THEM: 88,
    GapKind.NO_CHAMPION: 80,
    GapKind.NO_OWNER: 68,
    GapKind.LEFT: 65,
    GapKind.COLD: 60,
    GapKind.PLACEHOLDER: 55,
    GapKind.NO_TECHNICAL: 50,
    GapKind.NO_USER: 48,
}


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing. `person` whom it is about, or who could close it; `days` of silence, where it went cold."""

    kind: GapKind
    person: Person | None = None
    colleague: int | None = None
    days: int | None = None

    @property
    def urgency(self) -> int:
        """Higher is worse; of those gone cold and those without an owner the weightier first."""
        by_weight = self.kind in (GapKind.COLD, GapKind.NO_OWNER)
        return _URGENCY[self.kind] + (3 * self.person.weight if by_weight and self.person else 0)


def is_living(person: Person, *, on: date) -> bool:
    """Whether we talk with them: a conversation (a note is none) within their cadence, counting the last day."""
    last = person.last
    return person.is_there and last is not None and (on - last).days <= person.cadence


def silence(person: Person, *, on: date) -> int:
    """Days since the last conversation or, without one, since they came into the books."""
    return (on - (person.last or person.known_since)).days


def is_cold(person: Person, *, on: date) -> bool:
    return person.is_there and silence(person, on=on) > person.cadence


def coverage(people: Iterable[Person], *, on: date) -> Coverage:
    """How much of the influence at a client we reach, and in how many hands that lies.

    share = sum of influence of the people with a living relation / sum of influence. Unit: ratio, 0 to 1; None if the
    influence of nobody is known. People whose influence is not known count on neither side (`unweighed`); roles still
    to be identified count below the line only; who left does not count. Source: our own definition.

    hhi = sum over colleagues of share^2, a colleague's share being the living relations they hold of all those held.
    Two colleagues who both talk with one person both hold the relation. Unit: ratio, above 0 to 1; 1 means all is in
    one hand. Source: Herfindahl-Hirschman index of concentration.
    """
    present = [person for person in people if person.left_on is None]
    living = [person for person in present if is_living(person, on=on)]
    total, reached = sum(person.weight for person in present), sum(person.weight for person in living)
    held = Counter(colleague for person in living for colleague in holders(person, on=on))
    return Coverage(
        share=reached / total if total else None,
        reached=reached,
        total=total,
        weighed=sum(person.influence is not None for person in present),
        unweighed=sum(person.influence is None for person in present),
        living=len(living),
        known=sum(person.is_there for person in present),
        hhi=concentration(held.values()),
        held=held,
    )


def holders(person: Person, *, on: date) -> list[int]:
    """The colleagues whose own last conversation with the person is within the cadence."""
    return [colleague for colleague, day in person.talks.items() if (on - day).days <= person.cadence]


def concentration(amounts: Iterable[int]) -> float | None:
    """Herfindahl-Hirschman index: the sum of the squared shares; 1/n when n hold alike, 1 when one holds all."""
    held = list(amounts)
    total = sum(held)
    return sum((amount / total) ** 2 for amount in held) if total else None


def gaps(people: Sequence[Person], *, on: date) -> list[Gap]:
    """What is missing, the worst first."""
    found = [
        *_unknown_roles(people),
        *_single_threads(people, on=on),
        *_neglected(people, on=on),
        *_open_places(people, on=on),
    ]
    return sorted(found, key=lambda gap: (-gap.urgency, gap.person.name if gap.person else ""))


def _unknown_roles(people: Sequence[Person]) -> Iterator[Gap]:
    """A buying influence of which nobody is known by name. A placeholder with that role is who could close it."""
    roles = {person.role for person in people if person.is_there}
    for kind, role in ROLE_GAPS.items():
        if role not in roles:
            yield Gap(kind, person=_held_open(people, role) or _candidate(people))


def _held_open(people: Iterable[Person], role: str) -> Person | None:
    return next((person for person in people if person.is_placeholder and person.role == role), None)


def _candidate(people: Iterable[Person]) -> Person | None:
    """Whom one would ask about first: the weightiest of those without a role."""
    return max((person for person in people if person.is_there and not person.role), key=_by_weight, default=None)


def _by_weight(person: Person) -> tuple[int, int]:
    return person.weight, -person.pk


def _single_threads(people: Sequence[Person], *, on: date) -> Iterator[Gap]:
    """All that lives goes through one colleague, or through one person of theirs."""
    living = [person for person in people if is_living(person, on=on)]
    hands = {colleague for person in living for colleague in holders(person, on=on)}
    if len(hands) == 1:
        yield Gap(GapKind.ONE_OF_US, person=max(living, key=_by_weight), colleague=hands.pop())
    if len(living) == 1:
        yield Gap(GapKind.ONE_OF_THEM, person=living[0])


def _neglected(people: Sequence[Person], *, on: date) -> Iterator[Gap]:
    for person in people:
        if is_cold(person, on=on):
            yield Gap(GapKind.COLD, person=person, days=silence(person, on=on))
        if person.is_there and person.weight >= KEY_INFLUENCE and person.owner is None:
            yield Gap(GapKind.NO_OWNER, person=person)


def _open_places(people: Sequence[Person], *, on: date) -> Iterator[Gap]:
    """Roles to be identified, unless a gap tells of them already, and those whom nobody has followed yet."""
    told = {gap.person for gap in _unknown_roles(people)}
    titles = {person.job_title.casefold() for person in people if person.left_on is None}
    for person in people:
        if person.is_placeholder and person.left_on is None and person not in told:
            yield Gap(GapKind.PLACEHOLDER, person=person)
        left = person.left_on is not None and (on - person.left_on).days <= RECENT
        if left and not (person.job_title and person.job_title.casefold() in titles):
            yield Gap(GapKind.LEFT, person=person)


@dataclass(frozen=True, slots=True)
class Loss:
    """Somebody at the client whom nobody would talk with any more; the colleague who knows them next best, if any."""

    person: Person
    heir: int | None
    level: int | None


@dataclass(frozen=True, slots=True)
class Leaving:
    """What would be if a colleague were gone: coverage before and after, and who would be left without anybody."""

    before: Coverage
    after: Coverage
    lost: list[Loss]
    looked_after: list[Person]


def without(people: Sequence[Person], colleague: int, levels: Mapping[tuple[int, int], int], *, on: date) -> Leaving:
    """As if a colleague had left today: their conversations count for nobody. `levels`: (person, colleague) -> 0-3.

    Lost is whose relation lives through this colleague alone. The heir is the other colleague with the highest level
    of acquaintance or, at the same level, with the latest conversation.
    """
    remaining = [
        replace(person, talks={who: day for who, day in person.talks.items() if who != colleague}) for person in people
    ]
    pairs = list(zip(people, remaining, strict=True))
    cut = [after for before, after in pairs if is_living(before, on=on) and not is_living(after, on=on)]
    lost = [_loss(person, colleague, levels) for person in sorted(cut, key=lambda one: (-one.weight, one.name))]
    return Leaving(
        before=coverage(people, on=on),
        after=coverage(remaining, on=on),
        lost=lost,
        looked_after=[person for person in people if person.owner == colleague and person.left_on is None],
    )


def _loss(person: Person, leaving: int, levels: Mapping[tuple[int, int], int]) -> Loss:
    known = {who: level for (pk, who), level in levels.items() if pk == person.pk and who != leaving}
    others = known.keys() | person.talks.keys()
    heir = max(others, key=lambda who: (known.get(who, -1), person.talks.get(who, date.min), -who), default=None)
    return Loss(person, heir, None if heir is None else known.get(heir))

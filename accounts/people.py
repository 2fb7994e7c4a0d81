"""What becomes of the records about a person when two records are merged, when the person is exported, or erased.

Each app declares in its hooks every relation it has to `accounts.Contact`; a test finds those nobody declared. A
history table goes with the model it is made from, and the table between two models with its many-to-many field, so
neither is declared by itself. Merging, exporting and erasing are written once, over what is declared here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.expressions import Combinable
from django_stubs_ext import StrPromise

from accounts.models import Contact


class OnMerge(Enum):
    """What a record of the person who is merged into another does."""

    MOVES = "moves"  # to the record that is kept
    STAYS = "stays"  # where it is: it is not ours to change


class OnClash(Enum):
    """What a record does that cannot move, because the kept person has its like."""

    FAILS = "fails"  # there is no such case
    GOES = "goes"  # it says nothing new; undoing the merge brings it back
    STAYS = "stays"  # with the record that was merged
    FILLS = "fills"  # stays, and its values go where the kept person's record has none


class OnErase(Enum):
    """What a record does when the person is erased."""

    STAYS = "stays"  # it points to the pseudonym; its texts are swept like all others
    GOES = "goes"  # it is about nothing but the person: deleted with its history and its events


@dataclass(frozen=True, slots=True)
class Relation:
    """`owner.name` is the field as declared; `model.field` the column that holds the person's number."""

    owner: type[models.Model]
    name: str
    told: StrPromise | str
    on_merge: OnMerge
    on_clash: OnClash
    on_erase: OnErase
    model: type[models.Model]
    field: str

    @property
    def label(self) -> str:
        return self.owner._meta.label_lower

    @property
    def key(self) -> str:
        return f"{self.label}.{self.name}"

    @property
    def is_many(self) -> bool:
        return self.model is not self.owner

    def of(self, contact_ids: Sequence[int]) -> models.QuerySet[Any]:
        """The records of these people."""
        found = self.owner._default_manager.filter(**{f"{self.name}__in": contact_ids})
        return found.distinct() if self.is_many else found


@dataclass(frozen=True, slots=True)
class Erasing:
    """The person being erased: their records' numbers, what they are called from now on, and how they were reached.

    `addresses` are in lower case. `client_id` is the client in whose books the records are.
    """

    contact_ids: tuple[int, ...]
    client_id: int
    pseudonym: str
    addresses: frozenset[str]
    rewrite: Callable[[str], str] = field(repr=False)


Counts = dict[str, int]
Forget = Callable[[Erasing], Counts]
Found = Callable[[Sequence[int], frozenset[str]], models.QuerySet[Any]]

_relations: dict[str, Relation] = {}
_forgets: list[Forget] = []
_found: dict[str, tuple[StrPromise | str, Found]] = {}
_rewritten_by_their_app: set[type[models.Model]] = set()
_talks: list[Callable[[], Combinable]] = []


def relate(
    owner: type[models.Model],
    name: str,
    told: StrPromise | str,
    *,
    on_erase: OnErase,
    on_merge: OnMerge = OnMerge.MOVES,
    on_clash: OnClash = OnClash.FAILS,
) -> None:
    """Declare how a relation to a person is treated. `told`: what its records are, for the pages."""
    found: Any = owner._meta.get_field(name)
    model, column = owner, name
    if found.many_to_many:
        model, column = found.remote_field.through, found.m2m_reverse_field_name()
        on_clash = OnClash.GOES  # being in the same conversation twice says nothing
    relation = Relation(owner, name, told, on_merge, on_clash, on_erase, model, column)
    _relations[relation.key] = relation


def forgets(forget: Forget) -> Forget:
    """Register what an app has to do beyond that when a person is erased; it tells how many rows it changed."""
    _forgets.append(forget)
    return forget


def finds(label: str, told: StrPromise | str, found: Found) -> None:
    """Register records about a person that no relation leads to; `found` gets the numbers and the addresses."""
    _found[label] = (told, found)


def rewrites(*kinds: type[models.Model]) -> None:
    """These tables are swept by their own app, in what it registered with `forgets`: the database lets nobody else."""
    _rewritten_by_their_app.update(kinds)


def last_talk(expression: Callable[[], Combinable]) -> None:
    """Register when one last talked with a person: an expression over contacts that gives a time, or null."""
    _talks.append(expression)


def relations() -> list[Relation]:
    return list(_relations.values())


def by_app() -> list[Relation]:
    """The relations as pages list them: those of the lower apps first."""
    order = [config.label for config in apps.get_app_configs()]
    return sorted(relations(), key=lambda one: -order.index(one.owner._meta.app_label))


def also_found() -> dict[str, tuple[StrPromise | str, Found]]:
    return dict(_found)


def all_forgets() -> list[Forget]:
    return list(_forgets)


def is_rewritten_by_its_app(model: type[models.Model]) -> bool:
    return model in _rewritten_by_their_app


def talks() -> list[Combinable]:
    return [expression() for expression in _talks]


def history_of(model: type[models.Model]) -> Any:
    """The history table of a model, or None where it has none."""
    try:
        return model._meta.get_field("events").related_model
    except FieldDoesNotExist:
        return None


def declared() -> set[tuple[str, str]]:
    """Every (model label, field) that is taken care of, with the history and in-between tables that follow."""
    covered: set[tuple[str, str]] = set()
    for relation in _relations.values():
        covered |= {(relation.owner._meta.label, relation.name), (relation.model._meta.label, relation.field)}
        history = history_of(relation.owner)
        if history and not relation.is_many:
            covered.add((history._meta.label, relation.name))
    own = history_of(Contact)
    return covered | {(own._meta.label, "pgh_obj")}

"""What can be imported: each app names its resources in its own `transfer.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _

from kam.access import Scoped, scope_of
from kam.models import User
from kam.transfer.mapping import MappingError

Write = Callable[..., None]
"""A bulk service: `write(drafts, by=user)` checks and writes, and leaves in each draft how it ended."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A kind of record that files may bring. `natural` are the fields by which other rows may name its records, and
    `among` which of the records there are may be named and changed at all."""

    name: str
    model: type[models.Model]
    fields: Sequence[str]
    write: Write
    natural: Sequence[str] = ()
    among: models.Q = field(default_factory=models.Q)

    @property
    def kind(self) -> str:
        return self.model._meta.label_lower

    def field(self, name: str) -> models.Field[Any, Any]:
        if name not in self.fields:
            known = ", ".join(self.fields)
            raise MappingError(_("%(resource)s: there is no field “%(field)s”; there are: %(known)s") % {
                "resource": self.name, "field": name, "known": known
            })  # fmt: skip
        return self.model._meta.get_field(name)  # type: ignore[return-value]

    def usable_by(self, by: User | None) -> models.QuerySet[Any]:
        """The records that this person may change and hang others on. Without a person it is the operator's own run."""
        records = self.model._default_manager.filter(self.among)
        return records.editable_by(by) if by and isinstance(records, Scoped) else records

    def refuse_strangers(self, by: User | None) -> None:
        """People, teams and roles are an administrator's; client records look after themselves, row by row."""
        is_scoped = isinstance(self.model._default_manager.all(), Scoped)
        if by and not is_scoped and not scope_of(by).edits_all:
            raise MappingError(_("Only an administrator imports %s.") % self.name)


_resources: dict[str, Resource] = {}


def register(resource: Resource) -> None:
    _resources[resource.name] = resource


def registered() -> list[Resource]:
    autodiscover_modules("transfer")
    return sorted(_resources.values(), key=lambda resource: resource.name)


def named(name: str) -> Resource:
    known = {resource.name: resource for resource in registered()}
    if name not in known:
        values = {"name": name, "known": ", ".join(known)}
        raise MappingError(_("There is nothing called “%(name)s” to import; there are: %(known)s") % values)
    return known[name]


def of_model(model: type[models.Model]) -> Resource:
    return next(resource for resource in registered() if resource.model is model)

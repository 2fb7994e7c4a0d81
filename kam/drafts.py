"""Many records written at once: each checked as one of them is, all of them in a handful of statements.

The bulk services of the apps (`import_clients`, ...) are made of this. What a single write asks of the database row by
row, such as whether a tax number is taken, is asked here once for all rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kam import events
from kam.models import Event, User

M = TypeVar("M", bound=models.Model)


class Ending(models.TextChoices):
    CREATED = "created", _("created")
    UPDATED = "updated", _("updated")
    UNCHANGED = "unchanged", _("unchanged")
    SKIPPED = "skipped", _("skipped")
    FAILED = "failed", _("failed")


@dataclass(slots=True, eq=False)
class Draft(Generic[M]):
    """A record as it shall be: `known` with these values or, without it, a new one. `write` fills in the rest."""

    values: dict[str, Any]
    known: M | None = None
    made: M | None = None
    before: dict[str, Any] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    refusal: ValidationError | None = None

    @property
    def record(self) -> M:
        found = self.known or self.made
        if found is None:
            raise RuntimeError("A draft has a record once it is being written.")
        return found

    @property
    def ending(self) -> Ending:
        if self.refusal:
            return Ending.FAILED
        if self.known is None:
            return Ending.CREATED
        return Ending.UPDATED if self.changed else Ending.UNCHANGED

    @property
    def is_written(self) -> bool:
        return self.ending in (Ending.CREATED, Ending.UPDATED)


Rule = Callable[[Draft[M]], object]
"""What an app asks of a new or changed record beside what its model asks. Refuses by raising `ValidationError`."""

Tell = Callable[[Draft[M]], Event]


def write(model: type[M], drafts: Sequence[Draft[M]], *, tell: Tell[M], rule: Rule[M] = lambda draft: None) -> None:
    """Check all drafts, write those that pass, and record the event of each record created or changed."""
    many = [many for many in model._meta.many_to_many if any(many.name in draft.values for draft in drafts)]
    models.prefetch_related_objects([draft.known for draft in drafts if draft.known], *[field.name for field in many])
    for draft in drafts:
        _begin(model, draft, rule)
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            _refuse_taken(model, constraint, [draft for draft in drafts if draft.is_written])
    written = [draft for draft in drafts if draft.is_written]
    _save(model, written)
    for link in many:
        _save_links(link, written)
    events.record_many(tell(draft) for draft in written)


def _client_of(record: Any) -> int | None:
    return getattr(record, "client_id", None)


def told(
    created: str, changed: str, *, by: User | None, client_of: Callable[[Any], int | None] = _client_of
) -> Tell[Any]:
    """The usual event of a draft: of these verbs, naming the changed fields; `client_of` says on whose timeline."""

    def tell(draft: Draft[Any]) -> Event:
        record = draft.record
        client_id = client_of(record)
        if draft.known is None:
            return events.draft(created, record, by=by, client_id=client_id)
        return events.draft(changed, record, by=by, client_id=client_id, fields=draft.changed)

    return tell


# --- Checking ---------------------------------------------------------------------------------------------------------


def _begin(model: type[M], draft: Draft[M], rule: Rule[M]) -> None:
    """Set the values and check the record, but for what only the database knows."""
    if draft.known is None:
        draft.made = model()
    draft.before = _state(draft.record, draft) if draft.known else {}
    columns = {column.name for column in model._meta.concrete_fields}
    for name in columns & draft.values.keys():
        setattr(draft.record, name, draft.values[name])
    try:
        draft.record.full_clean(exclude=_loaded(draft.record), validate_unique=False, validate_constraints=False)
        draft.changed = _changed(draft)
        if draft.is_written:
            rule(draft)
    except ValidationError as refusal:
        draft.refusal = refusal


def _changed(draft: Draft[Any]) -> list[str]:
    """Compared after cleaning, which brings names and numbers into their usual form."""
    if draft.known is None:
        return []
    after = _state(draft.known, draft)
    links = {name for name in draft.values if isinstance(after[name], set)}
    after |= {name: set(draft.values[name]) for name in links}
    return sorted(name for name, value in draft.before.items() if after[name] != value)


def _state(record: models.Model, draft: Draft[Any]) -> dict[str, Any]:
    """Its columns, as cleaning leaves them, and the links that the draft sets."""
    columns = {column.name: getattr(record, column.attname) for column in record._meta.concrete_fields}
    return columns | {name: set(getattr(record, name).all()) for name in draft.values if name not in columns}


def _loaded(record: models.Model) -> list[str]:
    """Foreign keys whose record is at hand: asking the database whether it exists would be a query for nothing."""
    keys = [column for column in record._meta.concrete_fields if isinstance(column, models.ForeignKey)]
    return [key.name for key in keys if key.is_cached(record) and getattr(record, key.attname) is not None]


class _Part(NamedTuple):
    """One column of a unique key, perhaps regardless of case."""

    name: str
    is_lowered: bool

    @property
    def lookup(self) -> str:
        return f"lowered_{self.name}" if self.is_lowered else self.name

    def of(self, record: models.Model) -> Any:
        column: Any = record._meta.get_field(self.name)
        value = getattr(record, column.attname)
        return value.lower() if self.is_lowered else value


Key = tuple[Any, ...]


def _refuse_taken(model: type[M], constraint: models.UniqueConstraint, drafts: Sequence[Draft[M]]) -> None:
    """Refuse what another record has already, in the database or further up. The database itself has the last word."""
    parts = list(_parts(constraint))
    keys = {draft: tuple(part.of(draft.record) for part in parts) for draft in drafts}
    keys = {draft: key for draft, key in keys.items() if _counts(constraint, key)}
    holders = _holders(model, parts, list(keys.values())) if keys else {}
    for draft, key in keys.items():
        if holders.setdefault(key, draft) not in (draft, draft.record.pk):
            draft.refusal = ValidationError({parts[-1].name: constraint.get_violation_error_message()})


def _parts(constraint: models.UniqueConstraint) -> Iterator[_Part]:
    for name in constraint.fields:
        yield _Part(name, is_lowered=False)
    for expression in constraint.expressions:
        is_lowered = isinstance(expression, Lower)
        column: Any = expression.get_source_expressions()[0] if isinstance(expression, Lower) else expression
        yield _Part(column.name, is_lowered)


def _counts(constraint: models.UniqueConstraint, key: Key) -> bool:
    """Whether the constraint speaks of this key at all. A condition of ours always means: where it is filled in."""
    if constraint.condition is not None and "" in key:
        return False
    return constraint.nulls_distinct is False or None not in key


def _holders(model: type[M], parts: Sequence[_Part], keys: Sequence[Key]) -> dict[Key, Any]:
    """Which record holds each key that is taken."""
    found = model._default_manager.annotate(**{part.lookup: Lower(part.name) for part in parts if part.is_lowered})
    for part, values in zip(parts, zip(*keys, strict=True), strict=True):
        wanted = models.Q(**{f"{part.lookup}__in": {value for value in values if value is not None}})
        found = found.filter(wanted | models.Q(**{part.name: None}) if None in values else wanted)
    return {tuple(key): pk for pk, *key in found.values_list("pk", *[part.lookup for part in parts])}


# --- Writing ----------------------------------------------------------------------------------------------------------


def _save(model: type[M], drafts: Sequence[Draft[M]]) -> None:
    model._default_manager.bulk_create([draft.record for draft in drafts if draft.known is None])
    updated = [draft for draft in drafts if draft.known]
    columns = {column.name for column in model._meta.concrete_fields}
    fields = columns & {"updated_at", *(name for draft in updated for name in draft.changed)}
    now = timezone.now()
    for draft in updated if "updated_at" in columns else ():
        setattr(draft.record, "updated_at", now)  # noqa: B010 - bulk_update leaves auto_now alone
    if updated and fields:
        model._default_manager.bulk_update([draft.record for draft in updated], sorted(fields))


def _save_links(link: models.ManyToManyField[Any, Any], drafts: Sequence[Draft[Any]]) -> None:
    mine, theirs = link.m2m_field_name(), link.m2m_reverse_field_name()
    set_anew = [draft for draft in drafts if link.name in draft.values]
    through: Any = link.remote_field.through
    through.objects.filter(**{f"{mine}__in": [draft.record for draft in set_anew if draft.known]}).delete()
    through.objects.bulk_create(
        through(**{mine: draft.record, theirs: linked}) for draft in set_anew for linked in draft.values[link.name]
    )

"""Two records of one person at a client become one, and can be two again for 30 days.

Whatever is declared to move moves to the record that is kept, and its empty fields are filled from the other. The other
stays as it was, out of sight, with `merged_into` saying where it went: so that its history, what the client agreed to
under that number, and the way back all remain. The way back is kept in numbers alone, because it outlives the person.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import people
from accounts.models import Contact
from accounts.people import OnClash, OnMerge, Relation
from kam import events, undo
from kam.models import Attachment, ExternalId, User
from kam.records import keep

FILLED = (
    "job_title", "email", "phone", "language", "consented_on", "consent_told", "surveys_refused_on", "person",
)  # fmt: skip
FORGOTTEN = ("id", "contact", "created_at", "updated_at")

# Rows that name the person by kind and number: the ids other systems know them by, and files attached to them.
LOOSE: dict[str, tuple[type[models.Model], str, str]] = {
    "external_ids": (ExternalId, "kind", "object_id"),
    "files": (Attachment, "subject_type", "subject_id"),
}

Moved = dict[str, list[int]]


@transaction.atomic
def merge_contacts(contact: Contact, gone: Contact, *, by: User) -> UUID:
    """Everything of `gone` goes to `contact`; the id of the way back."""
    contact, gone = _locked(contact.pk, gone.pk)
    _check(contact, gone)
    told = gone.name
    moved, dropped, filled = _move(contact, gone)
    loose = _move_loose(contact, gone)
    gone.merged_into = contact
    gone.save(update_fields=["merged_into", "updated_at"])
    fields = _fill(contact, gone, FILLED)
    keep(contact)
    events.record("accounts.contact_merged", contact, by=by, client_id=contact.client_id, other=told)
    events.record("accounts.contact_absorbed", gone, by=by, client_id=gone.client_id, other=contact.name)
    return undo.offer(
        "accounts.unmerge",
        by=by,
        message=_("%(gone)s is now part of %(kept)s.") % {"gone": told, "kept": contact.name},
        pk=contact.pk,
        gone=gone.pk,
        moved=moved,
        dropped=dropped,
        fields=fields,
        filled=filled,
        loose=loose,
    )


@transaction.atomic
def unmerge(contact: Contact, gone: int, *, by: User, **way_back: Any) -> None:
    """Put everything back as it was before the merge; refused when something of it was changed since.

    `way_back`: what `merge_contacts` kept of it: moved, dropped, fields, filled, loose.
    """
    contact, other = _locked(contact.pk, gone)
    if (
        other.merged_into_id != contact.pk
        or contact.erased_at
        or contact.merged_into_id
        or _changed(contact, way_back["moved"])
    ):
        raise _too_late()
    _empty(contact, other, way_back["fields"])
    contact.save()
    other.merged_into = None
    other.save(update_fields=["merged_into", "updated_at"])
    _empty_like(contact, other, way_back["filled"])
    _move_back(other, way_back["moved"], way_back["dropped"])
    for label, pks in way_back["loose"].items():
        _point_loose(LOOSE[label], pks, other)
    events.record("accounts.contact_unmerged", contact, by=by, client_id=contact.client_id, other=other.name)
    events.record("accounts.contact_restored", other, by=by, client_id=other.client_id, other=contact.name)


def _locked(*pks: int) -> list[Contact]:
    """In the order of their numbers, so that two merges at once wait for each other and do not block one another."""
    found = Contact.objects.select_for_update(of=("self",)).select_related("client").order_by("pk").in_bulk(pks)
    return [found[pk] for pk in pks]


def _check(contact: Contact, gone: Contact) -> None:
    if contact.pk == gone.pk:
        raise ValidationError(_("Choose another record: this is the same one."))
    if contact.client_id != gone.client_id:
        message = _("%(name)s is at another client: say that they are the same person, and both records stay.")
        raise ValidationError(message % {"name": gone.name})
    for one in (contact, gone):
        if one.merged_into_id or one.erased_at:
            raise ValidationError(_("%s was merged or erased before.") % one.name)
    if contact.is_placeholder and not gone.is_placeholder:
        raise ValidationError(_("Keep the record of the person who is known by name."))


def _move(contact: Contact, gone: Contact) -> tuple[Moved, dict[str, list[Any]], dict[str, list[str]]]:
    """What moved, what went because the kept person has its like, and what of theirs was filled; by relation."""
    moved: Moved = {}
    dropped: dict[str, list[Any]] = {}
    filled: dict[str, list[str]] = {}
    for relation in people.relations():
        if relation.on_merge is OnMerge.MOVES:
            moved[relation.key], dropped[relation.key] = _move_one(relation, contact, gone)
            if relation.on_clash is OnClash.FILLS:
                filled[relation.key] = _fill_like(relation, contact, gone)
    return _said(moved), _said(dropped), _said(filled)


def _move_loose(contact: Contact, gone: Contact) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for label, (model, kind, number) in LOOSE.items():
        theirs = model._default_manager.filter(**{kind: Contact._meta.label_lower, number: gone.pk})
        found[label] = list(theirs.values_list("pk", flat=True))
        _point_loose(LOOSE[label], found[label], contact)
    return found


def _point_loose(loose: tuple[type[models.Model], str, str], pks: list[int], contact: Contact) -> None:
    model, _kind, number = loose
    model._default_manager.filter(pk__in=pks).update(**{number: contact.pk})


def _said(found: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {key: rows for key, rows in found.items() if rows}


def _move_one(relation: Relation, contact: Contact, gone: Contact) -> tuple[list[int], list[Any]]:
    rows = relation.model._default_manager.filter(**{relation.field: gone})
    if relation.is_many:
        dropped = _drop(rows.filter(**_twice(relation, contact)))
        return _point(relation, list(rows.values_list("pk", flat=True)), contact), dropped
    if relation.on_clash is OnClash.FAILS:
        return _point(relation, list(rows.values_list("pk", flat=True)), contact), []
    pks = list(rows.values_list("pk", flat=True))
    moved = [pk for pk in pks if _moves(relation, pk, contact)]
    stuck = relation.model._default_manager.filter(pk__in=set(pks) - set(moved))
    return moved, _drop(stuck) if relation.on_clash is OnClash.GOES else []


def _twice(relation: Relation, contact: Contact) -> dict[str, Any]:
    """Of the rows between two models: those whose record has the kept person already."""
    owner = relation.owner._meta.get_field(relation.name).m2m_field_name()  # type: ignore[union-attr]
    theirs = relation.model._default_manager.filter(**{relation.field: contact})
    return {f"{owner}__in": theirs.values(owner)}


def _point(relation: Relation, pks: list[int], contact: Contact) -> list[int]:
    """Let these rows be the person's; those who copy them elsewhere see that they changed."""
    changes: dict[str, Any] = {relation.field: contact}
    if any(column.name == "updated_at" for column in relation.model._meta.concrete_fields):
        changes["updated_at"] = timezone.now()
    relation.model._default_manager.filter(pk__in=pks).update(**changes)
    return pks


def _moves(relation: Relation, pk: int, contact: Contact) -> bool:
    try:
        with transaction.atomic():
            _point(relation, [pk], contact)
    except IntegrityError:
        return False
    return True


def _drop(rows: models.QuerySet[Any]) -> list[Any]:
    """Delete rows, and keep what they say (they hold numbers, days and choices alone)."""
    columns = [column.attname for column in rows.model._meta.concrete_fields]
    said = [{column: _plain(value) for column, value in row.items()} for row in rows.values(*columns)]
    rows.model._default_manager.filter(pk__in=[row["id"] for row in said]).delete()
    return said


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _fill(into: models.Model, source: models.Model, names: Sequence[str]) -> list[str]:
    """Give a record what it has not and the other has; the fields that were filled."""
    empty = [name for name in names if getattr(into, name) in (None, "") and getattr(source, name) not in (None, "")]
    for name in empty:
        setattr(into, name, getattr(source, name))
    return empty


def _like(relation: Relation, contact: Contact) -> Any:
    return relation.model._default_manager.filter(**{relation.field: contact}).first()


def _fill_like(relation: Relation, contact: Contact, gone: Contact) -> list[str]:
    ours, theirs = _like(relation, contact), _like(relation, gone)
    if ours is None or theirs is None:
        return []
    names = [column.name for column in relation.model._meta.concrete_fields if column.name not in FORGOTTEN]
    filled = _fill(ours, theirs, names)
    ours.save()
    return filled


def _changed(contact: Contact, moved: Moved) -> bool:
    """Whether something that moved is no longer where the merge put it."""
    known = {relation.key: relation for relation in people.relations()}
    return any(
        known[key].model._default_manager.filter(**{"pk__in": pks, known[key].field: contact}).count() != len(pks)
        for key, pks in moved.items()
    )


def _empty(into: Any, source: Any, names: Sequence[str]) -> None:
    """Take back what was filled, unless somebody wrote something else there since."""
    for name in names:
        if getattr(into, name) != getattr(source, name):
            raise _too_late()
        column = into._meta.get_field(name)
        setattr(into, name, None if column.null else "")


def _empty_like(contact: Contact, gone: Contact, filled: dict[str, list[str]]) -> None:
    known = {relation.key: relation for relation in people.relations()}
    for key, names in filled.items():
        ours, theirs = _like(known[key], contact), _like(known[key], gone)
        if ours is None or theirs is None:
            raise _too_late()
        _empty(ours, theirs, names)
        ours.save()


def _move_back(gone: Contact, moved: Moved, dropped: dict[str, list[Any]]) -> None:
    known = {relation.key: relation for relation in people.relations()}
    for key, pks in moved.items():
        _point(known[key], pks, gone)
    try:
        with transaction.atomic():
            for key, rows in dropped.items():
                _write_again(known[key].model, rows)
    except IntegrityError as clash:
        raise _too_late() from clash


def _write_again(model: type[models.Model], rows: list[dict[str, Any]]) -> None:
    """Rows as they were, down to their number and the moment they were made."""
    for row in rows:
        values = {name: model._meta.get_field(name).to_python(value) for name, value in row.items()}  # type: ignore[union-attr]
        model._default_manager.bulk_create([model(**values)])
        model._default_manager.filter(pk=row["id"]).update(**values)


def _too_late() -> ValidationError:
    return ValidationError(_("Something of it was changed since, so the merge can no longer be undone."))

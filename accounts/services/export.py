"""All that is kept about one person, as a file to hand over: JSON for programs, a page to read, and the files.

Complete on purpose, what was only thought of the person included, so it is for whoever may also erase them. What other
people are named in together with the person is in it as it stands; see docs/privacy.md.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Sequence
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import get_valid_filename

from accounts import mentions, people
from accounts.mentions import Needles
from accounts.models import Contact
from kam import events
from kam.models import Attachment, Event, User

SECRETS = frozenset({"nonce", "digest", "code_digest"})
FILE_TOLD = ("id", "name", "size", "sha256", "subject_type", "subject_id", "created_at")
Rows = list[dict[str, Any]]


@transaction.atomic
def export_person(contacts: Sequence[Contact], *, reason: str, by: User) -> IO[bytes]:
    """A ZIP archive, at its start: person.json, person.html and files/. The contacts are one person's, at one or more
    clients. `reason` is why it was asked for, in the words of whoever did; it is kept in the access log."""
    told = [collect(contact) for contact in contacts]
    made = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "person.json", json.dumps({"records": told}, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        )
        archive.writestr("person.html", render_to_string("accounts/export_page.html", {"records": told}))
        for contact in contacts:
            for file in _files(contact):
                _put(archive, file)
    note_export(contacts, reason=reason, by=by)
    made.seek(0)
    return made


@transaction.atomic
def note_export(contacts: Sequence[Contact], *, reason: str, by: User) -> None:
    """That it was handed out, for the access log."""
    for contact in contacts:
        events.record("accounts.person_exported", contact, by=by, client_id=contact.client_id, reason=reason)


def collect(contact: Contact) -> dict[str, Any]:
    """Everything about one record and those merged into it, as JSON can say it; see docs/privacy.md for the parts."""
    ids = mentions.records_of(contact)
    needles = mentions.needles_of(ids)
    tables = _tables(ids, needles)
    return {
        "exported_at": timezone.now(),
        "client": {"id": contact.client_id, "name": contact.client.name},
        "person": _rows(Contact.objects.filter(pk__in=ids)),
        "tables": {label: {"about": str(told), "rows": rows} for label, (told, rows) in tables.items()},
        "history": _history(ids, tables),
        "events": _events(contact, ids, needles),
        "mentions": _mentions(contact, needles, tables),
        "files": [_file(file) for file in _files(contact)],
    }


def _tables(ids: list[int], needles: Needles) -> dict[str, tuple[Any, Rows]]:
    """By the key of the relation, or the label where no relation leads there."""
    found = {one.key: (one.told, _rows(one.of(ids))) for one in people.relations()}
    found |= {label: (told, _rows(rows(ids, needles.addresses))) for label, (told, rows) in people.also_found().items()}
    return {key: (told, rows) for key, (told, rows) in found.items() if rows}


def _rows(rows: models.QuerySet[Any]) -> Rows:
    columns = [column.attname for column in rows.model._meta.concrete_fields if column.name not in SECRETS]
    return list(rows.order_by("pk").values(*columns))


def _history(ids: list[int], tables: dict[str, tuple[Any, Rows]]) -> dict[str, Rows]:
    """Every version of the record itself, and of what is about the person alone or was once theirs."""
    found = {Contact._meta.label_lower: _rows(people.history_of(Contact).objects.filter(pgh_obj__in=ids))}
    for relation in people.relations():
        history = people.history_of(relation.owner)
        if history is not None and not relation.is_many and relation.owner is not Contact:
            found[relation.key] = _rows(history.objects.filter(**{f"{relation.name}__in": ids}))
    for label, (_told, _found) in people.also_found().items():
        history = people.history_of(mentions.model_of(label))
        if history is not None and label in tables:
            found[label] = _rows(history.objects.filter(pgh_obj__in=[row["id"] for row in tables[label][1]]))
    return {key: rows for key, rows in found.items() if rows}


def _events(contact: Contact, ids: list[int], needles: Needles) -> Rows:
    about = models.Q(subject_type=Contact._meta.label_lower, subject_id__in=ids)
    named = [row.pk for row, _texts in mentions.naming(Event, models.Q(client_id=contact.client_id), needles)]
    return _rows(Event.objects.filter(about | models.Q(pk__in=named)))


def _mentions(contact: Contact, needles: Needles, tables: dict[str, tuple[Any, Rows]]) -> dict[str, Rows]:
    """The texts of the client's other records that name the person, and none but those texts."""
    ids = {(key.rsplit(".", 1)[0], row["id"]) for key, (_told, rows) in tables.items() for row in rows if "id" in row}
    found: dict[str, Rows] = {}
    for model in mentions.swept_models():
        where = mentions.of_client(model, contact.client_id)
        if where is None or model is Event:
            continue
        label = model._meta.label_lower
        rows = [{"id": row.pk, **texts} for row, texts in mentions.naming(model, where, needles)]
        found[label] = [row for row in rows if (label, row["id"]) not in ids]
    return {label: rows for label, rows in found.items() if rows}


def _files(contact: Contact) -> list[Attachment]:
    """Files named after the person or attached to them, and those of the records they take part in."""
    ids = mentions.records_of(contact)
    own = mentions.files_naming(contact.client_id, ids, mentions.needles_of(ids))
    near = models.Q(pk__in=[file.pk for file in own])
    for relation in people.relations():
        if relation.is_many:
            near |= models.Q(subject_type=relation.label, subject_id__in=relation.of(ids).values("pk"))
    return list(Attachment.objects.filter(near).order_by("pk"))


def _file(file: Attachment) -> dict[str, Any]:
    told = {name: getattr(file, name) for name in FILE_TOLD}
    return told | {"path": _path(file)}


def _path(file: Attachment) -> str:
    return f"files/{file.pk}-{get_valid_filename(file.name)}"


def _put(archive: zipfile.ZipFile, file: Attachment) -> None:
    """A file that is gone from the disk is named all the same: it is in person.json."""
    try:
        with file.file.open("rb") as content:
            archive.writestr(_path(file), content.read())
    except FileNotFoundError:
        return

"""Writes on clients' documents and their versions; the job that tells of those that end and deletes what is over."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Client, Document, DocumentVersion
from kam import events
from kam import services as kam
from kam.locks import only_one
from kam.models import User
from kam.records import keep
from kam.removal import set_removed

Upload = UploadedFile[bytes]
CHUNK = 500


@transaction.atomic
def create_document(client: Client, *, by: User, file: Upload | None = None, **fields: Any) -> Document:
    """A document of a client, with its first version where there is a file; the author looks after it unless said."""
    fields["responsible"] = fields.get("responsible") or by
    document = Document(client=client, created_by=by, **fields)
    _keep(document)
    if file is not None:
        _add_version(document, file, note="", by=by)
    events.record("accounts.document_created", document, by=by, client_id=client.pk, kind=document.kind)
    return document


@transaction.atomic
def change_document(document: Document, *, by: User, **changes: Any) -> Document:
    document = _locked(document)
    changed = sorted(field for field, value in changes.items() if getattr(document, field) != value)
    for field, value in changes.items():
        setattr(document, field, value)
    _keep(document)
    if changed:
        events.record("accounts.document_changed", document, by=by, client_id=document.client_id, fields=changed)
    return document


@transaction.atomic
def add_version(document: Document, *, file: Upload, by: User, note: str = "") -> Document:
    """The file as it is now. Those before it stay as they were."""
    document = _locked(document)
    version = _add_version(document, file, note=note, by=by)
    document.save(update_fields=["updated_at"])
    told = {"version": version.number, "file": version.name}
    events.record("accounts.document_version_added", document, by=by, client_id=document.client_id, **told)
    return document


@transaction.atomic
def renew_document(
    document: Document, *, expires_on: date, by: User, file: Upload | None = None, note: str = ""
) -> Document:
    """It holds until a later day; with the file that says so, if there is one."""
    document = _locked(document)
    if document.expires_on is None:
        raise ValidationError(_("This document has no end, so there is nothing to renew."))
    if expires_on <= document.expires_on:
        raise ValidationError({"expires_on": _("Choose a day after the one on which it ends now.")})
    was, document.expires_on = document.expires_on, expires_on
    _keep(document)
    if file is not None:
        _add_version(document, file, note=note, by=by)
    told = {"was": was.isoformat(), "until": expires_on.isoformat()}
    events.record("accounts.document_renewed", document, by=by, client_id=document.client_id, **told)
    return document


@transaction.atomic
def take_back_renewal(document: Document, *, was: date, until: date, by: User) -> Document:
    """Let it end on the day it ended before. Refused once its end was changed again."""
    document = _locked(document)
    if document.expires_on != until:
        raise ValidationError(_("Its end was changed since, so this can no longer be undone."))
    return change_document(document, by=by, expires_on=was)


@transaction.atomic
def remove_document(document: Document, *, by: User) -> Document:
    """Take a document out of sight; `restore_document` brings it back."""
    return set_removed(document, timezone.now(), "accounts.document_removed", by=by)


@transaction.atomic
def restore_document(document: Document, *, by: User) -> Document:
    return set_removed(document, None, "accounts.document_restored", by=by)


def _locked(document: Document) -> Document:
    document = Document.objects.select_for_update().get(pk=document.pk)
    if document.removed_at:
        raise ValidationError(_("This document was removed: restore it first."))
    return document


def _keep(document: Document) -> None:
    document.title = document.title.strip()
    document.full_clean()
    document.act_on = document.day_to_act()
    keep(document, checked=True)


def _add_version(document: Document, file: Upload, *, note: str, by: User) -> DocumentVersion:
    """The stored name is ours: the name as uploaded is only ever shown."""
    kam.refuse_too_large(file, field="file")
    latest = document.versions.aggregate(latest=Max("number"))["latest"] or 0
    version = DocumentVersion(
        document=document,
        number=latest + 1,
        name=kam.name_of(file),
        size=file.size or 0,
        sha256=kam.sha256_of(file.chunks()),
        note=note.strip(),
        by=by,
    )
    version.file.save(f"{secrets.token_hex(16)}.bin", file, save=False)
    keep(version)
    return version


# --- The job ----------------------------------------------------------------------------------------------------------


def mind_documents(*, on: date) -> int:
    """Tell of documents whose day to act has come, once for each end, and delete files whose time is over; how many.

    What a missed run left undone the next one does. Running it again the same day finds nothing left to do.
    """
    with only_one("accounts.mind_documents") as mine:
        return _tell_of_ends(on) + _delete_what_is_over(on) if mine else 0


def _tell_of_ends(on: date) -> int:
    untold = Q(told_for__isnull=True) | ~Q(told_for=F("expires_on"))
    due = Document.objects.ending(by=on).filter(untold, client__is_active=True).order_by("pk")
    told = 0
    while found := list(due.select_for_update(of=("self",))[:CHUNK]):
        Document.objects.filter(pk__in=[document.pk for document in found]).update(told_for=F("expires_on"))
        told += events.record_many(_ending(document) for document in found)
    return told


def _ending(document: Document) -> Any:
    until = document.expires_on.isoformat() if document.expires_on else ""
    return events.draft("accounts.document_ending", document, by=None, client_id=document.client_id, until=until)


def _delete_what_is_over(on: date) -> int:
    """The file goes first: if the rest fails, the next run finds it again, and nothing is kept beyond its time."""
    over = DocumentVersion.objects.filter(document__keep_until__lt=on, deleted_at__isnull=True)
    found = list(over.select_related("document").order_by("pk").select_for_update(of=("self",))[:CHUNK])
    for version in found:
        version.file.storage.delete(str(version.file.name))
    over.filter(pk__in=[version.pk for version in found]).update(deleted_at=timezone.now())
    documents = {version.document_id: version.document for version in found}
    events.record_many(
        events.draft("accounts.document_files_deleted", document, by=None, client_id=document.client_id)
        for document in documents.values()
    )
    return len(found)

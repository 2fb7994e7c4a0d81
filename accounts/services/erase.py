"""Erasing a person: what is about them alone goes, and everything else forgets who they were.

Their record stays as a stub called "Erased person #12", so that conversations, needs and agreements still point to
somebody. The texts of the client name the pseudonym instead (see `accounts.mentions` for what counts as naming), those
of history and events included. There is no copy beside the database and the files: no search index, no cached page. It
cannot be undone; the ledger, in numbers alone, lets it be done again after a backup was restored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import ledger, mentions, people
from accounts.ledger import Entry
from accounts.mentions import Needles
from accounts.models import Contact, Erasure, PortalAccess
from accounts.people import Counts, Erasing, OnErase, Relation
from kam import events
from kam.models import Attachment, Event, ExternalId, UnsentForm, User

BLANK: dict[str, Any] = {
    "job_title": "", "email": "", "phone": "", "language": "", "left_on": None, "is_placeholder": False, "person": None,
    "consented_on": None, "consent_told": "", "surveys_refused_on": None,
}  # fmt: skip
BATCH = 200


@transaction.atomic
def erase_contact(contact: Contact, *, reason: str, by: User | None) -> Contact:
    """Erase this person from the client's books, with every record that was merged into theirs. For good.

    `reason`: one of Erasure.Reason. Raises ValidationError for who was erased already, or is part of another record.
    """
    contact = Contact.objects.select_for_update(of=("self",)).select_related("client").get(pk=contact.pk)
    _check(contact, reason)
    now = timezone.now()
    ids = mentions.records_of(contact)
    counts = _erase(contact, ids, now)
    contact.refresh_from_db()
    for pk in ids:
        _enter(Entry(pk, contact.client_id, reason, by.pk if by else None, now), counts if pk == contact.pk else {})
    events.record("accounts.person_erased", contact, by=by, client_id=contact.client_id, reason=reason)
    return contact


@transaction.atomic
def erase_everywhere(contacts: Iterable[Contact], *, reason: str, by: User) -> list[Contact]:
    """Erase one human being from the books of several clients, all or none."""
    return [erase_contact(contact, reason=reason, by=by) for contact in contacts]


def erase_again() -> int:
    """Erase whom the ledger names and a restored backup brought back; how many there were. Safe to repeat."""
    known = {entry.contact: entry for entry in ledger.read()}
    rows = Erasure.objects.order_by("erased_at", "pk")
    kept = {row.contact_id: Entry(row.contact_id, row.client_id, row.reason, row.by_id, row.erased_at) for row in rows}
    for missing in kept.keys() - known.keys():
        ledger.append(kept[missing])
    entries = [*(kept | known).values()]
    return sum(_again(entry) for entry in [*entries, *entries])  # once more: a record may have waited for another's


@transaction.atomic
def _again(entry: Entry) -> int:
    found = Contact.objects.select_for_update().filter(pk=entry.contact, client=entry.client, erased_at=None)
    contact = found.filter(created_at__lte=entry.erased_at, merged_into=None).first()
    if contact is None:
        return 0
    counts = _erase(contact, mentions.records_of(contact), entry.erased_at)
    _enter(entry, counts, is_known=True)
    return 1


def pseudonym_of(contact: Contact) -> str:
    """In the language of the installation, since it is written and read by all."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("Erased person #%d") % contact.pk


def _check(contact: Contact, reason: str) -> None:
    if contact.erased_at:
        raise ValidationError(_("This person was erased already."))
    if contact.merged_into_id:
        raise ValidationError(_("This record is part of another one: erase that one, and this one goes with it."))
    if reason not in Erasure.Reason.values:
        raise ValidationError({"reason": _("Choose one of the values offered.")})


def _erase(contact: Contact, ids: list[int], now: datetime) -> Counts:
    list(Contact.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    called = pseudonym_of(contact)
    everything = mentions.needles_of(ids)
    here = everything.without(mentions.needles_of_others(ids, client_id=contact.client_id))
    anywhere = everything.without(mentions.needles_of_others(ids))
    erasing = Erasing(
        tuple(ids), contact.client_id, called, everything.addresses, lambda text: here.rewrite(text, called)
    )
    counts: Counter[str] = Counter()
    for forget in people.all_forgets():
        counts.update(forget(erasing))
    for relation in people.relations():
        if relation.on_erase is OnErase.GOES:
            counts[relation.label] += _remove(relation, ids)
    counts.update(_forget_beside(erasing, here))
    counts.update(_sweep(erasing, here, anywhere))
    _leave_a_stub(erasing, now)
    return {label: number for label, number in sorted(counts.items()) if number}


def _remove(relation: Relation, ids: list[int]) -> int:
    """Records about nothing but the person, with their history and what was told of them."""
    rows = relation.of(ids)
    pks = set(rows.values_list("pk", flat=True))
    removed, _by_model = rows.delete() if pks else (0, {})
    history = people.history_of(relation.owner)
    if history is not None:
        past = history.objects.filter(**{f"{relation.name}__in": ids})
        pks |= set(past.values_list("pgh_obj_id", flat=True))
        past.delete()
    Event.objects.filter(subject_type=relation.label, subject_id__in=pks).delete()
    return removed


def _forget_beside(erasing: Erasing, needles: Needles) -> Counts:
    """Files named after the person, links to the portal, forms about them, other systems' ids, and what was told."""
    label, ids = Contact._meta.label_lower, erasing.contact_ids
    files = Attachment.objects.filter(
        pk__in=[file.pk for file in mentions.files_naming(erasing.client_id, ids, needles)]
    )
    for file in files:
        transaction.on_commit(partial(file.file.storage.delete, str(file.file.name)))
    about = models.Q()
    for pk in ids:
        about |= models.Q(address__regex=rf"/(people|contacts)/{pk}/")
    told = Event.objects.filter(subject_type=label, subject_id__in=ids)
    told.exclude(verb__startswith="accounts.").exclude(verb__startswith="kam.").delete()
    return {
        "kam.attachment": files.delete()[0],
        "kam.unsentform": UnsentForm.objects.filter(about).delete()[0],
        "kam.externalid": ExternalId.objects.filter(kind=label, object_id__in=ids).delete()[0],
        "kam.event": told.update(subject_name=erasing.pseudonym),
        "accounts.portalaccess": _close_portal(ids),
    }


def _close_portal(ids: Iterable[int]) -> int:
    """The links open nothing from now on; that there were such links stays, because answers came by them."""
    now, closed = timezone.now(), 0
    for access in PortalAccess.objects.filter(contact__in=list(ids)):
        access.nonce, access.digest, access.code_digest = "", f"erased-{access.pk}", ""
        access.revoked_at = access.revoked_at or now
        access.save()
        closed += 1
    return closed


def _sweep(erasing: Erasing, here: Needles, anywhere: Needles) -> Counts:
    """Replace the person in every text of the client, and in what belongs to no client where nobody else is meant."""
    counts: Counter[str] = Counter()
    for model in mentions.swept_models():
        if people.is_rewritten_by_its_app(model):
            continue
        for where, needles in (
            (mentions.of_client(model, erasing.client_id), here),
            (mentions.of_nobody(model), anywhere),
        ):
            if where is not None:
                counts[model._meta.label_lower] += _rewrite(model, where, needles, erasing.pseudonym)
    return counts


def _rewrite(model: type[models.Model], where: models.Q, needles: Needles, pseudonym: str) -> int:
    rows, changed = [], {"updated_at"} & {column.name for column in model._meta.concrete_fields}
    for row, texts in mentions.naming(model, where, needles):
        for name, value in texts.items():
            setattr(row, name, _cut(model, name, mentions.rewritten(value, needles, pseudonym)))
        if hasattr(row, "updated_at") and "pgh_id" not in row.__dict__:
            row.updated_at = timezone.now()
        changed |= texts.keys()
        rows.append(row)
    if rows:
        model._default_manager.bulk_update(rows, sorted(changed), batch_size=BATCH)
    return len(rows)


def _cut(model: type[models.Model], name: str, value: Any) -> Any:
    """The pseudonym may be longer than what it replaces, and the column no longer."""
    longest = getattr(model._meta.get_field(name), "max_length", None)
    return value[:longest] if isinstance(value, str) and longest else value


def _leave_a_stub(erasing: Erasing, now: datetime) -> None:
    """The records themselves, and each of their earlier versions."""
    stub = {"name": erasing.pseudonym, **BLANK}
    Contact.objects.filter(pk__in=erasing.contact_ids).update(**stub, erased_at=now, updated_at=timezone.now())
    past = people.history_of(Contact).objects.filter(pgh_obj__in=erasing.contact_ids)
    past.update(**stub)
    own = list(past.filter(pgh_context__contact__in=erasing.contact_ids))  # what they changed themselves, by a link
    for version in own:
        version.pgh_context = version.pgh_context | {"name": erasing.pseudonym}
    past.model._default_manager.bulk_update(own, ["pgh_context"], batch_size=BATCH)


def _enter(entry: Entry, counts: Counts, *, is_known: bool = False) -> None:
    """Into the ledger: the row now, the line of the file once the transaction holds."""
    values = {
        "client_id": entry.client,
        "reason": entry.reason,
        "by": User.objects.filter(pk=entry.by or 0).first(),
        "erased_at": entry.erased_at,
        "counts": counts,
    }
    Erasure.objects.update_or_create(contact_id=entry.contact, defaults=values)
    if not is_known:
        transaction.on_commit(partial(ledger.append, entry))

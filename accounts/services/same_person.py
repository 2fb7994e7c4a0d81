"""One human being in the books of two clients: both records stay, and each says where else the person is known."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Contact
from kam import events, undo
from kam.models import User


@transaction.atomic
def same_person(contact: Contact, other: Contact, *, by: User) -> UUID | None:
    """Say that two records, which `by` may change both, are of one person; the way back, or None if it was said."""
    contact, other = _locked(contact, other)
    _check(contact, other)
    if contact.person is not None and contact.person == other.person:
        return None
    joined = [one for one in (contact, other) if one.person is None]
    person = contact.person or other.person or uuid4()
    for one in joined:
        one.person = person
        one.save(update_fields=["person", "updated_at"])
    for one, twin in ((contact, other), (other, contact)):
        events.record("accounts.same_person", one, by=by, client_id=one.client_id, twin=twin.pk)
    message = _("%s is the same person at both clients.") % contact.name
    return undo.offer("accounts.not_same_person", by=by, message=message, pks=[one.pk for one in joined])


@transaction.atomic
def not_same_person(contact: Contact, *, by: User) -> UUID | None:
    """Take a record out of those of the same person; the way back, or None if it stood alone."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    person = contact.person
    if person is None:
        return None
    contact.person = None
    contact.save(update_fields=["person", "updated_at"])
    events.record("accounts.not_same_person", contact, by=by, client_id=contact.client_id)
    message = _("%s now stands alone.") % contact.name
    return undo.offer("accounts.rejoin_person", by=by, message=message, pk=contact.pk, person=str(person))


@transaction.atomic
def rejoin_person(contact: Contact, person: UUID, *, by: User) -> None:
    """Put a record back among those of the same person."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if contact.person is not None or contact.erased_at or not Contact.objects.kept().filter(person=person).exists():
        raise ValidationError(_("This was changed since and can no longer be undone."))
    contact.person = person
    contact.save(update_fields=["person", "updated_at"])
    events.record("accounts.same_person", contact, by=by, client_id=contact.client_id)


def _locked(*contacts: Contact) -> list[Contact]:
    pks = [contact.pk for contact in contacts]
    found = Contact.objects.select_for_update().order_by("pk").in_bulk(pks)
    return [found[pk] for pk in pks]


def _check(contact: Contact, other: Contact) -> None:
    if contact.client_id == other.client_id:
        raise ValidationError(_("Both are at the same client: merge the two records instead."))
    if any(one.merged_into_id or one.erased_at for one in (contact, other)):
        raise ValidationError(_("One of the two was merged or erased before."))
    if contact.is_placeholder or other.is_placeholder:
        raise ValidationError(_("Nobody is known by name there yet."))
    if contact.person and other.person and contact.person != other.person:
        raise ValidationError(_("Both are linked with records of others already: take one of them out first."))

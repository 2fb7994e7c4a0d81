"""Writes on how we deal with each of the client's people."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Contact
from accounts.readers import readers_of
from kam import events
from kam.models import User
from kam.records import keep
from relationships.models import Stakeholder


@transaction.atomic
def change_stakeholder(contact: Contact, *, by: User, **changes: Any) -> Stakeholder:
    """Who looks after a person, how often, how they like it. Whoever is chosen must see the client."""
    contact = Contact.objects.select_for_update(of=("self",)).select_related("client__team").get(pk=contact.pk)
    refuse_gone(contact)
    stakeholder = Stakeholder.objects.filter(contact=contact).first() or Stakeholder(contact=contact)
    changed = sorted(field for field, value in changes.items() if getattr(stakeholder, field) != value)
    if "owner" in changed:
        refuse_outsider(contact, changes["owner"], field="owner")
    for field in changed:
        setattr(stakeholder, field, changes[field])
    if changed or stakeholder.pk is None:
        keep(stakeholder)
        verb, client = "relationships.stakeholder_changed", contact.client_id
        events.record(verb, stakeholder, by=by, client_id=client, fields=changed)
    return stakeholder


def refuse_gone(contact: Contact) -> None:
    """Nothing new is kept about somebody who was erased, nor beside the record into which theirs was merged."""
    if not contact.is_kept:
        raise ValidationError(_("This person's record is kept no longer."))


def refuse_outsider(contact: Contact, colleague: User | None, *, field: str) -> None:
    if colleague and not readers_of(contact.client).filter(pk=colleague.pk).exists():
        raise ValidationError({field: _("%s does not see this client: choose somebody who does.") % colleague.name})

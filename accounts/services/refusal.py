"""That somebody wants no surveys."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts.models import Contact
from kam import events


@transaction.atomic
def refuse_surveys(contact: Contact, *, on: date | None) -> None:
    """Note since when this human being wants no surveys, at every client they are known at; None: they do again.

    Who is asked by a record that was merged since answers for the one that is kept.
    """
    kept = _kept(contact)
    everywhere = Contact.objects.filter(pk__in=[contact.pk, kept.pk]) | Contact.objects.elsewhere(kept)
    verb = "accounts.surveys_refused" if on else "accounts.surveys_allowed"
    for record in everywhere.order_by("pk").select_for_update(of=("self",)):
        if (record.surveys_refused_on is None) != (on is None):
            record.surveys_refused_on = on
            record.save(update_fields=["surveys_refused_on", "updated_at"])
            events.record(verb, record, by=None, client_id=record.client_id)


def _kept(contact: Contact) -> Contact:
    """The record that this one is part of now, straight or by way of others."""
    while contact.merged_into is not None:
        contact = contact.merged_into
    return contact

"""The moves of a contact: a role becomes a person, and people leave."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Client, Contact
from accounts.services.client import change_contact, create_contact
from kam.models import User


@transaction.atomic
def create_placeholder(client: Client, *, name: str, by: User, job_title: str = "") -> Contact:
    """A role that exists at the client, by its name ("Head of logistics"), while nobody knows who holds it."""
    return create_contact(client, name=name, job_title=job_title, is_placeholder=True, by=by)


@transaction.atomic
def identify_contact(contact: Contact, *, name: str, by: User, **fields: Any) -> Contact:
    """Say who holds a role. The role becomes the job title unless another is given; what was noted of it stays."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if not contact.is_placeholder:
        raise ValidationError(_("This person is known by name already."))
    fields["job_title"] = fields.get("job_title") or contact.job_title or contact.name
    return change_contact(contact, name=name.strip(), is_placeholder=False, by=by, **fields)


@transaction.atomic
def note_departure(contact: Contact, *, left_on: date, by: User) -> Contact:
    """Somebody left the company, today or earlier. They are no longer offered where one talks to people."""
    if contact.is_placeholder:
        raise ValidationError(_("A role cannot leave: find out first who holds it."))
    return change_contact(contact, left_on=left_on, by=by)


@transaction.atomic
def take_back_departure(contact: Contact, *, by: User) -> Contact:
    return change_contact(contact, left_on=None, by=by)

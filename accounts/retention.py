"""How long people are kept after they left, and who is due."""

from __future__ import annotations

import calendar
from datetime import date

from django.db import models
from django.db.models.functions import Cast, Coalesce, Greatest

from accounts import people
from accounts.models import Contact
from accounts.models.contact import ContactQuerySet
from kam.retention import retention

HEARD = "last_heard"


def months_later(day: date, months: int) -> date:
    """The same day so many months later (earlier when negative), or the last of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def with_last_heard(contacts: ContactQuerySet) -> ContactQuerySet:
    """`last_heard`: the day they left or were last talked with, whichever is later; null for who has not left."""
    left = models.F("left_on")
    days = [Coalesce(Cast(talk, models.DateField()), left) for talk in people.talks()]
    latest = Greatest(left, *days) if days else left
    heard = models.Case(models.When(left_on__isnull=False, then=latest), output_field=models.DateField())
    return contacts.annotate(**{HEARD: heard})


def due(*, on: date) -> ContactQuerySet:
    """Who left, and was last talked with, longer ago than people are kept. Oldest first."""
    before = months_later(on, -retention().months_after_leaving)
    return with_last_heard(Contact.objects.kept()).filter(**{f"{HEARD}__lt": before}).order_by(HEARD, "pk")


def kept_until(contact: Contact) -> date | None:
    """The last day on which the person's data is kept; None while they work there."""
    heard = with_last_heard(Contact.objects.filter(pk=contact.pk)).values_list(HEARD, flat=True).first()
    return months_later(heard, retention().months_after_leaving) if heard else None

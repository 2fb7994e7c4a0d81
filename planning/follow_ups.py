"""Conversations that nothing followed: the nudge to come back to somebody."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from planning.models import Action
from relationships.models import Interaction
from relationships.models.interaction import InteractionQuerySet

QUIET_FOR = timedelta(days=7)  # the time people take to come back to something by themselves
FORGOTTEN_AFTER = timedelta(days=30)  # from then on it is the cadence of the client that counts
Kind = Interaction.Kind


def unanswered(talks: InteractionQuerySet, *, on: date) -> InteractionQuerySet:
    """Meetings, visits and calls of a week to a month ago after which nothing was planned and nobody was talked to."""
    since, until = on - FORGOTTEN_AFTER, on - QUIET_FOR
    held = talks.kept().filter(happened_at__date__gte=since, happened_at__date__lte=until)
    later = Interaction.objects.kept().exclude(kind=Kind.NOTE)
    planned = Action.objects.filter(client=OuterRef("client"), created_at__gte=OuterRef("happened_at"))
    return held.filter(
        ~Exists(planned),
        ~Exists(later.filter(client=OuterRef("client"), happened_at__gt=OuterRef("happened_at"))),
        kind__in=(Kind.MEETING, Kind.VISIT, Kind.CALL),
    )

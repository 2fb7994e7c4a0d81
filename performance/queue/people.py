"""People one has not talked to for longer than agreed, and conversations that nothing followed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Client
from kam.models import User
from kam.numbers import date_short
from kam.status import Status
from performance.models import COLD_BEYOND
from performance.queue.item import Item, Rule
from performance.reasons import silence
from planning.follow_ups import unanswered
from relationships.directory import by_silence, cold, directory
from relationships.models import Interaction


def going_cold(user: User, on: date, limit: int) -> Iterator[Item]:
    """People with a cadence of their own: those this person looks after, and those nobody does at the clients they
    work on."""
    nobodys = Q(stakeholder__owner__isnull=True, client__in=Client.objects.active().worked_by(user))
    found = cold(directory(user, on=on), on=on).filter(stakeholder__contact_every__isnull=False)
    mine = found.filter(Q(stakeholder__owner=user) | nobodys).select_related("client", "stakeholder")
    for contact in by_silence(mine)[:limit]:
        every = contact.stakeholder.contact_every or 0
        days = (on - contact.gone_cold_on).days + every + 1  # type: ignore[attr-defined]
        yield Item(
            rule=Rule.PERSON,
            status=Status.BAD if days > COLD_BEYOND * every else Status.WARN,
            client=contact.client,
            what=contact.name,
            why=silence(days, every),
            url=contact.get_absolute_url(),
            subject_id=contact.pk,
            weight=-days,
        )


def left_hanging(user: User, on: date, limit: int) -> Iterator[Item]:
    """One's own conversations at clients for whom something else is planned: where nothing is, that is said already."""
    mine = Client.objects.active().worked_by(user).filter(standing__next_action_on__isnull=False)
    found = unanswered(Interaction.objects.filter(by=user, client__in=mine), on=on)
    for talk in found.select_related("client").order_by("happened_at", "pk")[:limit]:
        happened_on = timezone.localdate(talk.happened_at)
        told = {"kind": talk.get_kind_display(), "day": date_short(happened_on)}
        yield Item(
            rule=Rule.FOLLOW_UP,
            status=Status.WARN,
            client=talk.client,
            what=talk.opening,
            why=_("%(kind)s on %(day)s: nothing planned and nobody talked to since") % told,
            url=talk.get_absolute_url(),
            subject_id=talk.pk,
            weight=-(on - happened_on).days,
        )

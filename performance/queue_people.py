"""People one has not talked to for longer than agreed, and conversations that nothing followed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Client, Contact
from kam.models import User
from kam.numbers import date_short
from kam.status import Status
from performance.models import COLD_BEYOND
from planning.follow_ups import unanswered
from relationships.directory import cold, directory
from relationships.models import Interaction

COLDEST_FIRST: list[str] = ["cold_since", "pk"]


def cold_people(user: User, *, on: date, limit: int) -> Iterator[tuple[Contact, Status, str, int]]:
    """People with a cadence of their own who went cold: those this person looks after, and those nobody does at the
    clients they work on. Each with its status, the reason in words and the days without contact."""
    mine = Q(stakeholder__owner=user) | Q(
        stakeholder__owner__isnull=True, client__in=Client.objects.active().worked_by(user)
    )
    found = cold(directory(user, on=on), on=on).filter(mine, stakeholder__contact_every__isnull=False)
    for contact in found.select_related("client").order_by(*COLDEST_FIRST)[:limit]:
        cadence: int = contact.cadence  # type: ignore[attr-defined]
        days = (on - contact.cold_since).days + cadence + 1  # type: ignore[attr-defined]
        status = Status.BAD if days > COLD_BEYOND * cadence else Status.WARN
        yield contact, status, silence(days, cadence), days


def silence(days: int, cadence: int) -> str:
    told = ngettext("%(days)d day without contact", "%(days)d days without contact", days) % {"days": days}
    wanted = ngettext("wanted every day", "wanted every %(days)d days", cadence) % {"days": cadence}
    return f"{told}; {wanted}"


def left_hanging(user: User, *, on: date, limit: int) -> Iterator[tuple[Interaction, str, int]]:
    """One's own conversations of the last month that nothing followed, at clients for whom something else is planned
    (where nothing is, that is said already). Each with the reason in words and the days since."""
    mine = Client.objects.active().worked_by(user).filter(standing__next_action_on__isnull=False)
    found = unanswered(Interaction.objects.filter(by=user, client__in=mine), on=on)
    for talk in found.select_related("client").order_by("happened_at", "pk")[:limit]:
        happened_on = timezone.localdate(talk.happened_at)
        told = {"kind": talk.get_kind_display(), "day": date_short(happened_on)}
        yield talk, _("%(kind)s on %(day)s: nothing planned and nobody talked to since") % told, (on - happened_on).days

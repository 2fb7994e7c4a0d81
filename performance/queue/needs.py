"""Needs to assess, for My day: what a client said long ago may have stopped being true."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Client
from kam.models import User
from kam.status import Status
from performance.queue.item import Item, Rule
from performance.reasons import wanted
from relationships import registry
from relationships.models import Need


def to_assess(user: User, on: date, limit: int) -> Iterator[Item]:
    """Whose assessment has come, of the clients one works on."""
    mine = Client.objects.active().worked_by(user)
    due = Need.objects.to_assess(on=on).filter(client__in=mine).select_related("client")
    for need in due.order_by("next_assessment_on", "pk")[:limit]:
        yield Item(
            rule=Rule.ASSESS,
            status=Status(registry.tone_of(need, on=on)),
            client=need.client,
            what=need.statement,
            why=_why(need, on),
            url=need.get_absolute_url(),
            subject_id=need.pk,
            due_on=need.next_assessment_on,
            weight=-need.days_late(on),
        )


def _why(need: Need, on: date) -> str:
    if need.assessed_on is None:
        return _("Never assessed")
    days = (on - need.assessed_on).days
    told = ngettext("Last assessed %(days)d day ago", "Last assessed %(days)d days ago", days) % {"days": days}
    return f"{told}; {wanted(need.assess_every)}"

"""Documents, for My day: what ends soon and is to be renewed or ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Client, Document
from kam.models import User
from kam.numbers import date_short
from kam.status import Status
from performance.queue.item import Item, Rule
from performance.services.standing_books import ENDED_LATELY


def to_act_on(user: User, on: date, limit: int) -> Iterator[Item]:
    """Those this person looks after, and those of the clients they work on; the first to end first."""
    theirs = Q(responsible=user) | Q(client__in=Client.objects.active().worked_by(user))
    found = Document.objects.visible_to(user).ending(by=on).filter(theirs, expires_on__gte=on - ENDED_LATELY)
    for document in found.select_related("client").order_by("expires_on", "pk")[:limit]:
        ends = document.expires_on or on
        told = _("Ended on %s") if ends < on else _("Ends on %s")
        yield Item(
            rule=Rule.DOCUMENT,
            status=Status.BAD if ends < on else Status.WARN,
            client=document.client,
            what=document.title,
            why=f"{told % date_short(ends)} · {document.get_renewal_display()}",
            url=document.get_absolute_url(),
            subject_id=document.pk,
            due_on=ends,
            weight=ends.toordinal(),
        )

"""Taking meetings over from a calendar file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Client, Contact
from kam.calendars import own_uid
from kam.models import User
from relationships import calendar_file
from relationships.calendar_file import Found
from relationships.models import Meeting
from relationships.services.meeting import cancel_meeting, change_meeting, plan_meeting

TOLD = ("title", "starts_at", "ends_at", "place")  # of a meeting that is known, what its calendar says
OWN = re.compile(r"meeting-(\d{1,18})@")


class Ending(models.TextChoices):
    CREATED = "created", gettext_lazy("Taken")
    CHANGED = "changed", gettext_lazy("Changed")
    UNCHANGED = "unchanged", gettext_lazy("Unchanged")
    CANCELLED = "cancelled", gettext_lazy("Cancelled")
    SKIPPED = "skipped", gettext_lazy("Left out")


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What became of one event of a file. `reason` is a sentence, or nothing where there is nothing to say."""

    ending: Ending
    title: str
    starts_at: datetime | None = None
    meeting: Meeting | None = None
    reason: str = ""


@transaction.atomic
def import_calendar(raw: bytes, *, by: User, client: Client | None = None) -> list[TakenOver]:
    """Take meetings over from an .ics file: with a client, or with the one client whose people take part.

    Each event counts for itself: what one is refused for does not keep out the others. An event known by its UID is
    changed, unless the file's version (SEQUENCE) is older than what is known. Raises ValidationError where the file as
    a whole cannot be read; see `relationships.calendar_file`.
    """
    found = calendar_file.read(raw, now=timezone.now())
    people = _people(found, by=by)
    return [_take(each, people, client=client, by=by) for each in found]


def _take(found: Found, people: Mapping[str, list[Contact]], *, client: Client | None, by: User) -> TakenOver:
    if found.problem:
        return TakenOver(Ending.SKIPPED, found.title, reason=found.problem)
    try:
        with transaction.atomic():
            taken = _write(found, people, client=client, by=by)
    except ValidationError as refusal:
        return TakenOver(Ending.SKIPPED, found.title, found.starts_at, reason=" ".join(refusal.messages))
    return replace(taken, reason=taken.reason or found.note)


def _write(found: Found, people: Mapping[str, list[Contact]], *, client: Client | None, by: User) -> TakenOver:
    known = _known(found, client=client, by=by)
    if found.is_cancelled:
        return _call_off(found, known, by=by)
    if known:
        return _follow(found, known, people, by=by)
    wanted = client or _client_of(found, people)
    meeting = plan_meeting(
        wanted,
        title=found.title,
        starts_at=found.starts_at,  # type: ignore[arg-type]  # only what is called off has no time
        ends_at=found.ends_at,  # type: ignore[arg-type]
        by=by,
        people=_of(wanted, found, people),
        place=found.place,
        agenda=found.text,
        uid=found.uid,
        sequence=found.sequence,
    )
    return TakenOver(Ending.CREATED, found.title, found.starts_at, meeting)


def _known(found: Found, *, client: Client | None, by: User) -> Meeting | None:
    """The meeting this event tells of, among those the person may change."""
    mine = Meeting.objects.editable_by(by).select_related("client")
    mine = mine.filter(client=client) if client else mine
    if own := OWN.match(found.uid):
        return mine.filter(pk=int(own[1])).first() if own_uid("meeting", int(own[1])) == found.uid else None
    same = mine.filter(uid=found.uid).order_by("-starts_at", "-pk").first()
    if same or not found.series:
        return same
    coming = mine.planned().filter(uid__startswith=f"{found.series}#", starts_at__gt=timezone.now())
    return coming.order_by("starts_at", "pk").first()


def _follow(found: Found, known: Meeting, people: Mapping[str, list[Contact]], *, by: User) -> TakenOver:
    """What the calendar says of a meeting that is known. What we want to reach in it stays ours."""
    told: dict[str, Any] = {name: getattr(found, name) for name in TOLD}
    if known.uid:
        told |= {"uid": found.uid, "sequence": found.sequence}
    older = found.sequence < known.sequence
    if older or known.status != Meeting.Status.PLANNED:
        reason = _("The file is older than what is known.") if older else _("It was held or cancelled here.")
        return TakenOver(Ending.UNCHANGED, found.title, known.starts_at, known, reason)
    company, before = _of(known.client, found, people), set(known.people.all())
    together = before | set(company)
    if together == before and all(getattr(known, name) == value for name, value in told.items()):
        return TakenOver(Ending.UNCHANGED, found.title, known.starts_at, known)
    changed = change_meeting(known, by=by, people=together, **told)
    return TakenOver(Ending.CHANGED, found.title, found.starts_at, changed)


def _call_off(found: Found, known: Meeting | None, *, by: User) -> TakenOver:
    if known is None:
        return TakenOver(
            Ending.SKIPPED, found.title, found.starts_at, reason=_("It is cancelled, and was not known here.")
        )
    if found.sequence < known.sequence:
        return TakenOver(
            Ending.UNCHANGED, found.title, known.starts_at, known, _("The file is older than what is known.")
        )
    if known.status == Meeting.Status.CANCELLED:
        return TakenOver(Ending.UNCHANGED, found.title, known.starts_at, known)
    return TakenOver(Ending.CANCELLED, found.title, known.starts_at, cancel_meeting(known, by=by))


def _people(found: list[Found], *, by: User) -> dict[str, list[Contact]]:
    """Those who take part, by address, among the people of clients this person may change."""
    addresses = {address for each in found for address in each.addresses}
    known = Contact.objects.editable_by(by).kept().select_related("client").annotate(address=Lower("email"))
    people: dict[str, list[Contact]] = {}
    for contact in known.filter(address__in=addresses, client__is_active=True):
        people.setdefault(contact.email.lower(), []).append(contact)
    return people


def _client_of(found: Found, people: Mapping[str, list[Contact]]) -> Client:
    clients = {contact.client for address in found.addresses for contact in people.get(address, ())}
    if not clients:
        raise ValidationError(_("Nobody who takes part is known at a client of yours: choose the client."))
    if len(clients) > 1:
        raise ValidationError(_("People of several clients take part: choose the client."))
    return clients.pop()


def _of(client: Client, found: Found, people: Mapping[str, list[Contact]]) -> list[Contact]:
    there = (contact for address in sorted(found.addresses) for contact in people.get(address, ()))
    return [contact for contact in there if contact.client_id == client.pk]

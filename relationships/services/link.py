"""Writes on the lines of the relationship map: who reports to whom, who influences whom, who often differs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import services as accounts
from accounts.models import Client, Contact
from kam import events
from kam.models import User
from kam.numbers import date_short
from kam.records import keep
from relationships.models import Link

REPORTS_TO = Link.Kind.REPORTS_TO


@transaction.atomic
def set_superior(person: Contact, *, superior: Contact | None, by: User, since: date | None = None) -> Link | None:
    """Move somebody under another, or to the top: the line in force ends and another begins on the same day."""
    since = _day(since)
    _lock_map_of(person)
    line = person.links.reporting().first()
    if (line.target_id if line else None) == (superior.pk if superior else None):
        return line
    if superior is not None:
        _refuse_strangers(person, superior)
        _refuse_circles(person, superior, since=since)
    _refuse_second_superiors(person, line, since=since)
    if line is not None:
        line.until = since
        keep(line)
    if superior is None:
        events.record("relationships.superior_cleared", person, by=by, client_id=person.client_id)
        return None
    return _draw(Link(source=person, kind=REPORTS_TO, target=superior, since=since, by=by), "superior_set", by=by)


@transaction.atomic
def add_link(source: Contact, *, kind: str, target: Contact, by: User, since: date | None = None) -> Link:
    """Draw a line between two people. Who is said to report to another is moved under them."""
    if kind == REPORTS_TO:
        moved = set_superior(source, superior=target, by=by, since=since)
        assert moved is not None  # noqa: S101 - with a superior there is a line
        return moved
    _lock_map_of(source)
    _refuse_strangers(source, target)
    if kind == Link.Kind.DIFFERS and target.links.open().filter(kind=kind, target=source).exists():
        raise ValidationError(_("This line is on the map already."))
    return _draw(Link(source=source, kind=kind, target=target, since=_day(since), by=by), "link_added", by=by)


@transaction.atomic
def end_link(link: Link, *, by: User, until: date | None = None) -> Link:
    """Let a line end; `reopen_link` takes that back. One that has ended stays as it is."""
    _lock_map_of(link.source)
    link = Link.objects.select_related("source", "target").get(pk=link.pk)
    if link.until is not None:
        return link
    link.until = _day(until)
    if link.until < link.since:
        raise ValidationError({"until": _("It cannot end before it began.")})
    keep(link)
    _tell("link_ended", link, by=by)
    return link


@transaction.atomic
def reopen_link(link: Link, *, by: User) -> Link:
    _lock_map_of(link.source)
    link = Link.objects.select_related("source", "target").get(pk=link.pk)
    if link.until is None:
        return link
    _refuse_strangers(link.source, link.target)
    if link.kind == REPORTS_TO:
        _refuse_circles(link.source, link.target, since=link.since)
    link.until = None
    keep(link)
    _tell("link_reopened", link, by=by)
    return link


@transaction.atomic
def add_report(client: Client, *, name: str, superior: Contact | None, by: User, **fields: Any) -> Contact:
    """Somebody new on the map, under a person or at its top; `fields` as of a contact."""
    person = accounts.create_contact(client, name=name, by=by, **fields)
    set_superior(person, superior=superior, by=by)
    return person


def _lock_map_of(person: Contact) -> None:
    """One at a time changes the lines of a client, or two moves at the same moment could close a circle."""
    Client.objects.select_for_update(no_key=True).get(pk=person.client_id)


def _day(day: date | None) -> date:
    today = timezone.localdate()
    if day is not None and day > today:
        raise ValidationError(_("The map tells what is so: choose today or a day before."))
    return day or today


def _refuse_strangers(one: Contact, other: Contact) -> None:
    if one.client_id != other.client_id:
        raise ValidationError(_("Choose a person of this client."))
    if one.pk == other.pk:
        raise ValidationError(_("Choose somebody else: nobody reports to themselves."))
    if gone := next((each for each in (one, other) if each.merged_into_id or each.erased_at), None):
        raise ValidationError(_("%s is no longer in the books.") % gone)
    if other.left_on:
        raise ValidationError(_("%s left the company.") % other)


def _refuse_circles(person: Contact, superior: Contact, *, since: date) -> None:
    """On no day from `since` on may the superior report, through others, to the person."""
    lines = Link.objects.filter(Q(until__isnull=True) | Q(until__gt=since), source__client_id=person.client_id)
    above: dict[int, list[int]] = {}
    for source, target in lines.filter(kind=REPORTS_TO).values_list("source", "target"):
        above.setdefault(source, []).append(target)
    reached, ahead = {superior.pk}, [superior.pk]
    while ahead:
        news = set(above.get(ahead.pop(), ())) - reached
        reached |= news
        ahead += news
    if person.pk in reached:
        told = {"person": person, "superior": superior}
        raise ValidationError(_("%(superior)s reports to %(person)s, directly or through others.") % told)


def _refuse_second_superiors(person: Contact, line: Link | None, *, since: date) -> None:
    if line is not None and line.since > since:
        raise ValidationError(_("The present line began on %s: choose that day or later.") % date_short(line.since))
    former = person.links.filter(kind=REPORTS_TO, until__gt=since).order_by("-until").first()
    if former is not None and former.until is not None:
        raise ValidationError(_("Another line held until %s: choose that day or later.") % date_short(former.until))


def _draw(link: Link, verb: str, *, by: User) -> Link:
    keep(link)
    _tell(verb, link, by=by)
    return link


def _tell(verb: str, link: Link, *, by: User) -> None:
    """About the person it starts from; the payload names the other."""
    told = {"kind": link.kind, "link": link.pk, "other": link.target.name, "other_id": link.target_id}
    events.record(f"relationships.{verb}", link.source, by=by, client_id=link.source.client_id, **told)

"""Merging, linking, exporting and erasing people: on the pages, how it is told, and how it is taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.duplicates import pairs, twins
from accounts.models import Client, Contact, Erasure
from accounts.retention import due, kept_until
from kam.access import for_change, may_change
from kam.events import describe
from kam.http import Request
from kam.models import Event, User
from kam.slots import fill
from kam.undo import undoes
from kam.web import paginated

describe("accounts.contact_merged", _("%(by)s merged %(other)s into %(name)s"), icon="merge")
describe("accounts.contact_absorbed", _("%(name)s is now part of %(other)s"), icon="merge")
describe("accounts.contact_unmerged", _("%(by)s took %(other)s out of %(name)s again"), icon="split")
describe("accounts.contact_restored", _("%(name)s is a record of its own again"), icon="split")
describe("accounts.same_person", _("%(by)s noted that %(name)s is known at another client as well"), icon="link")
describe("accounts.not_same_person", _("%(by)s noted that %(name)s is known nowhere else"), icon="unlink")
describe("accounts.person_exported", _("%(by)s exported the data of %(name)s"), icon="download")
describe("accounts.person_erased", _("%(by)s erased a person: %(name)s"), icon="user-x")
describe("kam.retention_set", _("%(by)s set how long people are kept: %(months)s months"), icon="shield-check")

LOGGED = ("accounts.person_exported", "accounts.person_erased")
DUE_SHOWN = 50


@undoes("accounts.unmerge")
def unmerge(*, pk: int, gone: int, by: User, **way_back: Any) -> None:
    services.unmerge(for_change(Contact.objects.all(), by, pk), gone, by=by, **way_back)


@undoes("accounts.not_same_person")
def not_same_person(*, pks: list[int], by: User) -> None:
    for pk in pks:
        services.not_same_person(for_change(Contact.objects.all(), by, pk), by=by)


@undoes("accounts.rejoin_person")
def rejoin_person(*, pk: int, person: str, by: User) -> None:
    services.rejoin_person(for_change(Contact.objects.all(), by, pk), UUID(person), by=by)


@fill("person.page", order=1)
def part_of_another(request: Request, contact: Contact) -> SafeString | str:
    if contact.is_kept:
        return ""
    into = Contact.objects.filter(pk=contact.merged_into_id or 0).first()
    return render_to_string("accounts/not_kept.html", {"contact": contact, "into": into}, request)


@fill("person.page", order=80)
def also_at(request: Request, contact: Contact) -> SafeString | str:
    """Where else the person is known, and who may be the same elsewhere; only of clients the reader sees."""
    if not contact.is_kept or contact.is_placeholder:
        return ""
    others = list(Contact.objects.elsewhere(contact).visible_to(request.user).select_related("client"))
    alike = twins(contact, request.user)
    if not others and not alike:
        return ""
    editable = may_change(Contact.objects.all(), request.user, contact.pk)
    context = {"contact": contact, "others": others, "twins": alike, "may_change": editable}
    return render_to_string("accounts/also_at_card.html", context, request)


@fill("person.page", order=90)
def privacy_card(request: Request, contact: Contact) -> SafeString | str:
    if not contact.is_kept or contact.is_placeholder:
        return ""
    context = {
        "contact": contact,
        "kept_until": kept_until(contact),
        "today": timezone.localdate(),
        "may_change": may_change(Contact.objects.all(), request.user, contact.pk),
        "may_answer": Contact.objects.answered_for_by(request.user).filter(pk=contact.pk).exists(),
    }
    return render_to_string("accounts/privacy_card.html", context, request)


@fill("client.relationships", order=19)
def duplicates_card(request: Request, client: Client) -> SafeString | str:
    if not may_change(Client.objects.all(), request.user, client.pk):
        return ""
    found = pairs(client)
    return render_to_string("accounts/duplicates_card.html", {"pairs": found}, request) if found else ""


@fill("settings.privacy", order=10)
def people_due(request: Request) -> SafeString:
    found = due(on=timezone.localdate())
    context = {"people": found.select_related("client")[:DUE_SHOWN], "number": found.count()}
    return render_to_string("accounts/people_due.html", context, request)


@fill("settings.privacy", order=20)
def access_log(request: Request) -> SafeString:
    """Who handed out or erased what, when and why."""
    entries = Event.objects.filter(verb__in=LOGGED).select_related("by").order_by("-at", "-pk")
    pager = paginated(request, entries, 20)
    clients = dict(Client.objects.filter(pk__in={entry.client_id for entry in pager}).values_list("pk", "name"))
    rows = [(entry, clients.get(entry.client_id or 0, ""), _why(entry)) for entry in pager]
    context = {"pager": pager, "rows": rows}
    return render_to_string("accounts/access_log.html", context, request)


def _why(entry: Event) -> str:
    reason = str(entry.payload.get("reason", ""))
    return str(dict(Erasure.Reason.choices).get(reason, reason))

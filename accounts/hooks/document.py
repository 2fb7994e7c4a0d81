"""Documents on the pages and in people's calendars, how their events are told, and who is mailed about them."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import documents, portal_documents, services
from accounts.models import Client, Document
from accounts.visit import Visit
from kam import mail
from kam.access import for_change, may_change
from kam.calendars import Entry
from kam.events import describe, page_of
from kam.http import Request
from kam.models import Event, User
from kam.numbers import date_short
from kam.outbox import subscribe
from kam.processes import Process
from kam.slots import fill
from kam.undo import undoes
from kam.web import NavEntry

SHOWN = 20

page_of("accounts.document", "accounts:show-document")

describe("accounts.document_created", _("%(by)s noted the document “%(name)s”"), icon="file-text")
describe("accounts.document_changed", _("%(by)s changed the document “%(name)s”"), icon="file-text")
describe("accounts.document_removed", _("%(by)s removed the document “%(name)s”"), icon="file-text")
describe("accounts.document_restored", _("%(by)s restored the document “%(name)s”"), icon="file-text")
describe(
    "accounts.document_version_added", _("%(by)s added version %(version)s of “%(name)s”: %(file)s"), icon="file-text"
)
describe(
    "accounts.document_files_deleted", _("The files of “%(name)s” were deleted: their time was over"), icon="file-x"
)


def _day(event: Event) -> str:
    day = parse_date(event.payload.get("until", ""))
    return date_short(day) if day else "–"


describe(
    "accounts.document_renewed",
    lambda event: gettext("“%(name)s” was renewed until %(day)s") % {"name": event.subject_name, "day": _day(event)},
    icon="refresh-cw",
)
describe(
    "accounts.document_ending",
    lambda event: gettext("“%(name)s” ends on %(day)s: decide now") % {"name": event.subject_name, "day": _day(event)},
    icon="clock",
)


@subscribe("accounts.document_ending")
def tell_who_looks_after_it(event: Event) -> None:
    """Whoever looks after it; the client's owner where that person is not here, or does not see it, any more."""
    document = Document.objects.kept().select_related("client__owner", "responsible").filter(pk=event.subject_id)
    for found in document:
        who = found.responsible
        if not who.is_active or not Document.objects.visible_to(who).filter(pk=found.pk).exists():
            who = found.client.owner
        mail.send(
            "document_ending",
            to=(who.name, who.email),
            language=who.language,
            context={"document": found, "url": f"{settings.SITE_URL}{found.get_absolute_url()}"},
            message_id=f"document-ending-{event.pk}",
        )


@undoes("accounts.restore_document")
def restore_document(*, pk: int, by: User) -> None:
    services.restore_document(for_change(Document.objects.all(), by, pk), by=by)


@undoes("accounts.take_back_renewal")
def take_back_renewal(*, pk: int, was: str, until: str, by: User) -> None:
    days = {"was": datetime.fromisoformat(was).date(), "until": datetime.fromisoformat(until).date()}
    services.take_back_renewal(for_change(Document.objects.all(), by, pk), by=by, **days)


@fill("nav", order=66)
def documents_entry(request: Request) -> NavEntry:
    return NavEntry(_("Documents"), reverse("accounts:documents"), "file-text", Process.ACCOUNTS)


@fill("client.accounts", order=40)
def documents_card(request: Request, client: Client) -> SafeString:
    kept = documents.with_latest(Document.objects.of(client).kept()).select_related("responsible")
    found = list(documents.in_order(kept, "")[: SHOWN + 1])
    context = {
        "client": client,
        "rows": documents.rows(found[:SHOWN], on=timezone.localdate()),
        "has_more": len(found) > SHOWN,
        "may_change": may_change(Client.objects.all(), request.user, client.pk),
    }
    return render_to_string("accounts/documents_card.html", context, request)


@fill("portal.sections", order=60)
def shared_documents(request: Request, visit: Visit) -> SafeString | str:
    found = portal_documents.shared_with(visit.contact)
    context = {"visit": visit, "versions": found}
    return render_to_string("portal/documents.html", context, request) if found else ""


@fill("calendar.entries")
def days_to_act(user: User, begin: datetime, end: datetime) -> list[Entry]:
    """The days on which something is to be done about the documents this person looks after."""
    mine = Document.objects.visible_to(user).kept().filter(responsible=user, client__is_active=True)
    found = mine.filter(act_on__range=(begin.date(), end.date())).select_related("client")
    return [
        Entry("document", document, _title(document), document.act_on, text=document.note)
        for document in found
        if document.act_on and document.expires_on
    ]


def _title(document: Document) -> str:
    until = date_short(document.expires_on) if document.expires_on else "–"
    told = {"client": document.client.name, "document": document.title, "day": until}
    return gettext("%(client)s: %(document)s ends on %(day)s") % told

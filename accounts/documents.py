"""How documents stand on a day, and how lists of them are narrowed and ordered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.http import FileResponse, Http404
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from accounts.models import Document, DocumentVersion
from accounts.models.document import DocumentQuerySet
from kam.status import Status
from kam.view_tabs import ViewTab, counted

Narrow = Callable[[DocumentQuerySet, date], DocumentQuerySet]
VIEWS: dict[str, tuple[StrPromise, Narrow]] = {
    "act": (_("Act now"), lambda documents, on: documents.ending(by=on)),
    "ended": (_("Ended"), lambda documents, on: documents.filter(expires_on__lt=on)),
    "shared": (_("Shared"), lambda documents, on: documents.shared()),
}
ORDERS: dict[str, Any] = {
    "title": F("title"),
    "client": F("client__name"),
    "kind": F("kind"),
    "until": F("expires_on"),
    "act": F("act_on"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """`tone`: a kam.status.Status. `why`: the sentence that says how it comes."""

    label: str
    tone: str
    icon: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    document: Document
    standing: Standing


def standing_of(document: Document, *, on: date) -> Standing:
    end = document.expires_on
    if end is None:
        return Standing(gettext("Without end"), "", "infinity", gettext("No end is noted."))
    if end < on:
        return _after_its_end(document)
    days = (end - on).days
    left = ngettext("%d day left", "%d days left", days) % days if days else gettext("Ends today")
    if document.act_on and document.act_on <= on:
        why = gettext("Its end is at most %d days away, the time noted for acting.") % document.notice_days
        return Standing(left, Status.WARN, "clock", why)
    return Standing(gettext("Valid"), Status.GOOD, "check", left)


def _after_its_end(document: Document) -> Standing:
    if document.renewal == Document.Renewal.TACIT:
        why = gettext("It renews itself and its end has passed: note until when it holds now.")
        return Standing(gettext("Note the new end"), Status.WARN, "refresh-cw", why)
    return Standing(gettext("Ended"), Status.BAD, "triangle-alert", gettext("The day it was valid until has passed."))


def with_latest(documents: DocumentQuerySet) -> DocumentQuerySet:
    """`latest`: the number of the newest version; None without a file."""
    newest = DocumentVersion.objects.filter(document=OuterRef("pk")).order_by("-number").values("number")[:1]
    return documents.annotate(latest=Subquery(newest))


def in_order(documents: DocumentQuerySet, ordering: str) -> DocumentQuerySet:
    """By a column, what has no value last; unless a known one is named, what has to be acted on first."""
    column = ORDERS.get(ordering.removeprefix("-"), F("act_on"))
    direction = "desc" if ordering.startswith("-") else "asc"
    return documents.order_by(getattr(column, direction)(nulls_last=True), "pk")


def rows(documents: list[Document], *, on: date) -> list[Row]:
    return [Row(document, standing_of(document, on=on)) for document in documents]


def views(documents: DocumentQuerySet, *, chosen: str, on: date) -> list[ViewTab]:
    found: list[tuple[str, str | StrPromise, DocumentQuerySet]] = [("", _("All"), documents)]
    found += [(key, label, narrow(documents, on)) for key, (label, narrow) in VIEWS.items()]
    return [ViewTab(key, label, counted(narrowed), is_current=key == chosen) for key, label, narrowed in found]


def as_file(version: DocumentVersion) -> FileResponse:
    """It goes out as an attachment of a type that no browser runs. 404 once the file was deleted."""
    if version.deleted_at or not version.file.storage.exists(str(version.file.name)):
        raise Http404
    answer = FileResponse(version.file.open("rb"), as_attachment=True, filename=version.name)
    answer["Content-Type"] = "application/octet-stream"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import documents as reads
from accounts import services
from accounts.forms import DocumentFilterForm, DocumentForm, RenewalForm, VersionForm
from accounts.models import Client, Document, DocumentVersion
from kam import undo
from kam.access import for_change, for_view, may_change
from kam.http import Request
from kam.processes import Process
from kam.web import accepted, back_to, done, page, paginated, posted, status_of, uploaded

PAGE = ("client", "responsible", "created_by")


def documents(request: Request) -> HttpResponse:
    today = timezone.localdate()
    filters = DocumentFilterForm(request.GET or None, user=request.user, today=today)
    seen = Document.objects.visible_to(request.user).kept()
    found = reads.with_latest(filters.apply(seen)).select_related("client", "responsible")
    rows = paginated(request, reads.in_order(found, request.GET.get("ordering", "")))
    context = {
        "filters": filters,
        "pager": rows,
        "rows": reads.rows(list(rows), on=today),
        "views": reads.views(seen, chosen=filters.view_key, on=today),
    }
    return page(request, "accounts/documents.html", context, part="list", status=status_of(filters))


def show_document(request: Request, pk: int) -> HttpResponse:
    document = for_view(Document.objects.kept().select_related(*PAGE), request.user, pk)
    context = {
        "document": document,
        "client": document.client,
        "standing": reads.standing_of(document, on=timezone.localdate()),
        "versions": document.versions.select_related("by"),
        "may_change": may_change(Document.objects.all(), request.user, pk),
    }
    return page(request, "accounts/document.html", context, part="document")


def create_document(request: Request, pk: int) -> HttpResponse:
    client = for_change(Client.objects.all(), request.user, pk)
    form = DocumentForm(posted(request), uploaded(request), user=request.user)
    to = back_to(request, client.url_of(Process.ACCOUNTS))
    if accepted(form, partial(services.create_document, client, by=request.user)):
        return done(request, _("The document is noted."), to=to)
    context = {"form": form, "client": client, "title": _("New document of %s") % client, "cancel_url": to}
    return page(request, "accounts/document_form.html", context, part="form", status=status_of(form))


def change_document(request: Request, pk: int) -> HttpResponse:
    document = for_change(Document.objects.kept().select_related(*PAGE), request.user, pk)
    form = DocumentForm(posted(request), instance=document, user=request.user)
    to = back_to(request, document.get_absolute_url())
    if accepted(form, partial(services.change_document, document, by=request.user)):
        return done(request, _("The changes are saved."), to=to)
    context = _about(document) | {"form": form, "title": _("Edit document"), "cancel_url": to}
    return page(request, "accounts/document_form.html", context, part="form", status=status_of(form))


def add_version(request: Request, pk: int) -> HttpResponse:
    document = for_change(Document.objects.kept().select_related(*PAGE), request.user, pk)
    form, to = VersionForm(posted(request), uploaded(request)), document.get_absolute_url()
    if accepted(form, partial(services.add_version, document, by=request.user)):
        return done(request, _("The new version is kept."), to=to)
    context = _about(document) | {"form": form, "title": _("New version of %s") % document, "cancel_url": to}
    return page(request, "accounts/document_act.html", context, part="form", status=status_of(form))


def renew_document(request: Request, pk: int) -> HttpResponse:
    document = for_change(Document.objects.kept().select_related(*PAGE), request.user, pk)
    form, to = RenewalForm(posted(request), uploaded(request)), document.get_absolute_url()
    if accepted(form, partial(services.renew_document, document, by=request.user)):
        told = _("Renewed: %s") % document
        days = {"was": str(document.expires_on), "until": str(form.cleaned_data["expires_on"])}
        back = undo.offer("accounts.take_back_renewal", by=request.user, message=told, pk=pk, **days)
        return done(request, told, to=to, undo=back)
    context = _about(document) | {"form": form, "title": _("Renew %s") % document, "cancel_url": to}
    return page(request, "accounts/document_act.html", context, part="form", status=status_of(form))


def _about(document: Document) -> dict[str, object]:
    return {"document": document, "client": document.client}


@require_POST
def remove_document(request: Request, pk: int) -> HttpResponse:
    document = for_change(Document.objects.select_related("client"), request.user, pk)
    services.remove_document(document, by=request.user)
    told = _("Removed: %s") % document
    back = undo.offer("accounts.restore_document", by=request.user, message=told, pk=pk)
    return done(request, told, to=reverse("accounts:documents"), undo=back)


def download_document(request: Request, pk: int) -> HttpResponseBase:
    """The file of one version."""
    kept = DocumentVersion.objects.filter(document__removed_at__isnull=True)
    return reads.as_file(for_view(kept, request.user, pk))

"""The documents that are shared with the client, in its portal: the newest version of each."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_GET

from accounts.documents import as_file
from accounts.models import Contact, DocumentVersion
from accounts.portal import visitor
from accounts.visit import Visit

SHOWN = 50


def shared_with(contact: Contact) -> list[DocumentVersion]:
    """The newest version of each shared document, by title. A document without a file has nothing to show."""
    kept = DocumentVersion.objects.filter(
        document__client=contact.client_id, document__is_shared=True, document__removed_at__isnull=True
    )
    newest = kept.order_by("document_id", "-number").distinct("document_id").values("pk")
    found = kept.filter(pk__in=newest, deleted_at__isnull=True).select_related("document")
    return list(found.order_by("document__title", "pk")[:SHOWN])


@require_GET
@visitor  # type: ignore[arg-type]  # a file is streamed
def download(request: HttpRequest, visit: Visit, pk: int) -> FileResponse:
    """By the document: whoever has the link reads the newest version only."""
    found = [version for version in shared_with(visit.contact) if version.document_id == pk]
    if not found:
        raise Http404
    return as_file(found[0])

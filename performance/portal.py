"""What performance shows in the client portal: the status updates published there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from accounts.portal import portal_page, visitor
from accounts.visit import Visit
from kam.prose import as_html
from performance.models import StatusUpdate


@require_GET
@visitor
def show_update(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    update = get_object_or_404(StatusUpdate.objects.of(visit.client).published(), pk=pk)
    return portal_page(request, visit, "portal/update.html", {"update": update, "body": as_html(update.body)})

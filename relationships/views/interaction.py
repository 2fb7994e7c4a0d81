from __future__ import annotations

from django.http import HttpResponse

from kam.http import Request
from kam.web import page, paginated, status_of
from relationships.forms import InteractionFilterForm
from relationships.models import Interaction


def interactions(request: Request) -> HttpResponse:
    filters = InteractionFilterForm(request.GET or None)
    found = filters.apply(Interaction.objects.visible_to(request.user).kept().newest_first(), request.user)
    rows = paginated(request, found.select_related("client", "by").prefetch_related("people"))
    context = {"filters": filters, "pager": rows}
    return page(request, "relationships/interactions.html", context, part="list", status=status_of(filters))

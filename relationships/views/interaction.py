from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kam import undo
from kam.access import for_change
from kam.http import Request
from kam.web import back_to, done, page, status_of
from relationships import services
from relationships.forms import InteractionFilterForm
from relationships.models import Interaction
from relationships.talks import page_of

PINNED_AT_MOST = 10


def interactions(request: Request) -> HttpResponse:
    filters = InteractionFilterForm(request.GET or None, user=request.user)
    seen = filters.apply(Interaction.objects.visible_to(request.user).kept())
    before = request.GET.get("before", "")
    rows, further = page_of(seen, before=before)
    pinned = [] if before or filters.chosen.get("pinned") else seen.pinned().shown()[:PINNED_AT_MOST]
    context = {"filters": filters, "interactions": rows, "further": further, "pinned": pinned}
    return page(request, "relationships/interactions.html", context, part="list", status=status_of(filters))


@require_POST
def pin_interaction(request: Request, pk: int) -> HttpResponse:
    return _pin(request, pk, services.pin_interaction, _("Pinned: %s"), back="relationships.unpin_interaction")


@require_POST
def unpin_interaction(request: Request, pk: int) -> HttpResponse:
    return _pin(
        request, pk, services.unpin_interaction, _("No longer pinned: %s"), back="relationships.pin_interaction"
    )


def _pin(request: Request, pk: int, move: Callable[..., Interaction], told: str, *, back: str) -> HttpResponse:
    found = for_change(Interaction.objects.select_related("client"), request.user, pk)
    to = back_to(request, found.get_absolute_url())
    try:
        move(found, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(to)
    message = told % found.opening
    return done(request, message, to=to, undo=undo.offer(back, by=request.user, message=message, pk=pk))

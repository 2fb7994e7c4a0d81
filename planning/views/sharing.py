"""The switches of what the client sees: each takes effect at once, and can be undone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kam import undo
from kam.access import Scoped, for_change
from kam.http import Request
from kam.web import back_to, done
from planning import services
from planning.models import Objective, Plan


def _switch(
    request: Request, pk: int, *, rows: Callable[[], Scoped[Any]], service: Callable[..., Any], inverse: str, said: Any
) -> HttpResponse:
    record = for_change(rows(), request.user, pk)
    to = back_to(request, reverse("accounts:portal", args=[record.client_id]))
    try:
        service(record, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(to)
    message = str(said) % record
    return done(request, message, to=to, undo=undo.offer(inverse, by=request.user, message=message, pk=record.pk))


_SHOWN = gettext_lazy("The client now sees “%s”.")
_HIDDEN = gettext_lazy("The client no longer sees “%s”.")
_objectives = partial(_switch, rows=Objective.objects.all)
_plans = partial(_switch, rows=Plan.objects.all)

share_objective = require_POST(
    partial(_objectives, service=services.share_objective, inverse="planning.unshare_objective", said=_SHOWN)
)
unshare_objective = require_POST(
    partial(_objectives, service=services.unshare_objective, inverse="planning.share_objective", said=_HIDDEN)
)
share_review = require_POST(
    partial(
        _plans,
        service=services.share_review,
        inverse="planning.unshare_review",
        said=gettext_lazy("The client now sees the next review of “%s”."),
    )
)
unshare_review = require_POST(
    partial(
        _plans,
        service=services.unshare_review,
        inverse="planning.share_review",
        said=gettext_lazy("The client no longer sees the next review of “%s”."),
    )
)

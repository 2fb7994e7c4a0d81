from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from kam.access import for_change, for_view, may_change
from kam.http import Request
from kam.web import page, status_of
from planning import outlook, services, terms
from planning.forms import WhatIfForm
from planning.models import Objective


def realism(request: Request, pk: int) -> HttpResponse:
    """How realistic the target is, or another one would be; by POST computed anew and kept."""
    if request.method == "POST":
        return _again(request, pk)
    objective = for_view(Objective.objects.select_related("client"), request.user, pk)
    what_if = WhatIfForm(request.GET or None, terms=terms.drafted(objective))
    target = what_if.cleaned_data["target"] if what_if.is_valid() else None
    context = {
        "objective": objective,
        "client": objective.client,
        "outlook": outlook.of_objective(objective, on=timezone.localdate(), target=target),
        "what_if": what_if,
        "may_change": may_change(Objective.objects.all(), request.user, pk),
    }
    return page(request, "planning/realism.html", context, part="realism", status=status_of(what_if))


def _again(request: Request, pk: int) -> HttpResponse:
    objective = for_change(Objective.objects.all(), request.user, pk)
    services.gauge_again(objective.pk, on=timezone.localdate())
    messages.success(request, _("The gauge is computed anew."))
    return redirect("planning:realism", pk)

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kam import undo
from kam.access import for_change
from kam.http import Request
from kam.web import accepted, done, page, posted, status_of
from planning import services
from planning.forms.hindrance import HindranceForm
from planning.models import Hindrance, Objective


def note_hindrance(request: Request, pk: int) -> HttpResponse:
    objective = for_change(Objective.objects.select_related("client"), request.user, pk)
    form = HindranceForm(posted(request), objective=objective)
    if accepted(form, partial(services.note_hindrance, objective, by=request.user)):
        return done(request, _("What holds it back is noted."), to=objective.get_absolute_url())
    context = {"form": form, "objective": objective, "client": objective.client}
    return page(request, "planning/hindrance_form.html", context, part="form", status=status_of(form))


@require_POST
def remove_hindrance(request: Request, pk: int) -> HttpResponse:
    known = Hindrance.objects.select_related("objective", "issue", "invoice")
    hindrance = for_change(known, request.user, pk)
    objective = hindrance.objective
    told = {"issue": hindrance.issue_id, "invoice": hindrance.invoice_id, "note": hindrance.note}
    services.remove_hindrance(hindrance, by=request.user)
    message = _("It no longer counts as held back by that.")
    back = undo.offer("planning.note_hindrance", by=request.user, message=message, pk=objective.pk, **told)
    return done(request, message, to=objective.get_absolute_url(), undo=back)

"""What holds an objective back, on its page, and how it is told and taken back."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Invoice, Issue
from kam.access import for_change, may_change
from kam.events import describe
from kam.http import Request
from kam.models import User
from kam.slots import fill
from kam.undo import undoes
from planning import services
from planning.held_back import where_it_stands
from planning.models import Hindrance, Objective

describe("planning.hindrance_noted", _("%(by)s noted that “%(name)s” is held back by “%(what)s”"), icon="link")
describe("planning.hindrance_removed", _("“%(name)s” is no longer held back by “%(what)s”"), icon="unlink")


@undoes("planning.note_hindrance")
def note_hindrance(*, pk: int, issue: int | None, invoice: int | None, note: str, by: User) -> None:
    services.note_hindrance(
        for_change(Objective.objects.all(), by, pk),
        issue=Issue.objects.filter(pk=issue or 0).first(),
        invoice=Invoice.objects.filter(pk=invoice or 0).first(),
        note=note,
        by=by,
    )


@fill("objective.why", order=5)
def held_back(request: Request, objective: Objective) -> SafeString:
    found = Hindrance.objects.filter(objective=objective).select_related("issue", "invoice")
    context = {
        "objective": objective,
        "rows": [(hindrance, where_it_stands(hindrance)) for hindrance in found],
        "may_change": may_change(Objective.objects.all(), request.user, objective.pk),
    }
    return render_to_string("planning/hindrances.html", context, request)

"""The sections of planning in the client portal, and on the page inside that says what is shared."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from accounts.visit import Visit
from kam.access import for_change, may_change
from kam.events import describe
from kam.http import Request
from kam.models import User
from kam.slots import fill
from kam.undo import undoes
from planning import portal, services
from planning.models import Objective, Plan

describe("planning.objective_shared", _("%(by)s shows “%(name)s” in the client's portal"), icon="eye")
describe("planning.objective_unshared", _("%(by)s no longer shows “%(name)s” in the client's portal"), icon="eye-off")
describe("planning.review_shared", _("%(by)s shows the next review in the client's portal"), icon="eye")
describe("planning.review_unshared", _("%(by)s no longer shows the next review in the client's portal"), icon="eye-off")


@fill("portal.sections", order=10)
def targets(request: HttpRequest, visit: Visit) -> SafeString:
    context = {"visit": visit, "offers": portal.offers_to(visit.contact, on=timezone.localdate())}
    return render_to_string("portal/targets.html", context, request)


@fill("portal.sections", order=20)
def standing(request: HttpRequest, visit: Visit) -> SafeString:
    on = timezone.localdate()
    context = {
        "visit": visit,
        "rows": portal.standing_for(visit.contact),
        "plan": portal.review_of(visit.contact, on=on),
    }
    return render_to_string("portal/standing.html", context, request)


@fill("portal.sections", order=30)
def actions(request: HttpRequest, visit: Visit) -> SafeString:
    on = timezone.localdate()
    context = {"visit": visit, "actions": portal.actions_for(visit.contact, on=on), "on": on}
    return render_to_string("portal/actions.html", context, request)


@fill("portal.sections", order=40)
def history(request: HttpRequest, visit: Visit) -> SafeString:
    context = {"visit": visit, "count": len(portal.agreed_with(visit.contact))}
    return render_to_string("portal/history_link.html", context, request)


@fill("client.sharing", order=10)
def sharing(request: Request, client: Client) -> SafeString:
    on = timezone.localdate()
    objectives = Objective.objects.of(client).exclude(status=Objective.Status.CANCELLED)
    context = {
        "client": client,
        "objectives": objectives.order_by("status", "due_on", "pk")[:100],
        "plan": Plan.objects.of(client).running(on=on).first(),
        "may_change": may_change(Client.objects.all(), request.user, client.pk),
    }
    return render_to_string("planning/sharing.html", context, request)


@undoes("planning.share_objective")
def share_objective(*, pk: int, by: User) -> None:
    services.share_objective(for_change(Objective.objects.all(), by, pk), by=by)


@undoes("planning.unshare_objective")
def unshare_objective(*, pk: int, by: User) -> None:
    services.unshare_objective(for_change(Objective.objects.all(), by, pk), by=by)


@undoes("planning.share_review")
def share_review(*, pk: int, by: User) -> None:
    services.share_review(for_change(Plan.objects.all(), by, pk), by=by)


@undoes("planning.unshare_review")
def unshare_review(*, pk: int, by: User) -> None:
    services.unshare_review(for_change(Plan.objects.all(), by, pk), by=by)

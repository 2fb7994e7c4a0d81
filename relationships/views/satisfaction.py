"""How satisfied the clients are: all surveys, one client, and what people wrote."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Client
from kam import undo
from kam.access import for_change, for_view, scope_of
from kam.http import Request
from kam.web import back_to, done, page, paginated, status_of
from relationships import loyalty, services
from relationships.forms import CommentFilterForm, SurveyFilterForm
from relationships.models import Response, Survey
from relationships.models.survey import InvitationQuerySet

COMMENTS, LATEST = 6, 6


def satisfaction(request: Request) -> HttpResponse:
    """The scores of the last year, with everything that is needed to judge them, and all surveys."""
    filters = SurveyFilterForm(request.GET or None)
    visible = Survey.objects.visible_to(request.user).select_related("created_by")
    rows = paginated(request, filters.apply(visible), size=20)
    results = loyalty.of_surveys(rows, request.user)
    context = _scores(request, loyalty.lately(request.user, on=timezone.localdate())) | {
        "filters": filters,
        "pager": rows,
        "surveys": [(survey, results.get(survey.pk)) for survey in rows],
        "may_ask": scope_of(request.user).works,
        "comments": loyalty.listed(request, loyalty.said(request.user).commented()[:COMMENTS]),
        "to_follow_up": Response.objects.visible_to(request.user).to_follow_up().count(),
    }
    return page(request, "relationships/satisfaction.html", context, part="list", status=status_of(filters))


def _scores(request: Request, lately: InvitationQuerySet) -> dict[str, object]:
    """Of the kind asked for or, without one, the first that was answered."""
    kinds = loyalty.of_kinds(lately)
    asked = {result.kind: result for result in kinds}
    first = next((result for result in kinds if result.n), kinds[0])
    shown = asked.get(request.GET.get("of", ""), first)
    recent = loyalty.of_late(request.user, on=timezone.localdate())
    return {
        "kinds": [(Survey.Kind(result.kind), result) for result in kinds],
        "shown": shown,
        "course": loyalty.course(loyalty.by_quarter(recent, shown.kind)),
        "standings": loyalty.by_client(lately, shown.kind),
        "on": timezone.localdate(),
    }


def comments(request: Request) -> HttpResponse:
    filters = CommentFilterForm(request.GET or None)
    rows = paginated(request, filters.apply(loyalty.said(request.user)))
    context = {"filters": filters, "pager": rows, "comments": loyalty.listed(request, rows)}
    return page(request, "relationships/comments.html", context, part="list", status=status_of(filters))


@require_POST
def follow_up(request: Request, pk: int) -> HttpResponse:
    response = for_change(Response.objects.select_related("invitation__contact"), request.user, pk)
    services.follow_up(response, by=request.user)
    told = _("Followed up: %s") % response.invitation.contact
    back = undo.offer("relationships.take_back_follow_up", by=request.user, message=told, pk=pk)
    return done(request, told, to=back_to(request, response.get_absolute_url()), undo=back)


def show_loyalty(request: Request, pk: int) -> HttpResponse:
    """One client: how long, how satisfied, who of those who decide, and what they wrote."""
    client, on = for_view(Client.objects.select_related("owner"), request.user, pk), timezone.localdate()
    mine = loyalty.lately(request.user, on=on).filter(client=client)
    recent = loyalty.of_late(request.user, on=on).filter(client=client)
    kinds = [result for result in loyalty.of_kinds(mine) if result.asked]
    context = {
        "client": client,
        "on": on,
        "tenure": loyalty.tenure(client, on=on),
        "kinds": [(Survey.Kind(result.kind), result) for result in kinds],
        "courses": [
            (Survey.Kind(result.kind), loyalty.course(loyalty.by_quarter(recent, result.kind))) for result in kinds
        ],
        "cover": loyalty.cover(client, request.user, on=on),
        "comments": loyalty.listed(request, loyalty.said(request.user).filter(invitation__client=client)[:LATEST]),
    }
    return page(request, "relationships/loyalty.html", context, part="loyalty")

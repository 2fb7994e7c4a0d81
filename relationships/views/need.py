from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Client
from kam import undo
from kam.access import for_change, for_view, may_change
from kam.http import Request
from kam.processes import Process
from kam.web import accepted, back_to, done, page, paginated, posted, status_of
from relationships import registry, scores, services
from relationships.forms import NeedFilterForm, NeedForm
from relationships.models import Interaction, Need

PAGE = ("client", "stated_by", "heard_in", "created_by")


def needs(request: Request) -> HttpResponse:
    today = timezone.localdate()
    filters = NeedFilterForm(request.GET or None, today=today)
    seen = Need.objects.visible_to(request.user).kept()
    found = filters.apply(seen).with_confidence(on=today).select_related("client", "stated_by")
    rows = paginated(request, registry.in_order(found, request.GET.get("ordering", ""), on=today))
    context = {
        "filters": filters,
        "pager": rows,
        "rows": registry.rows_of(list(rows), user=request.user, on=today),
        "views": registry.views(seen, chosen=filters.view_key, on=today),
        "matrix": registry.matrix(filters.apply(seen, by_scores=False)) if filters.shows_matrix else None,
    }
    return page(request, "relationships/needs.html", context, part="list", status=status_of(filters))


def show_need(request: Request, pk: int) -> HttpResponse:
    need, today = for_view(Need.objects.kept().select_related(*PAGE), request.user, pk), timezone.localdate()
    written = list(need.assessments.with_before().select_related("by", "asked", "round"))
    context = {
        "need": need,
        "client": need.client,
        "may_change": may_change(Need.objects.all(), request.user, pk),
        "confidence": need.confidence_on(today),
        "late": need.days_late(today),
        "tone": registry.tone_of(need, on=today),
        "assessments": written,
        "plot": scores.lines(written[::-1]),
        "talks": Interaction.objects.touching(need).select_related("by")[:20],
    }
    return page(request, "relationships/need.html", context, part="need")


def create_need(request: Request, pk: int) -> HttpResponse:
    client = for_change(Client.objects.all(), request.user, pk)
    form = NeedForm(posted(request), client=client, initial=request.GET.dict())
    to = back_to(request, client.url_of(Process.RELATIONSHIPS))
    if accepted(form, partial(services.create_need, client, by=request.user)):
        return done(request, _("The need is noted."), to=to)
    context = {"form": form, "client": client, "title": _("New need of %s") % client, "cancel_url": to}
    return page(request, "relationships/need_form.html", context, part="form", status=status_of(form))


def change_need(request: Request, pk: int) -> HttpResponse:
    need = for_change(Need.objects.kept().select_related(*PAGE), request.user, pk)
    form = NeedForm(posted(request), instance=need, client=need.client)
    to = back_to(request, need.get_absolute_url())
    if accepted(form, partial(services.change_need, need, by=request.user)):
        return done(request, _("The changes are saved."), to=to)
    context = {"form": form, "need": need, "client": need.client, "title": _("Edit need"), "cancel_url": to}
    return page(request, "relationships/need_form.html", context, part="form", status=status_of(form))


@require_POST
def remove_need(request: Request, pk: int) -> HttpResponse:
    need = for_change(Need.objects.select_related("client"), request.user, pk)
    services.remove_need(need, by=request.user)
    told = _("Removed: %s") % need
    back = undo.offer("relationships.restore_need", by=request.user, message=told, pk=pk)
    return done(request, told, to=need.client.url_of(Process.RELATIONSHIPS), undo=back)

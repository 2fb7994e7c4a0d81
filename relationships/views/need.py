from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Client
from kam import undo
from kam.access import for_change, for_view, may_change
from kam.http import Request
from kam.processes import Process
from kam.web import accepted, back_to, done, page, posted, status_of
from relationships import services
from relationships.forms import NeedForm
from relationships.models import Need


def create_need(request: Request, pk: int) -> HttpResponse:
    client = for_change(Client.objects.all(), request.user, pk)
    form = NeedForm(posted(request), client=client, initial=request.GET.dict())
    to = back_to(request, client.url_of(Process.RELATIONSHIPS))
    if accepted(form, partial(services.create_need, client, by=request.user)):
        return done(request, _("The need is noted."), to=to)
    context = {"form": form, "client": client, "title": _("New need of %s") % client, "cancel_url": to}
    return page(request, "relationships/need_form.html", context, part="form", status=status_of(form))


def change_need(request: Request, pk: int) -> HttpResponse:
    """The need as a form for those who may change it, as a text for the others, with what answers it."""
    found = Need.objects.kept().select_related("client", "stated_by", "heard_in", "created_by")
    need = for_change(found, request.user, pk) if request.method == "POST" else for_view(found, request.user, pk)
    form = NeedForm(posted(request), instance=need, client=need.client)
    if accepted(form, partial(services.change_need, need, by=request.user)):
        return done(request, _("The changes are saved."), to=back_to(request, need.get_absolute_url()))
    editable = may_change(Need.objects.all(), request.user, pk)
    context = {"form": form, "need": need, "client": need.client, "may_change": editable}
    return page(request, "relationships/need.html", context, part="form", status=status_of(form))


@require_POST
def remove_need(request: Request, pk: int) -> HttpResponse:
    need = for_change(Need.objects.select_related("client"), request.user, pk)
    services.remove_need(need, by=request.user)
    told = _("Removed: %s") % need
    back = undo.offer("relationships.restore_need", by=request.user, message=told, pk=pk)
    return done(request, told, to=need.client.url_of(Process.RELATIONSHIPS), undo=back)

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Client
from kam import undo
from kam.access import for_change, for_view, may_change
from kam.http import Request
from kam.prose import as_html
from kam.web import accepted, done, page, paginated, posted, status_of
from performance import services
from performance.forms import DraftUpdateForm, SendUpdateForm, StatusUpdateForm
from performance.models import StatusUpdate
from performance.services import is_out


def status_updates(request: Request, pk: int) -> HttpResponse:
    """What the client was told so far, and drawing up the next update."""
    client = for_view(Client.objects.all(), request.user, pk)
    found = StatusUpdate.objects.of(client).kept().select_related("by").prefetch_related("mails__contact")
    context = {
        "client": client,
        "pager": paginated(request, found, 20),
        "may_change": may_change(Client.objects.all(), request.user, pk),
    }
    return page(request, "performance/status_updates.html", context, part="list")


def draft_update(request: Request, pk: int) -> HttpResponse:
    client = for_change(Client.objects.all(), request.user, pk)
    form = DraftUpdateForm(posted(request), client=client, today=timezone.localdate())
    made: list[StatusUpdate] = []
    if accepted(form, lambda **told: made.append(services.draft_update(client, by=request.user, **told))):
        return done(request, _("The draft is ready: read it, then send or publish it."), to=made[0].get_absolute_url())
    to = reverse("performance:status-updates", args=[pk])
    context = {"form": form, "client": client, "title": _("New status update"), "cancel_url": to}
    return page(request, "performance/draft_update.html", context, part="form", status=status_of(form))


def show_status_update(request: Request, pk: int) -> HttpResponse:
    update = for_view(StatusUpdate.objects.kept().select_related("client", "by"), request.user, pk)
    context = {
        "update": update,
        "client": update.client,
        "body": as_html(update.body),
        "mails": list(update.mails.select_related("contact", "by")),
        "may_change": may_change(StatusUpdate.objects.all(), request.user, pk),
    }
    return page(request, "performance/status_update.html", context | {"is_out": is_out(update)}, part="update")


def change_status_update(request: Request, pk: int) -> HttpResponse:
    update = for_change(StatusUpdate.objects.kept().select_related("client"), request.user, pk)
    form = StatusUpdateForm(posted(request), instance=update)
    if accepted(form, partial(services.change_update, update, by=request.user)):
        return done(request, _("The changes are saved."), to=update.get_absolute_url())
    context = {"form": form, "client": update.client, "title": _("Edit status update")}
    context["cancel_url"] = update.get_absolute_url()
    return page(request, "performance/draft_update.html", context, part="form", status=status_of(form))


def send_status_update(request: Request, pk: int) -> HttpResponse:
    """Outward, so it is asked: to whom, with the text as they will read it."""
    update = for_change(StatusUpdate.objects.kept().select_related("client"), request.user, pk)
    form = SendUpdateForm(posted(request), client=update.client)
    if accepted(form, partial(services.send_update, update, by=request.user)):
        return done(request, _("The update is on its way."), to=update.get_absolute_url())
    context = {"form": form, "update": update, "client": update.client, "body": as_html(update.body)}
    return page(request, "performance/send_update.html", context, part="form", status=status_of(form))


@require_POST
def publish_status_update(request: Request, pk: int) -> HttpResponse:
    update = for_change(StatusUpdate.objects.kept(), request.user, pk)
    services.publish_update(update, by=request.user)
    return done(request, _("The client sees it on the portal."), to=update.get_absolute_url())


@require_POST
def remove_status_update(request: Request, pk: int) -> HttpResponse:
    update = for_change(StatusUpdate.objects.all(), request.user, pk)
    services.remove_update(update, by=request.user)
    told = _("Removed: %s") % update
    back = undo.offer("performance.restore_update", by=request.user, message=told, pk=pk)
    return done(request, told, to=reverse("performance:status-updates", args=[update.client_id]), undo=back)

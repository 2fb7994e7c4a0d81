from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Client
from kam import undo
from kam.access import for_change, for_view, may_change
from kam.forms import AttachmentForm
from kam.http import Request
from kam.models import Attachment
from kam.services import attach
from kam.web import accepted, back_to, done, drafted, page, posted, status_of, uploaded
from planning import services
from planning.forms import ChangeInteractionForm, ChooseClientForm, InteractionForm, given
from planning.models import Objective
from relationships import services as relationships
from relationships.models import Interaction


def choose_client(request: Request) -> HttpResponse:
    """The first step of logging from anywhere: with whom."""
    form = ChooseClientForm(request.GET if "client" in request.GET else None, user=request.user)
    if form.is_valid():
        return redirect("planning:log-interaction", form.cleaned_data["client"].pk)
    recent = Client.objects.editable_by(request.user).recent_for(request.user)[:6]
    context = {"form": form, "recent": recent}
    return page(request, "planning/choose_client.html", context, part="form", status=status_of(form))


def log_interaction(request: Request, pk: int) -> HttpResponse:
    client = for_change(Client.objects.all(), request.user, pk)
    chosen = given(InteractionForm(request.GET, client=client))
    form = drafted(request, InteractionForm(posted(request), uploaded(request), client=client, initial=chosen))
    if accepted(form, partial(services.log_interaction, client, by=request.user)):
        return done(request, _("The interaction is logged."), to=back_to(request, client.get_absolute_url()))
    context = {"form": form, "client": client, "cancel_url": client.get_absolute_url()}
    return page(request, "planning/interaction_form.html", context, part="form", status=status_of(form))


def show_interaction(request: Request, pk: int) -> HttpResponse:
    found = for_view(Interaction.objects.select_related("client", "by"), request.user, pk)
    context = {
        "interaction": found,
        "client": found.client,
        "people": found.people.all(),
        "needs": found.about.all(),
        "objectives": Objective.objects.filter(topics__interaction=found).order_by("title", "pk"),
        "actions": found.actions.select_related("owner", "client_owner"),
        "files": Attachment.objects.of(found),
        "may_change": may_change(Interaction.objects.all(), request.user, found.pk),
    }
    return page(request, "planning/interaction.html", context, part="interaction")


def change_interaction(request: Request, pk: int) -> HttpResponse:
    found = for_change(Interaction.objects.select_related("client"), request.user, pk)
    form = drafted(request, ChangeInteractionForm(posted(request), interaction=found))
    if accepted(form, partial(services.change_interaction, found, by=request.user)):
        return done(request, _("The changes are saved."), to=found.get_absolute_url())
    context = {"form": form, "client": found.client, "cancel_url": found.get_absolute_url(), "interaction": found}
    return page(request, "planning/interaction_form.html", context, part="form", status=status_of(form))


@require_POST
def remove_interaction(request: Request, pk: int) -> HttpResponse:
    found = for_change(Interaction.objects.select_related("client"), request.user, pk)
    relationships.remove_interaction(found, by=request.user)
    told = _("Removed: %s") % found.opening
    back = undo.offer("planning.restore_interaction", by=request.user, message=told, pk=pk)
    return done(request, told, to=found.client.get_absolute_url(), undo=back)


def attach_file(request: Request, pk: int) -> HttpResponse:
    found = for_change(Interaction.objects.select_related("client"), request.user, pk)
    form = AttachmentForm(posted(request), uploaded(request))
    if accepted(form, partial(attach, found, client_id=found.client_id, by=request.user)):
        return done(request, _("The file is attached."), to=found.get_absolute_url())
    context = {"form": form, "cancel_url": found.get_absolute_url()}
    return page(request, "kam/attach_form.html", context, part="form", status=status_of(form))

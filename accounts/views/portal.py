"""The inside of the client portal: who has a link, giving and ending one, and seeing what the client sees."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import services
from accounts.forms import PortalForm
from accounts.models import Client, Contact, PortalAccess
from accounts.visit import Visit, is_open
from kam.access import for_change, for_view, may_change
from kam.brand import brand
from kam.http import Request
from kam.models import User
from kam.web import accepted, done, page, posted, status_of

RECENT = 50


def portal(request: Request, pk: int) -> HttpResponse:
    """Who has a link to the client's portal and what is shared there; and giving somebody a link."""
    client = for_view(Client.objects.select_related("owner"), request.user, pk)
    form = _form(request, client)
    if form and accepted(form, partial(_open, by=request.user)):
        return done(request, _("The link works: copy it from the list."), to=_url(client))
    links, people = _links(client, with_address=form is not None), client.contacts.current()[:RECENT]
    context = {"client": client, "form": form, "links": links, "people": people}
    return page(request, "accounts/portal.html", context, part="portal", status=status_of(form) if form else 200)


def _form(request: Request, client: Client) -> PortalForm | None:
    """None for those who only look; they may not send it either."""
    if request.method == "POST":
        for_change(Client.objects.all(), request.user, client.pk)
    elif not may_change(Client.objects.all(), request.user, client.pk):
        return None
    return PortalForm(posted(request), client=client, initial={"contact": request.GET.get("contact", "")})


def _open(*, contact: Contact, by: User, days: int, asks_code: bool) -> None:
    services.open_portal(contact, by=by, days=days, asks_code=asks_code)


def _links(client: Client, *, with_address: bool) -> list[tuple[PortalAccess, str, bool]]:
    """Each link with its address (for those who may hand it on) and whether it works now."""
    found = PortalAccess.objects.of(client).select_related("contact", "created_by")[:RECENT]
    return [(access, _address(access) if with_address and is_open(access) else "", is_open(access)) for access in found]


def _address(access: PortalAccess) -> str:
    return services.address_of_portal(access) if services.knows_token(access) else ""


@require_POST
def renew_portal(request: Request, pk: int) -> HttpResponse:
    access = for_change(PortalAccess.objects.select_related("client", "contact"), request.user, pk)
    try:
        services.renew_portal(access, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(_url(access.client))
    return done(request, _("%s has a new link.") % access.contact, to=_url(access.client))


def revoke_portal(request: Request, pk: int) -> HttpResponse:
    """Asked first: the client notices, and a revoked link does not come back."""
    access = for_change(PortalAccess.objects.select_related("client", "contact"), request.user, pk)
    if request.method == "POST":
        services.revoke_portal(access, by=request.user)
        return done(request, _("The link of %s no longer works.") % access.contact, to=_url(access.client))
    context = {"access": access, "client": access.client, "back": _url(access.client)}
    return page(request, "accounts/revoke_portal.html", context, part="form")


def preview_portal(request: Request, pk: int, contact: int) -> HttpResponse:
    """What this person sees, in their language, without a form that works."""
    client = for_view(Client.objects.select_related("owner"), request.user, pk)
    person = get_object_or_404(client.contacts.kept(), pk=contact)
    note = _("Preview: this is what %s sees. Nothing can be answered here.") % person
    last = PortalAccess.objects.of(client).filter(contact=person).usable(at=timezone.now()).first()
    access = last or PortalAccess(client=client, contact=person, created_by=request.user)
    access.client, access.contact = client, person
    context = {"visit": Visit(access), "brand": brand(), "note": note, "back": _url(client)}
    with translation.override(person.language or translation.get_language()):
        return render(request, "portal/home.html", context)


def _url(client: Client) -> str:
    return reverse("accounts:portal", args=[client.pk])

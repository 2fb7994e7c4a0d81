"""Changing the relationship map: moving people, adding them, joining and parting them."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Contact
from kam import undo
from kam.access import for_change
from kam.addresses import address_of
from kam.http import Request
from kam.web import accepted, back_to, done, page, posted, status_of
from relationships import services
from relationships.forms.link import LinkForm, ReportForm, SuperiorForm
from relationships.models import Link
from relationships.people_map import lines_of


def move_person(request: Request, pk: int) -> HttpResponse:
    person = _found(request, pk)
    now = person.links.reporting().first()
    former = now.target_id if now else None
    form = SuperiorForm(posted(request), person=person, initial={"superior": former})
    if accepted(form, partial(services.set_superior, person, by=request.user)):
        told = _("%s is moved.") % person.name
        back = undo.offer("relationships.put_back", by=request.user, message=told, pk=pk, superior=former)
        return done(request, told, to=_map_of(request, person), undo=back)
    title = _("To whom does %s report?") % person.name
    return _form(request, person, form, title=title, fields="relationships/superior_fields.html")


def link_person(request: Request, pk: int) -> HttpResponse:
    """The lines of a person, each to be ended here, and a new one."""
    person = _found(request, pk)
    form = LinkForm(posted(request), person=person)
    made: list[Link] = []
    if accepted(form, lambda **fields: made.append(services.add_link(person, by=request.user, **fields))):
        told = _("The line is on the map.")
        back = undo.offer("relationships.end_link", by=request.user, message=told, pk=made[0].pk)
        return done(request, told, to=_map_of(request, person), undo=back)
    context = _about(request, person) | {"form": form, "lines": lines_of(person)}
    return page(request, "relationships/links.html", context, part="form", status=status_of(form))


def add_report(request: Request, pk: int) -> HttpResponse:
    """Somebody new below a person or beside them."""
    person = _found(request, pk)
    now = person.links.reporting().select_related("target").first()
    initial = {"place": "report"} | request.GET.dict()
    form = ReportForm(posted(request), person=person, superior=now.target if now else None, initial=initial)
    if accepted(form, partial(services.add_report, person.client, by=request.user)):
        return done(request, _("%s is on the map.") % form.cleaned_data["name"], to=_map_of(request, person))
    return _form(request, person, form, title=_("New person at %s") % person.client)


@require_POST
def end_link(request: Request, pk: int) -> HttpResponse:
    link = for_change(Link.objects.select_related("source__client", "target"), request.user, pk)
    services.end_link(link, by=request.user)
    told = _("Ended: %s") % link
    back = undo.offer("relationships.reopen_link", by=request.user, message=told, pk=pk)
    return done(request, told, to=_map_of(request, link.source), undo=back)


def _found(request: Request, pk: int) -> Contact:
    return for_change(Contact.objects.select_related("client"), request.user, pk)


def _map_of(request: Request, person: Contact) -> str:
    return back_to(request, address_of("relationships:show-map", person.client_id))


def _about(request: Request, person: Contact) -> dict[str, Any]:
    return {"contact": person, "client": person.client, "cancel_url": _map_of(request, person)}


def _form(request: Request, person: Contact, form: Any, *, title: str, fields: str = "") -> HttpResponse:
    context = _about(request, person) | {"form": form, "title": title, "fields_template": fields}
    return page(request, "relationships/person_form.html", context, part="form", status=status_of(form))

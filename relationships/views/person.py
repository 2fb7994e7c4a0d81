from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import services as accounts
from accounts.models import Client, Contact
from kam import undo
from kam.access import for_change, for_view, may_change
from kam.http import Request
from kam.processes import Process
from kam.web import accepted, back_to, done, page, paginated, posted, status_of
from relationships.directory import directory, order_of
from relationships.forms import DepartureForm, IdentifyForm, PeopleFilterForm, PlaceholderForm
from relationships.matters import matters_of
from relationships.person_page import person_page
from relationships.portrait import portraits


def people(request: Request) -> HttpResponse:
    today = timezone.localdate()
    filters = PeopleFilterForm(request.GET or None, user=request.user, on=today)
    found = filters.apply(directory(request.user, on=today)).order_by(*order_of(request.GET.get("ordering", "")))
    pager = paginated(request, found.select_related("client"))
    rows = portraits(pager, seen_by=request.user, on=today).values()
    context = {"filters": filters, "pager": pager, "rows": rows, "of": filters.chosen.get("client")}
    return page(request, "relationships/people.html", context, part="list", status=status_of(filters))


def show_person(request: Request, pk: int) -> HttpResponse:
    contact = for_view(Contact.objects.select_related("client"), request.user, pk)
    editable = contact.is_kept and may_change(Contact.objects.all(), request.user, pk)
    shown = person_page(contact, seen_by=request.user, on=timezone.localdate())
    context = {"contact": contact, "client": contact.client, "may_change": editable, "shown": shown}
    return page(request, "relationships/person.html", context, part="person")


def create_placeholder(request: Request, pk: int) -> HttpResponse:
    client = for_change(Client.objects.all(), request.user, pk)
    form = PlaceholderForm(posted(request), initial=request.GET.dict())
    to = back_to(request, client.url_of(Process.RELATIONSHIPS))
    if accepted(form, partial(accounts.create_placeholder, client, by=request.user)):
        return done(request, _("The role is noted; who holds it is still to be found out."), to=to)
    context = {"form": form, "client": client, "title": _("A role to be identified at %s") % client, "cancel_url": to}
    return page(request, "relationships/person_form.html", context, part="form", status=status_of(form))


def identify_person(request: Request, pk: int) -> HttpResponse:
    contact = for_change(Contact.objects.select_related("client"), request.user, pk)
    form = IdentifyForm(posted(request), initial={"job_title": contact.job_title or contact.name})
    to = back_to(request, contact.get_absolute_url())
    if accepted(form, partial(accounts.identify_contact, contact, by=request.user)):
        return done(request, _("%s is no longer a role to be identified.") % form.cleaned_data["name"], to=to)
    title = _("Who is “%s”?") % contact.name
    context = {"form": form, "contact": contact, "client": contact.client, "title": title, "cancel_url": to}
    return page(request, "relationships/person_form.html", context, part="form", status=status_of(form))


def leave_person(request: Request, pk: int) -> HttpResponse:
    """Note that somebody left, with what is open in their name."""
    contact = for_change(Contact.objects.select_related("client"), request.user, pk)
    form = DepartureForm(posted(request), initial={"left_on": contact.left_on or timezone.localdate()})
    if accepted(form, partial(accounts.note_departure, contact, by=request.user)):
        told = _("%s left the company.") % contact.name
        back = undo.offer("accounts.take_back_departure", by=request.user, message=told, pk=pk)
        return done(request, told, to=contact.get_absolute_url(), undo=back)
    context = {"form": form, "contact": contact, "client": contact.client, "matters": matters_of(contact)}
    return page(request, "relationships/leave_form.html", context, part="form", status=status_of(form))


@require_POST
def return_person(request: Request, pk: int) -> HttpResponse:
    contact = for_change(Contact.objects.all(), request.user, pk)
    accounts.take_back_departure(contact, by=request.user)
    return done(request, _("%s is with the company after all.") % contact.name, to=contact.get_absolute_url())

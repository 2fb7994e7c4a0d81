from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_stubs_ext import StrPromise

from accounts import services
from accounts.columns import columns, order_of, presets, relations, rows_of, totals_of
from accounts.duplicates import twins, with_address
from accounts.forms import AccountTeamForm, ClientFilterForm, ClientForm, ContactForm, TimelineFilterForm
from accounts.models import AccountTeamMember, Client, Contact
from accounts.models.contact import ContactQuerySet
from accounts.timeline import page_of, told
from kam import slots, undo
from kam.access import for_change, for_view, may_change, scope_of
from kam.forms import AttachmentForm
from kam.http import Request
from kam.models import Event
from kam.processes import Process
from kam.services import attach
from kam.web import Tab, accepted, done, page, paginated, posted, status_of, uploaded

LATEST = 10


def clients(request: Request) -> HttpResponse:
    filters = ClientFilterForm(request.GET or None, user=request.user)
    found = filters.apply(Client.objects.visible_to(request.user).active())
    ordering = request.GET.get("ordering", "")
    ordered = found.order_by(*order_of(ordering)) if order_of(ordering) else found.by_name()
    count, totals = totals_of(found)
    rows = paginated(request, ordered.select_related("owner", *relations()), count=count)
    context = {
        "filters": filters,
        "pager": rows,
        "rows": rows_of(list(rows)),
        "columns": columns(),
        "totals": totals,
        "presets": presets(),
        "ordering": ordering,
    }
    return page(request, "accounts/clients.html", context, part="list", status=status_of(filters))


def show_client(request: Request, pk: int) -> HttpResponse:
    client = _found(request, pk)
    events = told(Event.objects.of_client(pk).select_related("by")[:LATEST])
    context = _frame(request, client) | {"events": events}
    return page(request, "accounts/client.html", context, part="overview")


def show_process(request: Request, pk: int, process: Process) -> HttpResponse:
    """One of the five process tabs: what that process's app and the apps above it have to show of the client."""
    client = _found(request, pk)
    context = _frame(request, client) | {"process": process, "slot": f"client.{process}"}
    return page(request, "accounts/client_process.html", context, part="process")


def timeline(request: Request, pk: int) -> HttpResponse:
    """Everything that happened with the client, further back page by page, by key: each stays cheap however far."""
    client = _found(request, pk)
    filters = TimelineFilterForm(request.GET or None, client=client, user=request.user)
    events, further = page_of(filters.apply(Event.objects.of_client(pk)), before=request.GET.get("before", ""))
    context = _frame(request, client) | {"events": events, "further": further, "filters": filters}
    return page(request, "accounts/timeline.html", context, part="timeline", status=status_of(filters))


def _found(request: Request, pk: int) -> Client:
    return for_view(Client.objects.select_related("owner", "team", "parent"), request.user, pk)


def _frame(request: Request, client: Client) -> dict[str, Any]:
    """What the header and the tabs of every client page show."""
    return {
        "client": client,
        "may_change": may_change(Client.objects.all(), request.user, client.pk),
        "members": client.account_team.select_related("user"),
        "tabs": _tabs(request, client),
    }


def _tabs(request: Request, client: Client) -> list[Tab]:
    statuses: dict[str, str] = {}
    for found in slots.collect("client.statuses", request, client=client):
        statuses |= found
    pages: list[tuple[StrPromise | str, str, str, str]] = [(_("Overview"), client.get_absolute_url(), "house", "")]
    pages += [(process.label, client.url_of(process), process.icon, statuses.get(process, "")) for process in Process]
    return [Tab(label, url, icon, url == request.path, status) for label, url, icon, status in pages]


def create_client(request: Request) -> HttpResponse:
    if not scope_of(request.user).works:
        raise PermissionDenied
    form = ClientForm(posted(request), user=request.user, initial={"owner": request.user})
    made: list[Client] = []
    if accepted(form, lambda **fields: made.append(services.create_client(by=request.user, **fields))):
        return done(request, _("%s is now a client.") % made[0], to=made[0].get_absolute_url())
    context = {"form": form, "title": _("New client"), "cancel_url": reverse("accounts:clients")}
    return page(request, "accounts/client_form.html", context, part="form", status=status_of(form))


def change_client(request: Request, pk: int) -> HttpResponse:
    client = for_change(Client.objects.all(), request.user, pk)
    form = ClientForm(posted(request), instance=client, user=request.user)
    if accepted(form, partial(services.change_client, client, by=request.user)):
        return done(request, _("The changes are saved."), to=client.get_absolute_url())
    context = {"form": form, "client": client, "title": _("Edit client"), "cancel_url": client.get_absolute_url()}
    return page(request, "accounts/client_form.html", context, part="form", status=status_of(form))


def account_team(request: Request, pk: int) -> HttpResponse:
    """Who works on the client beside its owner, or follows it; and adding somebody."""
    client = for_change(Client.objects.all(), request.user, pk)
    form = AccountTeamForm(posted(request), user=request.user)
    if accepted(form, partial(services.join_account_team, client, by=request.user)):
        return done(request, _("%s is on the account team.") % form.cleaned_data["user"], to=_team_url(client))
    context = {"form": form, "client": client, "members": client.account_team.select_related("user")}
    return page(request, "accounts/account_team.html", context, part="team", status=status_of(form))


@require_POST
def leave_account_team(request: Request, pk: int) -> HttpResponse:
    member = for_change(AccountTeamMember.objects.select_related("client", "user"), request.user, pk)
    services.leave_account_team(member, by=request.user)
    message = _("%s left the account team.") % member.user
    told = {"client": member.client_id, "user": member.user_id, "access": member.access, "duty": member.duty}
    back = undo.offer("accounts.join_account_team", by=request.user, message=message, **told)
    return done(request, message, to=_team_url(member.client), undo=back)


def _team_url(client: Client) -> str:
    return reverse("accounts:account-team", args=[client.pk])


def create_contact(request: Request, pk: int) -> HttpResponse:
    client = for_change(Client.objects.all(), request.user, pk)
    form, made = ContactForm(posted(request)), list[Contact]()
    if accepted(form, lambda **fields: made.append(services.create_contact(client, by=request.user, **fields))):
        # Somebody who may be known elsewhere is asked about on their own page.
        to = made[0].get_absolute_url() if twins(made[0], request.user) else client.url_of(Process.RELATIONSHIPS)
        return done(request, _("The person is added."), to=to)
    context = {"form": form, "client": client, "title": _("New person at %s") % client, "known": _known(client, form)}
    return page(request, "accounts/contact_form.html", context, part="form", status=status_of(form))


def _known(client: Client, form: ContactForm) -> ContactQuerySet:
    """Who of the client has the address that was typed."""
    return with_address(client, form.data.get("email", ""))


def change_contact(request: Request, pk: int) -> HttpResponse:
    contact = for_change(Contact.objects.kept().select_related("client"), request.user, pk)
    form = ContactForm(posted(request), instance=contact)
    if accepted(form, partial(services.change_contact, contact, by=request.user)):
        return done(request, _("The changes are saved."), to=contact.get_absolute_url())
    context = {"form": form, "client": contact.client, "title": contact.name}
    return page(request, "accounts/contact_form.html", context, part="form", status=status_of(form))


def attach_file(request: Request, pk: int) -> HttpResponse:
    client = for_change(Client.objects.all(), request.user, pk)
    form = AttachmentForm(posted(request), uploaded(request))
    if accepted(form, partial(attach, client, client_id=client.pk, by=request.user)):
        return done(request, _("The file is attached."), to=client.url_of(Process.ACCOUNTS))
    context = {"form": form, "cancel_url": client.url_of(Process.ACCOUNTS)}
    return page(request, "kam/attach_form.html", context, part="form", status=status_of(form))

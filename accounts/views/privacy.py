"""Handing out and erasing what is kept about a person: for managers of the client's team and administrators."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from accounts import services
from accounts.footprint import footprint
from accounts.forms import EraseForm, ExportForm
from accounts.models import Contact
from kam.access import for_change
from kam.http import Request
from kam.web import accepted, done, page, posted, status_of


def export_person(request: Request, pk: int) -> HttpResponseBase:
    contact, others = _found(request, pk)
    form = ExportForm(posted(request), elsewhere=others)
    if form.is_valid():
        people = [contact, *others] if form.is_everywhere else [contact]
        made = services.export_person(people, reason=form.cleaned_data["reason"], by=request.user)
        return FileResponse(made, as_attachment=True, filename=f"person-{pk}.zip", content_type="application/zip")
    context = _context(contact, form)
    return page(request, "accounts/export.html", context, part="form", status=status_of(form))


def erase_person(request: Request, pk: int) -> HttpResponse:
    contact, others = _found(request, pk)
    form = EraseForm(posted(request), contact=contact, elsewhere=others)

    def erase(reason: str, **_confirmed: str) -> None:
        people = [contact, *others] if form.is_everywhere else [contact]
        services.erase_everywhere(people, reason=reason, by=request.user)

    if accepted(form, erase):
        return done(request, _("The person is erased."), to=contact.get_absolute_url())
    context = _context(contact, form)
    return page(request, "accounts/erase.html", context, part="form", status=status_of(form))


def _found(request: Request, pk: int) -> tuple[Contact, list[Contact]]:
    """The record, and those of the same person at other clients that this user answers for as well."""
    contact = for_change(Contact.objects.kept().select_related("client"), request.user, pk)
    answered = Contact.objects.answered_for_by(request.user)
    if not answered.filter(pk=pk).exists():
        raise PermissionDenied
    return contact, list(answered.elsewhere(contact).select_related("client"))


def _context(contact: Contact, form: Any) -> dict[str, Any]:
    return {"contact": contact, "client": contact.client, "form": form, "footprint": footprint(contact)}

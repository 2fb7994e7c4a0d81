"""Two records of one person: merged where they are of one client, linked where they are of two."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import services
from accounts.duplicates import candidates, searched, twins
from accounts.forms import MergeForm, SamePersonForm
from accounts.models import Contact
from kam.access import for_change
from kam.http import Request
from kam.web import accepted, done, page, posted, status_of

COMPARED = (
    "job_title", "email", "phone", "language", "left_on", "legal_basis", "consented_on", "surveys_refused_on",
)  # fmt: skip


def merge_contacts(request: Request, pk: int) -> HttpResponse:
    """Choose the other record, see both side by side, say which to keep."""
    contact = _found(request, pk)
    form = MergeForm(posted(request), contact=contact, user=request.user)
    made: list[tuple[Contact, UUID]] = []

    def merge(other: Contact, keep: str) -> None:
        kept, gone = (other, contact) if keep == MergeForm.OTHER else (contact, other)
        made.append((kept, services.merge_contacts(kept, gone, by=request.user)))

    if accepted(form, merge):
        kept, back = made[0]
        return done(request, _("The two records are one now."), to=kept.get_absolute_url(), undo=back)
    context = {"contact": contact, "client": contact.client, "form": form} | _compared(request, contact, form)
    return page(request, "accounts/merge.html", context, part="merge", status=status_of(form))


def _compared(request: Request, contact: Contact, form: MergeForm) -> dict[str, Any]:
    """The other record, if one is chosen, beside this one; otherwise who may be meant."""
    chosen = (form.data or request.GET).get("other", "")
    people = Contact.objects.kept().editable_by(request.user).exclude(pk=contact.pk).select_related("client")
    other = people.filter(pk=int(chosen)).first() if chosen.isdecimal() and len(chosen) < 19 else None
    if other is None:
        return {"candidates": candidates(contact), "action": reverse("accounts:merge-contact", args=[contact.pk])}
    older = MergeForm.OTHER if other.created_at < contact.created_at else MergeForm.THIS
    keep = form["keep"].value() or older  # the record that others know, wherever one came from
    return {"other": other, "rows": [_row(contact, other, name) for name in COMPARED], "keep": keep}


def _row(contact: Contact, other: Contact, name: str) -> tuple[str, Any, Any]:
    label = str(Contact._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return label, _shown(contact, name), _shown(other, name)


def _shown(contact: Contact, name: str) -> Any:
    told = getattr(contact, f"get_{name}_display", None)
    return told() if told else getattr(contact, name)


def same_person(request: Request, pk: int) -> HttpResponse:
    contact = _found(request, pk)
    form = SamePersonForm(posted(request), contact=contact, user=request.user)
    made: list[UUID | None] = []
    if accepted(form, lambda other: made.append(services.same_person(contact, other, by=request.user))):
        return done(request, _("Both records now show each other."), to=contact.get_absolute_url(), undo=made[0])
    text = request.GET.get("q", "").strip()[:200]
    context = {
        "contact": contact,
        "client": contact.client,
        "form": form,
        "text": text,
        "found": searched(text, of=contact, user=request.user) if text else [],
        "twins": [] if text else twins(contact, request.user),
    }
    return page(request, "accounts/same_person.html", context, part="same", status=status_of(form))


@require_POST
def not_same_person(request: Request, pk: int) -> HttpResponse:
    contact = _found(request, pk)
    back = services.not_same_person(contact, by=request.user)
    return done(request, _("%s now stands alone.") % contact.name, to=contact.get_absolute_url(), undo=back)


def _found(request: Request, pk: int) -> Contact:
    return for_change(Contact.objects.kept().select_related("client"), request.user, pk)

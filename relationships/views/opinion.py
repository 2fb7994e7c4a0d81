from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Contact
from kam import undo
from kam.access import for_change
from kam.http import Request
from kam.web import accepted, back_to, done, page, posted, status_of
from relationships import services
from relationships.forms import AcquaintanceForm, AssessForm, StakeholderForm
from relationships.models import Opinion, Stakeholder
from relationships.portrait import portraits


def assess_person(request: Request, pk: int) -> HttpResponse:
    contact, today = _found(request, pk), timezone.localdate()
    portrait = portraits([contact], seen_by=request.user, on=today)[pk]
    form = AssessForm(posted(request), contact=contact, portrait=portrait, today=today, initial=request.GET.dict())
    to, noted = back_to(request, contact.get_absolute_url()), list[Opinion]()
    if accepted(form, lambda **told: noted.extend(services.note_opinions(contact, by=request.user, **told))):
        return _noted(request, contact, noted, to=to)
    context = _about(contact, to) | {"form": form, "title": _("Assess %s") % contact.name}
    return page(request, "relationships/assess_form.html", context, part="form", status=status_of(form))


def _noted(request: Request, contact: Contact, noted: list[Opinion], *, to: str) -> HttpResponse:
    if not noted:
        return done(request, _("That stands already: nothing new was noted."), to=to)
    told, ids = _("Assessed: %s") % contact.name, [opinion.pk for opinion in noted]
    back = undo.offer("relationships.withdraw_opinions", by=request.user, message=told, pks=ids)
    return done(request, told, to=to, undo=back)


@require_POST
def withdraw_opinion(request: Request, pk: int) -> HttpResponse:
    opinion = for_change(Opinion.objects.select_related("contact"), request.user, pk)
    services.withdraw_opinion(opinion, by=request.user)
    told = _("Withdrawn: %s") % opinion
    back = undo.offer("relationships.restore_opinion", by=request.user, message=told, pk=pk)
    return done(request, told, to=opinion.contact.get_absolute_url(), undo=back)


def change_stakeholder(request: Request, pk: int) -> HttpResponse:
    contact = _found(request, pk)
    now = Stakeholder.objects.filter(contact=contact).first()
    form = StakeholderForm(posted(request), contact=contact, instance=now, initial=request.GET.dict())
    to = back_to(request, contact.get_absolute_url())
    if accepted(form, partial(services.change_stakeholder, contact, by=request.user)):
        return done(request, _("The changes are saved."), to=to)
    context = _about(contact, to) | {"form": form, "title": _("How to deal with %s") % contact.name}
    return page(request, "relationships/person_form.html", context, part="form", status=status_of(form))


def know_person(request: Request, pk: int) -> HttpResponse:
    contact = _found(request, pk)
    initial = {"colleague": request.user.pk} | request.GET.dict()
    form = AcquaintanceForm(posted(request), contact=contact, today=timezone.localdate(), initial=initial)
    to = back_to(request, contact.get_absolute_url())
    if accepted(form, partial(services.note_acquaintance, contact, by=request.user)):
        return done(request, _("Who knows %s is noted.") % contact.name, to=to)
    context = _about(contact, to) | {"form": form, "title": _("Who knows %s, and how well") % contact.name}
    return page(request, "relationships/person_form.html", context, part="form", status=status_of(form))


def _found(request: Request, pk: int) -> Contact:
    return for_change(Contact.objects.select_related("client__team"), request.user, pk)


def _about(contact: Contact, cancel_url: str) -> dict[str, Any]:
    return {"contact": contact, "client": contact.client, "cancel_url": cancel_url}

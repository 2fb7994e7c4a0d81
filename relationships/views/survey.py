"""Surveys from the inside: making one, choosing people, previewing, starting and ending it, and its results."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kam import undo
from kam.access import for_change, for_view, may_change, scope_of
from kam.brand import brand
from kam.http import Request
from kam.web import accepted, done, page, paginated, posted, status_of
from relationships import asking, loyalty, services, survey_letters
from relationships.forms import AnswerForm, AskableFilterForm, PeopleForm, SurveyForm, usual_days
from relationships.models import Invitation, Survey
from relationships.survey_visit import Asked, asked_of

SHOWN = 500  # people to pick from on one page
LATEST = 6


def create_survey(request: Request) -> HttpResponse:
    if not scope_of(request.user).works:
        raise PermissionDenied
    form, made = SurveyForm(posted(request), initial=usual_days()), []
    if accepted(form, lambda **told: made.append(services.create_survey(by=request.user, **told))):
        return done(request, _("The draft is saved. Now choose whom to ask."), to=_to(made[0], "choose-people"))
    context = {"form": form, "title": _("New survey"), "cancel_url": reverse("relationships:satisfaction")}
    return page(request, "relationships/survey_form.html", context, part="form", status=status_of(form))


def change_survey(request: Request, pk: int) -> HttpResponse:
    survey = for_change(Survey.objects.all(), request.user, pk)
    form = SurveyForm(posted(request), instance=survey)
    if accepted(form, partial(services.change_survey, survey, by=request.user)):
        return done(request, _("The changes are saved."), to=survey.get_absolute_url())
    context = {"form": form, "survey": survey, "title": _("Edit survey"), "cancel_url": survey.get_absolute_url()}
    return page(request, "relationships/survey_form.html", context, part="form", status=status_of(form))


def show_survey(request: Request, pk: int) -> HttpResponse:
    """What came of it and who is asked, as far as this person may see the clients."""
    survey = for_view(Survey.objects.select_related("created_by", "follows"), request.user, pk)
    people = survey.invitations.visible_to(request.user).select_related("contact", "client", "response")
    context = {
        "survey": survey,
        "may_change": may_change(Survey.objects.all(), request.user, pk),
        "result": loyalty.of_survey(survey, request.user),
        "course": loyalty.course(loyalty.by_wave(survey, request.user)),
        "languages": settings.LANGUAGES,
        "pager": paginated(request, people.order_by("client__name", "contact__name", "pk")),
        "comments": loyalty.listed(request, loyalty.said(request.user).filter(invitation__survey=survey)[:LATEST]),
        **_days(survey),
    }
    return page(request, "relationships/survey.html", context, part="survey")


def _days(survey: Survey) -> dict[str, Any]:
    on = timezone.localdate()
    next_on = services.next_wave_on(survey)
    return {
        "on": on,
        "is_scheduled": survey.is_scheduled(on=on),
        "next_on": None if hasattr(survey, "followed_by") else next_on,
        "question": asking.question_of(survey),
    }


def choose_people(request: Request, pk: int) -> HttpResponse:
    """Pick people: onto a draft at once; of a survey that runs, after they were listed for a second look."""
    survey = for_change(Survey.objects.select_related("created_by"), request.user, pk)
    form = PeopleForm(posted(request), by=request.user, survey=survey)
    if form.is_valid() and survey.status == Survey.Status.RUNNING and "confirmed" not in request.POST:
        return _second_look(request, survey, form)
    service = services.choose_people if survey.status == Survey.Status.DRAFT else services.ask_more
    if accepted(form, partial(service, survey, by=request.user)):
        told = _("Added: %d") % len(form.cleaned_data["people"])
        return done(request, told, to=survey.get_absolute_url())
    return _people(request, survey, form)


def _people(request: Request, survey: Survey, form: PeopleForm) -> HttpResponse:
    filters = AskableFilterForm(request.GET or None, by=request.user)
    there = survey.invitations.filter(skipped="").values("contact")
    people = asking.choosable(request.user, survey).exclude(pk__in=there).select_related("client")
    found = list(filters.apply(people).order_by("client__name", "name", "pk")[: SHOWN + 1])
    context = {
        "survey": survey,
        "form": form,
        "filters": filters,
        "people": found[:SHOWN],
        "is_cut": len(found) > SHOWN,
        "picked": set(request.POST.getlist("people")),
        "tired": _tired(survey, found[:SHOWN]),
    }
    return page(request, "relationships/survey_people.html", context, part="people", status=status_of(form))


def _tired(survey: Survey, people: list[Any]) -> set[int]:
    """Those who would be left out, because they were asked a short while ago."""
    would = [Invitation(pk=-person.pk, survey=survey, client_id=person.client_id, contact=person) for person in people]
    found = asking.verdicts(survey, would, at=asking.judged_at(survey, at=timezone.now()))
    return {-pk for pk, reason in found.items() if reason == asking.Skip.FATIGUE}


def _second_look(request: Request, survey: Survey, form: PeopleForm) -> HttpResponse:
    people = list(form.cleaned_data["people"].select_related("client"))
    tired = _tired(survey, people)
    context = {
        "survey": survey,
        "asked": [person for person in people if person.pk not in tired],
        "left_out": [(person, asking.Skip.FATIGUE.label) for person in people if person.pk in tired],
        "action": _to(survey, "choose-people"),
        "picked": people,
        "is_later": survey.is_scheduled(on=timezone.localdate()),
    }
    return page(request, "relationships/survey_start.html", context, part="form")


@require_POST
def set_languages(request: Request, pk: int) -> HttpResponse:
    """In which language each person of a draft is asked."""
    survey = for_change(Survey.objects.all(), request.user, pk)
    try:
        for invitation in survey.invitations.visible_to(request.user):
            if wanted := request.POST.get(f"language-{invitation.pk}"):
                services.set_language(invitation, language=wanted, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(survey)
    return done(request, _("The languages are saved."), to=survey.get_absolute_url())


@require_POST
def remove_person(request: Request, pk: int) -> HttpResponse:
    invitation = for_view(Invitation.objects.select_related("survey", "contact"), request.user, pk)
    survey = for_change(Survey.objects.all(), request.user, invitation.survey_id)
    return _moved(request, survey, partial(services.remove_person, invitation), _("Taken off: %s") % invitation.contact)


def start_survey(request: Request, pk: int) -> HttpResponse:
    """Asked first: mails that went out do not come back."""
    survey = for_change(Survey.objects.select_related("created_by"), request.user, pk)
    if request.method == "POST":
        told = _("The survey is on its way.") if survey.opens_on <= timezone.localdate() else _("The survey is set.")
        return _moved(request, survey, partial(services.start_survey, survey), told)
    waiting = list(survey.invitations.waiting().select_related("contact__client"))
    found = asking.verdicts(survey, waiting, at=asking.judged_at(survey, at=timezone.now()))
    context = {
        "survey": survey,
        "asked": [one.contact for one in waiting if found[one.pk] is None],
        "left_out": [(one.contact, reason.label) for one in waiting if (reason := found[one.pk])],
        "action": _to(survey, "start-survey"),
        "is_later": survey.opens_on > timezone.localdate(),
    }
    return page(request, "relationships/survey_start.html", context, part="form")


@require_POST
def close_survey(request: Request, pk: int) -> HttpResponse:
    before = for_change(Survey.objects.all(), request.user, pk)
    told, back = _("Closed: %s") % before, None
    if before.status == Survey.Status.RUNNING:
        back = undo.offer("relationships.reopen_survey", by=request.user, message=told, pk=pk)
    return _moved(request, before, partial(services.close_survey, before), told, undo=back)


def remove_survey(request: Request, pk: int) -> HttpResponse:
    """Asked first: a draft thrown away does not come back."""
    survey = for_change(Survey.objects.all(), request.user, pk)
    if request.method == "POST":
        to = reverse("relationships:satisfaction")
        return _moved(request, survey, partial(services.remove_survey, survey), _("Thrown away: %s") % survey, to=to)
    return page(request, "relationships/survey_remove.html", {"survey": survey}, part="form")


def preview_survey(request: Request, pk: int) -> HttpResponse:
    """The mail and the page as somebody will see them, in the language asked for."""
    survey = for_change(Survey.objects.select_related("created_by"), request.user, pk)
    people = survey.invitations.visible_to(request.user).select_related("contact", "client__owner")
    language = request.GET.get("language", "")
    with translation.override(language if translation.check_for_language(language) else translation.get_language()):
        found = survey_letters.example(survey, people.first(), language=translation.get_language() or "")
        return render(request, "portal/survey_preview.html", _preview(Asked(found)))


def _preview(visit: Asked) -> dict[str, Any]:
    seen_as = brand()
    letter = survey_letters.told(visit.invitation, url="https://…", number=0) | {"brand": seen_as}
    return asked_of(visit, AnswerForm(survey=visit.survey)) | {
        "visit": visit,
        "brand": seen_as,
        "languages": settings.LANGUAGES,
        "letter_language": visit.invitation.language,
        "note": _("Preview: this is what the people see. Nothing can be answered here."),
        "back": visit.survey.get_absolute_url(),
        "subject": render_to_string("emails/survey.subject.txt", letter).strip(),
        "text": render_to_string("emails/survey.txt", letter).strip(),
    }


def _moved(
    request: Request, survey: Survey, service: Any, message: str, *, to: str = "", undo: Any = None
) -> HttpResponse:
    try:
        service(by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(survey)
    return done(request, message, to=to or survey.get_absolute_url(), undo=undo)


def _to(survey: Survey, name: str) -> str:
    return reverse(f"relationships:{name}", args=[survey.pk])

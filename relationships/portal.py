"""The page on which somebody answers a survey: a link of their own, and no account.

Opening it changes nothing, because mail programs open links to look for malware, those to each answer too: what an
address names is marked on the page and sent by the person. Nobody's answer is shown to anybody but themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_GET, require_POST

from kam.brand import brand
from kam.limits import within
from kam.web import accepted, posted, status_of
from relationships import asking, services
from relationships.forms import AnswerForm
from relationships.models import Response, Survey
from relationships.survey_visit import Asked, asked_of

LANGUAGE_COOKIE = "survey-language"
LANGUAGE_LASTS = 366 * 86_400  # seconds
MISSES, WRITES = 30, 60  # a minute and address

View = Callable[..., HttpResponse]


def respondent(view: View, *, closed_too: bool = False) -> View:
    """A page of a survey: the view gets the request and who is asked, in place of the token of its address.

    Unknown link: 404. Closed survey: 410 (the view itself with `closed_too`). Writes are counted by address.
    """

    @login_not_required
    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        invitation = services.find_invitation(token)
        if invitation is None:
            return _marked(_missed(request))
        visit = Asked(invitation, token)
        with translation.override(_language(request, visit)):
            return _marked(_turned_away(request, visit, closed_too=closed_too) or view(request, visit))

    return answer


def survey_page(
    request: HttpRequest, visit: Asked, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page in the looks of the installation and the language that is in force."""
    frame = {"visit": visit, "brand": brand(), "languages": settings.LANGUAGES}
    return render(request, template, frame | (context or {}), status=status)


def _turned_away(request: HttpRequest, visit: Asked, *, closed_too: bool) -> HttpResponse | None:
    if request.method == "POST" and not within("survey-writes", _address(request), times=WRITES, seconds=60):
        return survey_page(request, visit, "portal/slow.html", status=429)
    if not closed_too and not services.is_open(visit.invitation, at=timezone.now()):
        return survey_page(request, visit, "portal/survey_closed.html", status=410)
    return None


def _missed(request: HttpRequest) -> HttpResponse:
    """No such link. Nobody comes upon 256 bits by trying, but trying is slowed down."""
    is_slow = not within("survey-misses", _address(request), times=MISSES, seconds=60)
    template, status = ("portal/slow.html", 429) if is_slow else ("portal/unknown.html", 404)
    return render(request, template, {"brand": brand(), "languages": settings.LANGUAGES}, status=status)


def _marked(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _language(request: HttpRequest, visit: Asked) -> str:
    """As chosen on the page, else that in which they were asked."""
    chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
    return chosen if chosen in dict(settings.LANGUAGES) else visit.invitation.language


# --- Pages ------------------------------------------------------------------------------------------------------------


@respondent
def answer_survey(request: HttpRequest, visit: Asked) -> HttpResponse:
    """One question. An answer given before is shown, and may be changed until the survey closes."""
    known = Response.objects.filter(invitation=visit.invitation).first()
    form = AnswerForm(posted(request), survey=visit.survey, initial=_initial(request, visit.survey, known))
    if accepted(form, partial(services.answer_survey, visit.invitation, at=timezone.now())):
        return redirect(f"{visit.base}thanks/")
    context = asked_of(visit, form) | {"known": known}
    return survey_page(request, visit, "portal/survey.html", context, status=status_of(form))


def _initial(request: HttpRequest, survey: Survey, known: Response | None) -> dict[str, Any]:
    """What they said before; the answer they clicked on in the mail, where there is one, in its place."""
    told = {"score": known.score, "comment": known.comment} if known else {}
    clicked = request.GET.get("score", "")
    if clicked.isascii() and clicked.isdecimal() and len(clicked) <= 2 and int(clicked) in asking.answers_of(survey):
        told["score"] = int(clicked)
    return told


@require_GET
@respondent
def thanks(request: HttpRequest, visit: Asked) -> HttpResponse:
    known = Response.objects.filter(invitation=visit.invitation).first()
    if known is None:
        return redirect(visit.base)
    return survey_page(request, visit, "portal/survey_thanks.html", {"known": known, "survey": visit.survey})


@partial(respondent, closed_too=True)
def refuse_surveys(request: HttpRequest, visit: Asked) -> HttpResponse:
    """Asked first and done by a POST, so that no mail program refuses in somebody's name."""
    if request.method == "POST" and "again" in request.POST:
        services.allow_surveys(visit.invitation)
    elif request.method == "POST":
        services.refuse_surveys(visit.invitation, at=timezone.now())
    visit.contact.refresh_from_db(fields=["surveys_refused_on"])
    context = {"is_refused": visit.contact.surveys_refused_on is not None}
    return survey_page(request, visit, "portal/survey_refused.html", context)


@require_POST
@partial(respondent, closed_too=True)
def set_language(request: HttpRequest, visit: Asked) -> HttpResponse:
    chosen, back = request.POST.get("language", ""), request.POST.get("next", "")
    response = redirect(back if back in (f"{visit.base}thanks/", f"{visit.base}refuse/") else visit.base)
    if chosen in dict(settings.LANGUAGES):
        secure, path = settings.SESSION_COOKIE_SECURE, visit.base
        response.set_cookie(
            LANGUAGE_COOKIE, chosen, LANGUAGE_LASTS, path=path, secure=secure, httponly=True, samesite="Lax"
        )
    return response

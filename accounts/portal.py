"""The client portal: pages for somebody at a client, who has a link and no account.

Every page of it, in this app and in those above, is a view wrapped by `visitor`. Reading changes nothing, because mail
programs open links to look for malware; the one thing remembered of it is when the link was last used, to the minute.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial, wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import services
from accounts.forms import CodeForm
from accounts.visit import Visit, is_open
from kam import actor
from kam.brand import brand
from kam.limits import within
from kam.web import posted, status_of

LANGUAGE_COOKIE, CODE_COOKIE = "portal-language", "portal-code"
CODE_HOLDS, LANGUAGE_LASTS = timedelta(days=1), timedelta(days=366)
MISSES, WRITES, CODES = 30, 120, 10  # a minute and address; the same; codes an hour and link

View = Callable[..., HttpResponse]


# --- Who comes in -----------------------------------------------------------------------------------------------------


def visitor(view: View, *, ended_too: bool = False, without_code: bool = False) -> View:
    """A page of the portal: the view gets the request and the Visit in place of the token of its address.

    Unknown link or record: 404. Ended link: 410 (the view itself with `ended_too`). A code still to be typed: the page
    that asks for it, unless `without_code`. Writes are counted by address.
    """

    @login_not_required
    @wraps(view)
    def answer(request: HttpRequest, token: str, **named: Any) -> HttpResponse:
        access = services.find_access(token)
        if access is None:
            return _marked(_missed(request))
        visit = Visit(access, token)
        with translation.override(_language(request, visit)), _acting(visit):
            response = _turned_away(request, visit, ended_too=ended_too, without_code=without_code)
            return _marked(response or _shown(view, request, visit, named))

    return answer


def portal_page(
    request: HttpRequest, visit: Visit, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page in the looks of the installation. Having been read is noted with the link."""
    if request.method == "GET" and status == 200 and not visit.is_preview:
        services.note_use(visit.access, at=timezone.now())
    return _drawn(request, template, (context or {}) | {"visit": visit}, status=status)


def _turned_away(request: HttpRequest, visit: Visit, *, ended_too: bool, without_code: bool) -> HttpResponse | None:
    if request.method == "POST" and not within("portal-writes", _address(request), times=WRITES, seconds=60):
        return _drawn(request, "portal/slow.html", {"visit": visit}, status=429)
    if not is_open(visit.access) and not ended_too:
        return _drawn(request, "portal/ended.html", {"visit": visit}, status=410)
    if visit.access.asks_code and not without_code and not _has_shown_code(request, visit):
        return redirect(f"{visit.base}code/")
    return None


def _shown(view: View, request: HttpRequest, visit: Visit, named: dict[str, Any]) -> HttpResponse:
    try:
        return view(request, visit, **named)
    except Http404:
        return _drawn(request, "portal/missing.html", {"visit": visit}, status=404)


def _missed(request: HttpRequest) -> HttpResponse:
    """No such link. Nobody comes upon 256 bits by trying, but trying is slowed down."""
    if within("portal-misses", _address(request), times=MISSES, seconds=60):
        return _drawn(request, "portal/unknown.html", {}, status=404)
    return _drawn(request, "portal/slow.html", {}, status=429)


def _drawn(request: HttpRequest, template: str, context: dict[str, Any], *, status: int) -> HttpResponse:
    seen_as = brand()
    return render(request, template, context | {"brand": seen_as, "languages": settings.LANGUAGES}, status=status)


def _marked(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response


def _acting(visit: Visit) -> Any:
    return actor.acting(actor.Source.PORTAL, visit.contact.name, contact=visit.contact.pk)


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


# --- Language and code: kept in cookies of this one link --------------------------------------------------------------


def _language(request: HttpRequest, visit: Visit) -> str:
    """As chosen on the page, else the person's own, else that of the browser."""
    chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
    known = dict(settings.LANGUAGES)
    return chosen if chosen in known else visit.contact.language or translation.get_language() or settings.LANGUAGE_CODE


def _remember(response: HttpResponse, visit: Visit, name: str, value: str, *, lasts: timedelta) -> None:
    response.set_cookie(
        name,
        value,
        max_age=lasts,
        path=visit.base,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="accounts.portal.code")


def _has_shown_code(request: HttpRequest, visit: Visit) -> bool:
    try:
        shown = _signer().unsign(request.COOKIES.get(CODE_COOKIE, ""), max_age=CODE_HOLDS)
    except signing.BadSignature:
        return False
    return shown == str(visit.access.pk)


# --- Pages ------------------------------------------------------------------------------------------------------------


@require_GET
@visitor
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    return portal_page(request, visit, "portal/home.html")


@visitor
def nowhere(request: HttpRequest, visit: Visit, rest: str) -> HttpResponse:
    raise Http404


@require_POST
@partial(visitor, ended_too=True, without_code=True)
def ask_again(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The client asks for a new link: whoever looks after them is told."""
    services.ask_again(visit.access, at=timezone.now())
    return _drawn(request, "portal/asked.html", {"visit": visit}, status=200)


@require_POST
@partial(visitor, ended_too=True, without_code=True)
def set_language(request: HttpRequest, visit: Visit) -> HttpResponse:
    chosen, back = request.POST.get("language", ""), request.POST.get("next", "")
    to = back if back.startswith(visit.base) and url_has_allowed_host_and_scheme(back, None) else visit.base
    response = redirect(to)
    if chosen in dict(settings.LANGUAGES):
        _remember(response, visit, LANGUAGE_COOKIE, chosen, lasts=LANGUAGE_LASTS)
    return response


@partial(visitor, without_code=True)
def enter_code(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Type the code that was sent; the browser then need not type another one for a day."""
    form = CodeForm(posted(request))
    if form.is_valid():
        if services.check_code(visit.access, code=form.cleaned_data["code"], at=timezone.now()):
            response = redirect(visit.base)
            _remember(response, visit, CODE_COOKIE, _signer().sign(str(visit.access.pk)), lasts=CODE_HOLDS)
            return response
        form.add_error("code", _("This is not the code that was sent last, or it is over: ask for a new one."))
    return _code_page(request, visit, form)


@require_POST
@partial(visitor, without_code=True)
def send_code(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = CodeForm()
    try:
        _send_code(visit)
    except ValidationError as refusal:
        form = CodeForm({})
        form.errors.clear()
        form.add_error(None, refusal)
        return _code_page(request, visit, form)
    return redirect(f"{visit.base}code/")


def _send_code(visit: Visit) -> None:
    if not visit.access.asks_code:
        raise ValidationError(_("This link opens without a code."))
    if not within("portal-codes", str(visit.access.pk), times=CODES, seconds=3600):
        raise ValidationError(_("Too many codes were asked for: try again in an hour."))
    services.send_code(visit.access, at=timezone.now())


def _code_page(request: HttpRequest, visit: Visit, form: CodeForm) -> HttpResponse:
    is_sent = visit.access.code_is_open(at=timezone.now())
    context = {"visit": visit, "form": form, "is_sent": is_sent, "address": _half_hidden(visit.contact.email)}
    return _drawn(request, "portal/code.html", context, status=status_of(form))


def _half_hidden(email: str) -> str:
    """Enough for whoever it belongs to: whoever has only found the link learns no address."""
    name, _at, host = email.partition("@")
    return f"{name[:1]}…@{host}"

"""What happens around every request."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings
from django.contrib.auth import middleware as auth_middleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from kam import actor, unsent
from kam.models import Event

SIGN_IN = "X-Sign-In"  # header: where to sign in
GetResponse = Callable[[HttpRequest], HttpResponseBase]

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()" for feature in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
)


class TrustedProxies:
    """Believe X-Forwarded-For and -Proto only from proxies named in the settings: anyone else could forge them."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.trusted = [ip_network(proxy) for proxy in settings.TRUSTED_PROXIES]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        forwarded = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        scheme = request.META.pop("HTTP_X_FORWARDED_PROTO", "")
        if self.trusts(request.META.get("REMOTE_ADDR", "")):
            request.META["REMOTE_ADDR"] = forwarded.split(",")[-1].strip() or request.META["REMOTE_ADDR"]
            request.META["wsgi.url_scheme"] = scheme or request.META.get("wsgi.url_scheme", "http")
        return self.get_response(request)

    def trusts(self, address: str) -> bool:
        try:
            return any(ip_address(address) in network for network in self.trusted)
        except ValueError:
            return False


class SecurityHeaders:
    """The headers of every answer, error pages included."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith(settings.STATIC_URL) and "immutable" not in response.get("Cache-Control", ""):
            patch_cache_control(response, no_store=True)
        return response


class LoginRequired(auth_middleware.LoginRequiredMiddleware):
    """Private by default. What was being sent when the session had ended is kept for whoever was writing it."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseBase:  # type: ignore[override]
        rescued = unsent.rescue(request)
        if "HX-Request" not in request.headers:
            return super().handle_no_permission(request, view_func)
        return sign_in_wanted(request, next_to=request.get_full_path() if rescued else "")


def sign_in_wanted(request: HttpRequest, *, next_to: str = "") -> HttpResponse:
    """The answer to htmx without a session: a form signs in over the page that has it, a link goes to the page for it.

    `next_to`: where signing in on a page of its own leads to; the page that asked, unless something else is said.
    """
    page = request.headers.get("HX-Current-URL", "/")
    here = page if url_has_allowed_host_and_scheme(page, {request.get_host()}) else "/"
    address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': next_to or here})}"
    response = HttpResponse(status=401)
    response[SIGN_IN if request.method == "POST" else "HX-Redirect"] = address
    return response


class Personal:
    """The signed-in person's language and time zone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.get_response(request)
        if request.user.language:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(zoneinfo.ZoneInfo(request.user.time_zone)):
            return self.get_response(request)


class History:
    """Label what a request writes with the person and with the way it came in."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        source = Event.Source.API if request.path.startswith("/api/") else Event.Source.WEB
        with actor.acting(source, user=request.user.pk):
            return self.get_response(request)

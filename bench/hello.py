"""The least a request can cost: Django answering with one trivial SELECT. The measure of every page and API list.

`bare` has no middleware at all. `signed_in` is the same view behind the product's whole stack, session and person
included: what is left of a page beyond it is the page's own.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client as Browser
from django.test import override_settings
from django.urls import path

HERE = f"{__name__}.instead_of_the_product"


def hello(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'Hello'")
        return HttpResponse(cursor.fetchone()[0])


urlpatterns = [path("hello/", hello)]


def instead_of_the_product(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """A middleware that serves this module's addresses."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        request.urlconf = __name__
        return get_response(request)

    return answer


def bare() -> Browser:
    return _browser([HERE])


def signed_in() -> Browser:
    return _browser([*settings.MIDDLEWARE, HERE])


def _browser(middleware: list[str]) -> Browser:
    browser = Browser()
    with override_settings(MIDDLEWARE=middleware):
        browser.handler.load_middleware()
    return browser

"""The least a request can cost: a view that answers one trivial SELECT, behind the product's whole stack.

The floor is a stranger's: nothing is read but that SELECT. Signed in, the session and the person are read as well; what
a page costs beyond that is its own.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client as Browser
from django.test import override_settings
from django.urls import path

HERE = f"{__name__}.instead_of_the_product"


@login_not_required
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


def browser() -> Browser:
    """Who opens `/hello/` in it is a stranger until signed in."""
    found = Browser()
    with override_settings(MIDDLEWARE=[*settings.MIDDLEWARE, HERE]):
        found.handler.load_middleware()
    return found

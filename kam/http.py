"""The request as our views see it: signed in, and with htmx's details."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from kam.models import User


class Request(HttpRequest):
    user: User
    htmx: HtmxDetails

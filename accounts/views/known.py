"""Who is known already, asked while somebody types a new one."""

from __future__ import annotations

from django.http import HttpResponse

from accounts import duplicates
from accounts.models import Client
from kam.access import for_change
from kam.http import Request
from kam.web import page


def known_clients(request: Request) -> HttpResponse:
    found = duplicates.same_clients(request.user, request.GET)
    return page(request, "accounts/known_clients.html", {"found": found}, part="known")


def known_people(request: Request, pk: int) -> HttpResponse:
    client = for_change(Client.objects.all(), request.user, pk)
    found = duplicates.same_people(client, request.GET.get("email", ""), user=request.user)
    return page(request, "accounts/known_people.html", {"found": found, "client": client}, part="known")

"""The product's pages and API lists, asked for by a signed-in browser through the whole stack."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import Contact
from accounts.services import access_for, token_of
from bench import hello
from bench.crowd import crowded
from bench.sampling import Cost, cost_of, typical
from bench.seed import EXECUTIVE, keeper_of, manager_of
from kam.keyset import cursor_of
from kam.models import User
from kam.scopes import ALL
from kam.services import create_token
from planning.models import Action, Objective
from planning.services import share_action, share_objective

FEW, MANY = 10, 100  # repetitions in a round, of a page and of a hello

Open = Callable[[], int]


@dataclass(frozen=True)
class Page:
    cost: Cost
    bytes: int


def measure(*, rounds: int) -> dict[str, Page]:
    """Every page by turns with the hellos; twice unmeasured first, to warm up."""
    pages = _pages()
    sizes = {name: (opened(), opened())[1] for name, opened in pages.items()}
    taken = [
        {name: cost_of(opened, times=MANY if "hello" in name else FEW) for name, opened in pages.items()}
        for _ in range(rounds)
    ]
    return {name: Page(typical([costs[name] for costs in taken]), size) for name, size in sizes.items()}


def _pages() -> dict[str, Open]:
    keeper, manager, executive = (_signed_in(pk) for pk in (keeper_of(1), manager_of(0), EXECUTIVE))
    caller = _caller(keeper_of(1))
    return {
        "hello": partial(_open, hello.browser(), "/hello/"),
        "hello, signed in": partial(_open, _sign_in(hello.browser(), keeper_of(1)), "/hello/"),
        "clients of a team, page of 50": partial(_open, manager, "/clients/"),
        "clients of the company, page of 50": partial(_open, executive, "/clients/"),
        "objectives of a team, page of 50": partial(_open, manager, "/objectives/"),
        "objectives board of a team": partial(_open, manager, "/objectives/?view=board&by=status"),
        "client": partial(_open, keeper, "/clients/1/"),
        "client portal": partial(_open, Browser(), _portal_of(1)),
        "relationship map, 300 people": partial(_open, keeper, f"/clients/{crowded(2)}/map/"),
        "timeline": partial(_open, keeper, "/clients/1/timeline/"),
        "timeline, a year back": partial(_open, keeper, f"/clients/1/timeline/?before={_a_year_back()}"),
        "timeline, difficult calls": partial(_open, keeper, "/clients/1/timeline/?kind=call&sentiment=-1"),
        "conversations of one person": partial(_open, keeper, "/interactions/"),
        "conversations of a team": partial(_open, manager, "/interactions/"),
        "conversations of a team, a year back": partial(_open, manager, f"/interactions/?before={_a_year_back()}"),
        "conversations of the company": partial(_open, executive, "/interactions/"),
        "My day": partial(_open, keeper, "/"),
        "team board, 200 clients": partial(_open, manager, "/team/"),
        "team board, the company": partial(_open, executive, "/team/"),
        "API, 50 clients": partial(_open, caller, "/api/v1/clients/"),
        "API, 50 objectives": partial(_open, caller, "/api/v1/objectives/"),
    }


def _a_year_back() -> str:
    return quote(cursor_of(timezone.now() - timedelta(days=365), 0), safe="")


def _portal_of(pk: int) -> str:
    """The portal of somebody at this client, with everything shown that can be."""
    contact = Contact.objects.filter(client=pk).select_related("client__owner")[0]
    by = contact.client.owner
    for objective in Objective.objects.filter(client=pk).exclude(status=Objective.Status.DRAFT):
        share_objective(objective, by=by)
    for action in Action.objects.filter(client=pk):
        share_action(action, by=by)
    return f"/p/{token_of(access_for(contact, by=by, until=timezone.localdate()))}/"


def _signed_in(pk: int) -> Browser:
    return _sign_in(Browser(), pk)


def _sign_in(browser: Browser, pk: int) -> Browser:
    browser.force_login(User.objects.get(pk=pk), backend=settings.AUTHENTICATION_BACKENDS[0])
    return browser


def _caller(pk: int) -> Browser:
    user = User.objects.get(pk=pk)
    _token, plain = create_token(user, name="bench", scopes=ALL, by=user)
    return Browser(headers={"Authorization": f"Bearer {plain}"})


def _open(browser: Browser, address: str) -> int:
    """The size of the answer in bytes; anything but a page is the end of the benchmark."""
    answer: Any = browser.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answers {answer.status_code}")
    return len(answer.content)

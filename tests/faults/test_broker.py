"""The broker is down or does not answer while people work: what they save is saved, at once, and told of later."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client as Browser

from accounts.models import Client
from kam import outbox
from kam.models import Event, User
from performance import services as performance
from performance.models import ClientStanding
from planning.models import Action
from tests import make
from tests.faults.conftest import Start, wait_until

WRITES = 8
AT_ONCE = 2.0  # seconds, on a machine that is busy with other tests; waiting for the broker takes five
TOKEN = "t" * 32  # against forged requests, as cookie and as header

pytestmark = pytest.mark.faults


@pytest.fixture(params=["refuses", "is silent"])
def failing_broker(request: pytest.FixtureRequest) -> Iterator[str]:
    """A broker that is not there, and one that takes the call and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        if request.param == "refuses":
            server.close()
        yield f"redis://127.0.0.1:{port}/0"


@pytest.fixture
def start_web(start: Start) -> Callable[[str], int]:
    """Start a web server that knows this broker; its port."""

    def at(broker: str) -> int:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port: int = free.getsockname()[1]
        web = ("gunicorn", "kam.wsgi", "--bind", f"127.0.0.1:{port}", "--log-level", "error")
        start(*web, REDIS_URL=broker, DEBUG="1")
        wait_until(lambda: answers(port), each=0.05)
        return port

    return at


def answers(port: int) -> bool:
    try:
        return send(port, "GET", "/healthz", {}) == 200
    except (OSError, HTTPException):
        return False


def send(port: int, verb: str, address: str, headers: dict[str, str], body: str | None = None) -> int:
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as link:
        link.request(verb, address, body, headers)
        return link.getresponse().status


@pytest.fixture
def signed_in(alice: User, browse: Callable[..., Browser]) -> dict[str, str]:
    session = browse(alice).cookies[settings.SESSION_COOKIE_NAME].value
    return {
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Content-Type": "application/x-www-form-urlencoded",
    }


def plan(port: int, client: Client, title: str, signed_in: dict[str, str]) -> float:
    """Plan an action over the web; the seconds it took."""
    body = urlencode({"title": title, "due_on": make.today(), "owner": client.owner_id})
    started = time.monotonic()
    assert send(port, "POST", f"/clients/{client.pk}/actions/new/", signed_in, body) == 302
    return time.monotonic() - started


def test_a_broker_that_is_down_neither_fails_nor_slows_nor_loses_what_people_do(
    grupo: Client, failing_broker: str, start_web: Callable[[str], int], signed_in: dict[str, str]
) -> None:
    performance.refresh_standings(on=make.today())
    port = start_web(failing_broker)
    send(port, "GET", "/", signed_in)  # the first page of a new process loads the templates

    took = [plan(port, grupo, f"Step {n}", signed_in) for n in range(WRITES)]

    waiting = Event.objects.filter(verb="planning.action_planned", delivered_at=None)
    assert (Action.objects.count(), waiting.count()) == (WRITES, WRITES)
    assert max(took) < AT_ONCE

    outbox.sweep()
    assert waiting.count() == 0
    assert ClientStanding.objects.get(client=grupo).planning == "good"


def test_a_worker_hears_of_what_people_do_without_waiting_for_the_sweeper(
    grupo: Client,
    working_broker: str,
    start_web: Callable[[str], int],
    start_worker: Callable[[], object],
    signed_in: dict[str, str],
) -> None:
    start_worker()

    plan(start_web(working_broker), grupo, "Call back", signed_in)

    wait_until(Event.objects.filter(verb="planning.action_planned").exclude(delivered_at=None).exists)

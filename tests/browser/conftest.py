"""A real Chromium in front of the whole product: its pages and static files, PostgreSQL and Valkey."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from kam.models import User
from performance import demo
from tests.browser.pages import DemoCompany
from tests.browser.people import Desk

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps its event loop in the thread of the tests

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.fail("The browser tests need Chromium: apt install chromium")
    with sync_playwright() as playwright:
        # As root there is no sandbox to be had; and a test asks nobody but our own server.
        arguments = ["--no-sandbox", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(django_db_setup: None) -> Iterator[str]:
    """Where the product answers. Not pytest-django's `live_server`, which empties the database after every test."""
    server = LiveServer("127.0.0.1")
    yield str(server.url)
    server.stop()


@pytest.fixture
def desk(chromium: Chromium, address: str) -> Iterator[Desk]:
    """Where people open their browsers. At the end of the test none of them may have complained."""
    desk = Desk(chromium, address)
    yield desk
    desk.leave()
    assert not desk.complaints


@pytest.fixture(scope="module")
def demo_company(django_db_setup: None, django_db_blocker: Any) -> Iterator[DemoCompany]:
    """The demo company, for a whole file of tests that only look at it. Ask for `db` beside it."""
    with django_db_blocker.unblock():
        demo.seed(today=timezone.localdate())
        User.objects.update(language="")  # as their browser says
        yield DemoCompany.settled()
        call_command("flush", interactive=False, verbosity=0)

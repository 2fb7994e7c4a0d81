"""People at their browsers: signed in or not, on a desk or a phone, with JavaScript or without."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, ViewportSize, expect

from kam.models import User

DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 320, "height": 640}

PASSWORD = "a-long-enough-password"

# Chromium says so of every answer that is not 2xx; these are answers a page is meant to give.
EXPECTED = re.compile(r"Failed to load resource: the server responded with a status of (400|401|403|404|410|422)")


class Desk:
    """Opens browsers, each in a context of its own, and notes what their consoles complain about."""

    def __init__(self, chromium: Chromium, address: str) -> None:
        self.chromium = chromium
        self.address = address
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def open(self, who: User | str | None = None, path: str = "", **options: Any) -> Page:
        """A page of somebody signed in (a user or a session's key), or of nobody; on the path, if one is given."""
        usual = {"base_url": self.address, "viewport": DESKTOP, "reduced_motion": "reduce", "locale": "en-GB"}
        context = self.chromium.new_context(**usual | options)
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        if who is not None:
            key = session_of(who) if isinstance(who, User) else who
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": self.address}])
        page = context.new_page()
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        if path:
            page.goto(path)
        return page

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not EXPECTED.match(message.text):
            self.complaints.append(f"{message.page and message.page.url}: {message.text}")

    def leave(self) -> None:
        for context in self.contexts:
            context.close()


def session_of(user: User) -> str:
    browser = Client()
    browser.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def sign_in(page: Page, user: User) -> None:
    """By the form, as people do."""
    page.goto("/login/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).not_to_have_url(re.compile("/login/"))


def focused(page: Page) -> str:
    """The element that has focus, as its id or else its tag."""
    return str(page.evaluate("document.activeElement.id || document.activeElement.tagName"))

"""Takes the pictures of README.md: the demo company in a real browser (`make screenshots`)."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import django
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.db import connection
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).with_suffix("")
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
LEAVE = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
DESKTOP, PHONE = (1280, 800), (320, 700)


class Picture(NamedTuple):
    """Whose page it is, the link on it that leads to a client, and which of the client's pages is shown."""

    name: str
    who: str
    path: str
    theme: str
    size: tuple[int, int] = DESKTOP
    link: str = ""
    of_client: str = ""


PICTURES = (
    Picture("my-day", "ana", "/", "light"),
    Picture("client", "ana", "/clients/?owner=me&ordering=-status", "light", link="tbody th a"),
    Picture(
        "map",
        "ana",
        "/clients/?owner=me&tier=A&ordering=name",
        "light",
        (1280, 1000),
        link="tbody th a",
        of_client="map/",
    ),
    Picture("team", "marta", "/team/", "dark"),
    Picture("phone", "ana", "/", "dark", PHONE),
)


def main() -> None:
    # Playwright keeps an event loop in this thread, and Django takes that for a mistake.
    os.environ |= {"DJANGO_SETTINGS_MODULE": "kam.settings", "DEBUG": "1", "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    django.setup()
    FOLDER.mkdir(exist_ok=True)
    with _database(), _server() as address, _chromium() as chromium:
        call_command("seed_demo", stdout=io.StringIO())
        get_user_model()._default_manager.update(language="en")
        for picture in PICTURES:
            _take(picture, chromium, address)


def _take(picture: Picture, chromium: Browser, address: str) -> None:
    width, height = picture.size
    page = chromium.new_page(
        base_url=address,
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.theme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-GB",
    )
    _sign_in(page, f"{picture.who}@demo.example")
    page.goto(picture.path)
    if picture.link:
        page.locator(picture.link).first.click()
        page.wait_for_url("**/clients/*/")
        page.goto(page.url + picture.of_client)
    page.wait_for_load_state("networkidle")
    path = FOLDER / f"{picture.name}-{picture.theme}.png"
    page.screenshot(path=path)
    page.close()
    print(f"{path.relative_to(Path.cwd())}: {path.stat().st_size // 1024} KB")


def _sign_in(page: Page, email: str) -> None:
    page.goto("/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill("kam-demo-2026")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/login/" not in url)


@contextmanager
def _database() -> Iterator[None]:
    """One of our own, gone afterwards, whichever `DATABASE_URL` names: the pictures must not meet real records."""
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        with connection.cursor() as cursor:  # the server's threads may still hold theirs
            cursor.execute(LEAVE)
        connection.creation.destroy_test_db(name, verbosity=0)


@contextmanager
def _server() -> Iterator[str]:
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.terminate()


@contextmanager
def _chromium() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


if __name__ == "__main__":
    main()

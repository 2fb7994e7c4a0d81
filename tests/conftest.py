"""The cast: who takes part in the tests, and their browsers.

alice owns the client; bob leads her team; carol is in the team and may only look; dave leads another team and sees
nothing; erin is an executive who sees all and changes nothing; frank is an administrator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client as Browser
from django.test import override_settings
from django.utils import translation
from pytest_django import DjangoDbBlocker

from accounts.models import Client, Contact
from kam.models import Team, User
from planning.models import Action, Objective
from relationships.models import Interaction
from tests import make


@pytest.fixture(autouse=True)
def _surroundings(settings: Any, tmp_path: Path) -> None:
    """A quick hash for passwords, files in a folder of the test's own, mail kept in memory."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    translation.activate(settings.LANGUAGE_CODE)  # a request in another language leaves it behind in this thread
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ALLOWED_HOSTS = ["*"]


@pytest.fixture(scope="session", autouse=True)
def _static_files() -> Iterator[None]:
    """Unhashed, and for the whole run: a request that outlives its test must not meet other settings."""
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=settings.STORAGES | plain):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database is dropped at the end, which PostgreSQL refuses while a thread of a server is still connected."""
    yield
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(others, [connection.settings_dict["NAME"]])


@pytest.fixture
def fresh_cache(settings: Any) -> None:
    """Rate limits count in the cache: a test about them starts at zero, in a part of it that no other test uses."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": uuid4().hex}}


@pytest.fixture
def company(db: None) -> Team:
    return make.team("Company")


@pytest.fixture
def north(company: Team) -> Team:
    return make.team("North", parent=company)


@pytest.fixture
def south(company: Team) -> Team:
    return make.team("South", parent=company)


@pytest.fixture
def alice(north: Team) -> User:
    return make.user("Alice", north, role="kam")


@pytest.fixture
def bob(north: Team) -> User:
    return make.user("Bob", north, role="manager")


@pytest.fixture
def carol(north: Team) -> User:
    return make.user("Carol", north, role="kam")


@pytest.fixture
def dave(south: Team) -> User:
    return make.user("Dave", south, role="manager")


@pytest.fixture
def erin(company: Team) -> User:
    return make.user("Erin", company, role="executive")


@pytest.fixture
def frank(company: Team) -> User:
    return make.user("Frank", company, role="administrator")


@pytest.fixture
def grupo(alice: User, north: Team) -> Client:
    return make.client("Grupo Alvorada", owner=alice, team=north, tier="A", country="PT", tax_number="501964843")


@pytest.fixture
def contact(grupo: Client, alice: User) -> Contact:
    return make.contact(grupo, "Rita Nunes", by=alice, email="rita@alvorada.example")


@pytest.fixture
def objective(grupo: Client, alice: User) -> Objective:
    return make.objective(grupo, by=alice)


@pytest.fixture
def action(grupo: Client, alice: User) -> Action:
    return make.action(grupo, by=alice)


@pytest.fixture
def interaction(grupo: Client, alice: User) -> Interaction:
    return make.interaction(grupo, by=alice)


@pytest.fixture
def browse() -> Callable[..., Browser]:
    """A browser of somebody signed in, or of nobody; `htmx=True` asks as htmx does."""

    def signed_in(user: User | None = None, *, htmx: bool = False) -> Browser:
        browser = Browser(headers={"HX-Request": "true"} if htmx else {})
        if user is not None:
            browser.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return browser

    return signed_in

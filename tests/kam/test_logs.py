"""Secrets do not reach the logs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from kam.logs import hide_secrets


@pytest.mark.parametrize(
    ("written", "logged"),
    [
        ("GET /password/reset/key/1-cq2abc-9f/", "GET /password/reset/key/…/"),
        ("GET /p/2Ys-0ZkQ/", "GET /p/…/"),
        ("GET /reads-as/?token=kam_pat_1234&page=2", "GET /reads-as/?token=…&page=2"),
        ("GET /clients/3/", "GET /clients/3/"),
    ],
)
def test_an_address_that_is_a_secret_is_logged_without_it(written: str, logged: str) -> None:
    assert hide_secrets(None, "info", {"request": written})["request"] == logged


def test_a_link_to_set_a_password_is_not_in_the_log(
    db: None, browse: Callable[..., Browser], caplog: pytest.LogCaptureFixture
) -> None:
    browse().get("/password/reset/key/1-cq2abc-9f/")

    assert "password/reset/key" in caplog.text
    assert "cq2abc" not in caplog.text


def test_a_token_is_not_in_the_log(db: None, browse: Callable[..., Browser], caplog: pytest.LogCaptureFixture) -> None:
    browse().get("/api/v1/me/", headers={"Authorization": "Bearer kam_pat_notarealtokenatall"})

    assert "notarealtoken" not in caplog.text

"""Callers of the API: anybody of the cast, with a token of their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from kam.models import User
from tests import make

Caller = Callable[..., APIClient]
START = "/api/v1"


@pytest.fixture
def caller() -> Caller:
    """Somebody with a token, of all scopes unless some are named."""

    def with_token(user: User, *scopes: str) -> APIClient:
        _token, plain = make.token(user, *scopes)
        return APIClient(headers={"Authorization": f"Bearer {plain}"})

    return with_token

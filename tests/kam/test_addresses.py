from __future__ import annotations

import pytest
from django.urls import reverse

from kam.addresses import address_of
from kam.processes import Process

RECORDS = ["accounts:show-client", "planning:show-objective", "planning:show-action", "planning:show-interaction"]


@pytest.mark.parametrize("name", [*RECORDS, *(f"accounts:client-{process}" for process in Process)])
def test_an_address_is_the_one_the_resolver_gives(name: str) -> None:
    for pk in (1, 10, 2040):
        assert address_of(name, pk) == reverse(name, args=[pk])

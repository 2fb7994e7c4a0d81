"""Addresses of records: a page names hundreds, and asking the resolver for each takes a tenth of its time."""

from __future__ import annotations

from functools import cache

from django.urls import reverse


def address_of(name: str, pk: int) -> str:
    """`reverse(name, args=[pk])`, for an address whose one variable part is the id of a record."""
    before, after = _around_the_id(name)
    return f"{before}{pk}{after}"


@cache
def _around_the_id(name: str) -> tuple[str, str]:
    before, _id, after = reverse(name, args=[0]).rpartition("0")
    return before, after

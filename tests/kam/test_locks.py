"""One at a time, across processes: what the scheduler starts twice runs once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from kam.locks import only_one

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(name: str) -> bool:
    """Whether another process, with a connection of its own, gets the lock."""

    def try_it() -> bool:
        try:
            with only_one(name) as mine:
                return mine
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        return other.submit(try_it).result()


def test_a_lock_is_held_by_one_at_a_time() -> None:
    with only_one("a job") as mine:
        assert mine
        assert not elsewhere("a job")


def test_locks_of_other_names_are_free() -> None:
    with only_one("a job"):
        assert elsewhere("another job")


def test_a_lock_ends_with_its_work_however_that_ends() -> None:
    with pytest.raises(ZeroDivisionError), only_one("a job"):
        _ = 1 / 0

    assert elsewhere("a job")

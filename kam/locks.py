"""One at a time, across processes and machines, by the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b

from django.db import connection, transaction


def _key(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)


@contextmanager
def only_one(name: str) -> Iterator[bool]:
    """A transaction that holds the lock `name`, or False at once when somebody else does.

    The lock ends with the transaction, so it needs no clean-up after a kill and works behind a pooler.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_key(name)])
        yield bool(cursor.fetchone()[0])


def held(name: str) -> None:
    """Wait for the lock `name` and hold it until the transaction one is in ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_key(name)])


@contextmanager
def in_turn(name: str) -> Iterator[None]:
    """A transaction that waits until nobody else holds the lock `name`, for what must not happen twice at once."""
    with transaction.atomic():
        held(name)
        yield

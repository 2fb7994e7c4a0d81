"""Places on a lower app's pages that higher apps fill: tabs, cards, columns, menu entries.

`{% slot "client.overview" client=client %}` shows what `@fill("client.overview")` functions return, in order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from operator import itemgetter
from typing import Any

Filling = Callable[..., Any]
_fillings: dict[str, list[tuple[int, str, Filling]]] = defaultdict(list)


def fill(slot: str, *, order: int = 50) -> Callable[[Filling], Filling]:
    """Fill a slot with what the decorated function returns; it gets the request and what the slot passes on."""

    def register(filling: Filling) -> Filling:
        _fillings[slot].append((order, f"{filling.__module__}.{filling.__qualname__}", filling))
        _fillings[slot].sort(key=itemgetter(0, 1))
        return filling

    return register


def collect(slot: str, *args: Any, **context: Any) -> list[Any]:
    """What each filling of the slot returns, without the empty ones."""
    found = (filling(*args, **context) for _order, _name, filling in _fillings.get(slot, ()))
    return [item for item in found if item]

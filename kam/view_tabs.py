"""The ready-made views of a list: tabs over it, each with how many rows it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django_stubs_ext import StrPromise

COUNTED_UP_TO = 999


@dataclass(frozen=True, slots=True)
class ViewTab:
    """One of them. `count` is exact up to COUNTED_UP_TO, None where nobody needs it."""

    key: str
    label: StrPromise | str
    count: int | None
    is_current: bool

    @property
    def shown_count(self) -> str:
        if self.count is None:
            return ""
        return f"{COUNTED_UP_TO}+" if self.count > COUNTED_UP_TO else str(self.count)


def counted(rows: models.QuerySet[Any]) -> int:
    """How many there are, counted no further than a tab tells."""
    return rows.order_by()[: COUNTED_UP_TO + 1].count()

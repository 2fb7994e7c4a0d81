"""Status is shape, word and colour, the same everywhere."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    GOOD = "good", _("On track")
    WARN = "warn", _("At risk")
    BAD = "bad", _("Critical")
    NONE = "none", _("No data")

    @property
    def symbol(self) -> str:
        return _SYMBOLS[self]

    @property
    def severity(self) -> int:
        """For sorting, the worst highest: critical 3, at risk 2, no data 1, on track 0."""
        return _SEVERITY[self]


_SYMBOLS = {Status.GOOD: "●", Status.WARN: "▲", Status.BAD: "⯃", Status.NONE: "◌"}
_SEVERITY = {Status.BAD: 3, Status.WARN: 2, Status.NONE: 1, Status.GOOD: 0}
_KNOWN_FIRST: dict[str, int] = {Status.BAD: 3, Status.WARN: 2, Status.GOOD: 1, Status.NONE: 0}


def worst(statuses: Iterable[str]) -> Status:
    """The worst of what is known. No data is not good news, but never hides what is known; if nothing is, no data."""
    return Status(max(statuses, key=_KNOWN_FIRST.__getitem__, default=Status.NONE))

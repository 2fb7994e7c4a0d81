"""How long the data of people who left is kept: what was set, or the usual."""

from __future__ import annotations

from kam.models import Retention


def retention() -> Retention:
    """What was set; otherwise a row that is not in the database, with the usual time."""
    return Retention.objects.first() or Retention(pk=1)

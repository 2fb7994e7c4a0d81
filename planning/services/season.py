"""Last year's season: how the year's change was spread over its months."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from planning.models import Objective, Progress

MONTHS = 12
PLACES = Decimal("0.000001")


def season_of(objective: Objective) -> list[Decimal]:
    """Twelve shares of the year's change, January first, that add up to 1: from the readings at the ends of months.

    Readings are levels, so a month's part is the level at its end less the level at the end of the month before; the
    first month is measured from the baseline. Raises ValidationError when fewer than twelve months in a row have a
    reading, and when a month went against the year.
    """
    levels = _levels(objective)
    if len(levels) < MONTHS:
        told = {"title": objective.title, "known": len(levels)}
        raise ValidationError(
            _("“%(title)s” has readings of %(known)d months in a row: twelve are needed to tell a season.") % told
        )
    return _shares(levels[:MONTHS], before=objective.baseline)


def _levels(objective: Objective) -> list[tuple[date, Decimal]]:
    """The last level of each month (its first day), from the objective's first month on until one has none."""
    readings = Progress.objects.kept().filter(objective=objective, noted_on__gte=objective.starts_on)
    last = {
        noted_on.replace(day=1): value
        for noted_on, value in readings.order_by("noted_on", "pk").values_list("noted_on", "value")
    }
    months, month = [], objective.starts_on.replace(day=1)
    while month in last:
        months.append((month, last[month]))
        month = _following(month)
    return months


def _following(month: date) -> date:
    return month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)


def _shares(levels: Sequence[tuple[date, Decimal]], *, before: Decimal) -> list[Decimal]:
    change = levels[-1][1] - before
    if not change:
        raise ValidationError(_("The year ended where it began: that tells no season."))
    parts = pairwise([before, *(value for _month, value in levels)])
    by_month = {
        month.month: ((value - earlier) / change).quantize(PLACES)
        for (month, _value), (earlier, value) in zip(levels, parts, strict=True)
    }
    if min(by_month.values()) < 0:
        raise ValidationError(_("In some month the value went against the year: that tells no season."))
    return [by_month[month] for month in range(1, MONTHS + 1)]

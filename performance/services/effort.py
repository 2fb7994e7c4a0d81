"""Writes on what our time costs and what clients bring in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Client
from kam import events
from kam.access import scope_of
from kam.models import User
from kam.records import keep
from performance.models import CostRate, Margin


@transaction.atomic
def set_cost_rate(*, since: date, per_hour: Decimal, by: User) -> CostRate:
    """What an hour costs from a day on; the same day again corrects it. For administrators."""
    if not scope_of(by).edits_all:
        raise PermissionDenied
    rate = CostRate.objects.select_for_update().filter(since=since).first() or CostRate(since=since)
    rate.per_hour = per_hour
    keep(rate)
    events.record("performance.cost_rate_set", rate, by=by, client_id=None, per_hour=str(per_hour))
    return rate


@transaction.atomic
def set_margin(client: Client, *, year: int, percent: Decimal, by: User) -> Margin:
    """The gross margin of a client in a year; the same year again corrects it."""
    margin = Margin.objects.select_for_update().filter(client=client, year=year).first()
    margin = margin or Margin(client=client, year=year)
    margin.percent, margin.by = percent, by
    keep(margin)
    events.record("performance.margin_set", margin, by=by, client_id=client.pk, year=year, percent=str(percent))
    return margin

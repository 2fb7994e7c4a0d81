"""Numbers, money and days in templates, in the reader's language. What is not known is a dash."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from django import template
from django.utils import timezone
from django.utils.html import format_html

from kam import numbers

register = template.Library()

UNKNOWN = "–"


class Measured(Protocol):
    """What has values of a kind, such as an objective."""

    unit: str
    currency: str


@register.filter
def number(value: Decimal | int | float | None, places: int | None = None) -> str:
    return UNKNOWN if value is None else numbers.number(value, places)


@register.filter
def money(amount: Decimal | int | None, currency: str) -> str:
    return UNKNOWN if amount is None else numbers.money(amount, currency)


@register.filter
def compact_money(amount: Decimal | int | None, currency: str) -> str:
    return UNKNOWN if amount is None else numbers.compact_money(amount, currency)


@register.filter
def percent(value: Decimal | int | float | None, places: int | None = None) -> str:
    """Of hundredths: 87.3 is 87.3%."""
    return UNKNOWN if value is None else numbers.percent(value, places)


@register.filter
def ratio(value: Decimal | int | float | None, places: int = 0) -> str:
    """Of a ratio, such as a pace: 0.873 is 87%."""
    return UNKNOWN if value is None else numbers.ratio(value, places)


@register.filter
def quantity(value: Decimal | int | None, of: Measured) -> str:
    """A value of something measured, in its unit: `{{ objective.target|quantity:objective }}`."""
    return UNKNOWN if value is None else numbers.quantity(value, of.unit, of.currency)


@register.filter
def day(value: date | None) -> str:
    return numbers.date_short(_local_day(value)) if value else UNKNOWN


@register.filter
def long_day(value: date | None) -> str:
    return numbers.date_long(_local_day(value)) if value else UNKNOWN


@register.filter
def ago(moment: datetime | None) -> str:
    """How long ago, with the moment itself and its zone one hover away."""
    if moment is None:
        return UNKNOWN
    local = timezone.localtime(moment)
    title = f"{numbers.date_short(local)} {local:%H:%M %Z}"
    passed = numbers.ago(local, timezone.now())
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(timespec="seconds"), title, passed)


def _local_day(value: date) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value

"""From a cell to a value: corrections, maps and transforms of the mapping, then the reading of numbers, days and times.

What is ambiguous is refused with a hint how to declare it, never guessed at. Whether a value is *allowed* is not asked
here: that is the service's question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from babel import Locale
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from kam.numbers import parse_decimal
from kam.transfer.mapping import FieldRule
from kam.transfer.source import Source

Cell = Any
"""What a row holds: text as it stands in the file, or a date or Decimal that grouping has made."""

_DAY = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})")
_TIME = re.compile(r"[T ](\d{1,2}:\d{2})(?::\d{2})?$")
_ORDERS = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2)}  # where year, month and day stand
_YES, _NO = ("yes", "true", "1", "sim", "s", "y"), ("no", "false", "0", "não", "nao", "n")


def rewritten(rule: FieldRule, cell: Cell, lookups: Mapping[str, Mapping[str, str]]) -> Cell:
    """The cell after the text rules of its field. An empty cell stays empty."""
    if not isinstance(cell, str) or not cell:
        return cell
    cell = (rule.correct or {}).get(cell, cell)
    if rule.map is not None:
        cell = _mapped(rule.map, cell)
    if rule.lookup:
        cell = lookups[rule.lookup].get(cell, "")
    for transform in rule.transform:
        cell = _TRANSFORMS[transform](cell)
    return f"{rule.prefix}{cell}{rule.suffix}" if cell else cell


def reader_of(field: models.Field[Any, Any], rule: FieldRule, source: Source) -> Callable[[Cell], Any]:
    """How the cells of a column become values of a model's field."""
    if isinstance(field, models.ForeignKey | models.ManyToManyField):
        return lambda cell: tuple(_split(rule, cell)) if field.many_to_many else str(cell)
    empty = None if field.null else ""
    read = _reader(field, rule, source)
    return lambda cell: empty if cell == "" else read(cell)


def _reader(field: models.Field[Any, Any], rule: FieldRule, source: Source) -> Callable[[Cell], Any]:
    if isinstance(field, models.DecimalField):
        return lambda cell: _scaled(rule, number(cell, source.decimal))
    if isinstance(field, models.IntegerField):
        return lambda cell: _whole(_scaled(rule, number(cell, source.decimal)))
    if isinstance(field, models.DateTimeField):
        return lambda cell: moment(cell, source.dates)
    if isinstance(field, models.DateField):
        return lambda cell: day(cell, source.dates)
    return _yes if isinstance(field, models.BooleanField) else str


def number(cell: Cell, decimal: str) -> Decimal:
    """Exact, or refused: `1.234` in a file that does not show its decimal mark may be a thousand or hardly 1."""
    if isinstance(cell, Decimal):
        return cell
    parsed = parse_decimal(cell, "pt-pt" if decimal == "," else "en")
    if parsed.ambiguous and not decimal:
        hint = _('This may be a thousand or a fraction: declare the file\'s decimal mark (decimal = "," or ".").')
        raise ValidationError(hint)
    return parsed.value


def day(cell: Cell, order: str) -> date:
    """2017-03-09 always; 09/03/2017 by the declared order, or without one where only one reading is possible."""
    if isinstance(cell, date):
        return cell
    found = _DAY.fullmatch(cell)
    numbers = [int(text) for text in found.groups()] if found else []
    if found and len(found[1]) == 4:
        order = "ymd"
    readings = {one for name in ([order] if order else ["dmy", "mdy"]) if (one := _date(numbers, name))}
    if not readings:
        raise ValidationError(_("This is not a day; write it as 2017-03-31 or declare how the file writes days."))
    if len(readings) > 1:
        raise ValidationError(_('Day or month first? Declare how the file writes days (dates = "dmy" or "mdy").'))
    return readings.pop()


def moment(cell: Cell, order: str) -> datetime:
    """A day with a time of day or, without one, noon: no time zone then shifts it to another day."""
    found = _TIME.search(cell)
    on = day(cell[: found.start()] if found else cell, order)
    try:
        at = time.fromisoformat(found[1].zfill(5)) if found else time(12)
    except ValueError as problem:
        raise ValidationError(_("This is not a time of day; write it as 14:30.")) from problem
    return timezone.make_aware(datetime.combine(on, at))


def _date(numbers: list[int], order: str) -> date | None:
    try:
        year, month, day = (numbers[place] for place in _ORDERS[order])
        return date(year, month, day) if year > 99 else None
    except (IndexError, ValueError):
        return None


def _scaled(rule: FieldRule, value: Decimal) -> Decimal:
    if rule.multiply is not None:
        value *= rule.multiply
    return value if rule.places is None else value.quantize(Decimal(1).scaleb(-rule.places), ROUND_HALF_UP)


def _whole(value: Decimal) -> int:
    if value != value.to_integral_value():
        raise ValidationError(_("Enter a whole number."))
    return int(value)


def _yes(cell: str) -> bool:
    word = cell.lower()
    if word not in (*_YES, *_NO):
        raise ValidationError(_("Write yes or no."))
    return word in _YES


def _split(rule: FieldRule, cell: str) -> list[str]:
    parts = cell.split(rule.split) if rule.split else [cell]
    return [part.strip() for part in parts if part.strip()]


def _mapped(known: Mapping[str, str], cell: str) -> str:
    if cell not in known:
        raise ValidationError(_("The mapping does not say what this value means."))
    return known[cell]


def _country(cell: str) -> str:
    """The ISO code of a country named in English or Portuguese, or already a code."""
    if len(cell) == 2 and cell.isalpha():
        return cell.upper()
    code = _countries().get(cell.casefold())
    if code is None:
        raise ValidationError(_("No country of this name is known."))
    return code


@cache
def _countries() -> dict[str, str]:
    named = [Locale.parse(locale).territories for locale in ("pt_PT", "en")]
    pairs = ((name, code) for names in named for code, name in names.items())
    return {name.casefold(): code for name, code in pairs if len(code) == 2}


def _slug(cell: str) -> str:
    return slugify(cell).replace("-", ".")


_TRANSFORMS: dict[str, Callable[[str], str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "slug": _slug,
    "country": _country,
}

"""Numbers, money and days as people read and type them.

Written for two readers: European Portuguese (`1 234,50 €`, `04/03/2026`) and English (`€1,234.50`, `4 Mar 2026`). The
functions follow the active language unless they are told one. Thousands are grouped from four digits on, so that
columns line up (the Portuguese of CLDR groups from five). The group mark and the space before a Portuguese unit are
no-break spaces (U+00A0). The minus is the hyphen-minus: a number copied from a page can be pasted into a form, a
spreadsheet or a query.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from babel.dates import format_date
from babel.numbers import get_currency_precision, get_currency_symbol
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

NBSP = "\u00a0"
MAX_DIGITS = 18
HALF_UP = Context(prec=60, rounding=ROUND_HALF_UP)


class _Style(NamedTuple):
    """How one language writes numbers and days. Patterns of days are those of CLDR."""

    locale: str
    decimal: str
    marks: dict[int, str]  # what Python's marks of thousands and decimals become
    scales: tuple[tuple[Decimal, str], ...]
    short_day: str
    long_day: str


_MILLIARD, _MILLION, _THOUSAND = Decimal(10**9), Decimal(10**6), Decimal(1000)
_ENGLISH = _Style("en", ".", {}, ((_MILLIARD, "B"), (_MILLION, "M"), (_THOUSAND, "K")), "d MMM y", "d MMMM y")
_PORTUGUESE = _Style(
    "pt_PT",
    ",",
    {ord(","): NBSP, ord("."): ","},
    ((_MILLIARD, f"{NBSP}mM"), (_MILLION, f"{NBSP}M"), (_THOUSAND, f"{NBSP}mil")),
    "dd/MM/y",
    "d 'de' MMMM 'de' y",
)


def _style(language: str | None) -> _Style:
    return _PORTUGUESE if (language or get_language() or settings.LANGUAGE_CODE).startswith("pt") else _ENGLISH


# --- Reading ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Parsed:
    """A number as it was understood; ambiguous if the same text means another number in another language."""

    value: Decimal
    ambiguous: bool


_AFFIX = r"(?:US\$|[€$£%]|EUR|USD|GBP)"
_BODY = r"[0-9., ]{0,60}[0-9]"
_TYPED = re.compile(rf"(?P<sign>[-+]?) ?(?:{_AFFIX} ?)?(?P<body>{_BODY})(?: ?{_AFFIX})?")
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_GROUPED = re.compile(
    r"[1-9][0-9]{0,2}(?P<group>[., ])[0-9]{3}(?:(?P=group)[0-9]{3})*(?:(?!(?P=group))(?P<mark>[.,])[0-9]+)?"
)
_PLAIN = re.compile(r"[0-9]*(?P<mark>[.,])?[0-9]+")
_NOT_DIGITS = re.compile(r"[^0-9]")
_SPACES = re.compile(r"[\u00a0\u2007\u2009\u202f]")


def parse_decimal(text: str, language: str | None = None) -> Parsed:
    """What a person meant: `1 234,5`, `1.234,5`, `1234.5`, `1,234.5`, `-3`, `12 %` (twelve), `€ 1 234,50`.

    `1.234` and `1,234` are a thousand in one language and little more than one in the other: they are read by the
    language and called ambiguous, so that the page can show its reading. Anything else that is not plainly a number
    is refused with a `ValidationError`, never guessed at: dropping dots would turn `1234.5` into 12345.
    """
    style = _style(language)
    typed = _TYPED.fullmatch(_SPACES.sub(" ", text).strip().replace("\u2212", "-"))
    if typed is None:
        raise _not_a_number(language)
    body = typed["body"]
    ambiguous = _AMBIGUOUS.fullmatch(body) is not None
    digits = _with_point(body, style.decimal if ambiguous else _decimal_mark(body, language))
    if len(digits.replace(".", "").lstrip("0")) > MAX_DIGITS:
        raise ValidationError(_("Enter a number of at most %(digits)d digits."), "max_digits", {"digits": MAX_DIGITS})
    value = Decimal(digits)
    return Parsed(-value if typed["sign"] == "-" and value else value, ambiguous)


def echo(text: str, language: str | None = None) -> str:
    """How an ambiguous text is read (`= 1 234`), to be shown beside the field before saving; else nothing."""
    try:
        parsed = parse_decimal(text, language)
    except ValidationError:
        return ""
    return f"= {number(parsed.value, language=language)}" if parsed.ambiguous else ""


def _decimal_mark(body: str, language: str | None) -> str | None:
    match = _GROUPED.fullmatch(body) or _PLAIN.fullmatch(body)
    if match is None:
        raise _not_a_number(language)
    return match["mark"]


def _with_point(body: str, mark: str | None) -> str:
    whole, _mark, fraction = body.partition(mark) if mark else (body, "", "")
    return f"{_NOT_DIGITS.sub('', whole)}.{fraction}"


def _not_a_number(language: str | None) -> ValidationError:
    example = number(Decimal("1234.5"), language=language)
    return ValidationError(_("Enter a number, such as %(example)s."), "invalid", {"example": example})


class LocalDecimalField(forms.DecimalField):
    """A number typed the way its reader writes numbers. What cannot be read comes back as it was typed."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs take it for an integer field
        if value in self.empty_values:
            return None
        return parse_decimal(value).value if isinstance(value, str) else super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return number(value) if isinstance(value, Decimal) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """While typing, the page says beside the field how an ambiguous number is read."""
        asks = {"hx-get": "/reads-as/", "hx-trigger": "input changed delay:300ms", "hx-target": "next .echo"}
        return super().widget_attrs(widget) | {"inputmode": "decimal", "autocomplete": "off"} | asks


# --- Writing ----------------------------------------------------------------------------------------------------------


def number(value: Decimal | int | float, places: int | None = None, language: str | None = None) -> str:
    """`1 234,5` or `1,234.5`: rounded half up to so many places; without them all there are, but no trailing zeros."""
    return _written(value, places, _style(language))


def money(amount: Decimal | int, currency: str, places: int | None = None, language: str | None = None) -> str:
    """`1 234,50 €` or `€1,234.50`, with the decimals the currency (an ISO 4217 code) has unless told how many."""
    style = _style(language)
    wanted = get_currency_precision(currency) if places is None else places
    return _with_symbol(_written(amount, wanted, style), currency, style)


def compact_money(amount: Decimal | int, currency: str, language: str | None = None) -> str:
    """`1,2 M €`, `845 mil €` or `€1.2M`, `€845K`: for labels only, beside the full amount in a title or table.

    One decimal below a hundred, none from there on; below a thousand, whole units.
    """
    style = _style(language)
    value = Decimal(amount)
    for scale, name in style.scales:
        if abs(value) >= scale * Decimal("0.9995"):  # 999 950 is written 1 M, not 1000 mil
            scaled = value / scale
            rounded = _rounded(scaled, 1 if abs(scaled) < Decimal("99.95") else 0)
            return _with_symbol(_written(rounded, None, style) + name, currency, style)
    return money(value, currency, places=0, language=language)


def percent(value: Decimal | int | float, places: int | None = None, language: str | None = None) -> str:
    """`87,3%` or `87.3%`, of hundredths as an objective in percent counts them. For 0.873 see `ratio`."""
    return f"{number(value, places, language)}%"


def ratio(value: Decimal | int | float, places: int = 0, language: str | None = None) -> str:
    """A ratio such as a pace or a share as a percentage: 0.873 is `87%`, and `87.3%` to one place."""
    return percent(_exact(value) * 100, places, language)


def quantity(value: Decimal | int | str, unit: str, currency: str = "") -> str:
    """An objective's value in its unit (money, count, percent, score, days, hours). Whole money has no cents.

    The value may be a decimal in text, as events keep it. Two decimals are shown at most: what is expected by a day is
    computed and would have more than anybody reads.
    """
    exact = _rounded(Decimal(value), 2)
    if unit == "money":
        return money(exact, currency, 0 if exact == int(exact) else None)
    if unit == "percent":
        return percent(exact)
    written, plural = number(exact), 1 if exact == 1 else 2
    if unit == "days":
        return ngettext("%(number)s day", "%(number)s days", plural) % {"number": written}
    if unit == "hours":
        return ngettext("%(number)s hour", "%(number)s hours", plural) % {"number": written}
    return written


def date_short(day: date, language: str | None = None) -> str:
    """`04/03/2026` or `4 Mar 2026`, never broken, and never a form that readers here and overseas read differently."""
    style = _style(language)
    return _day(day.toordinal(), style.short_day, style.locale).replace(" ", NBSP)


def date_long(day: date, language: str | None = None) -> str:
    """`4 de março de 2026` or `4 March 2026`."""
    style = _style(language)
    return _day(day.toordinal(), style.long_day, style.locale)


@lru_cache(maxsize=4096)  # a list shows the same few days again and again
def _day(ordinal: int, pattern: str, locale: str) -> str:
    return format_date(date.fromordinal(ordinal), pattern, locale=locale)


def ago(moment: datetime, now: datetime) -> str:
    """How long before `now`: `5 min ago`, `3 h ago`, `3 d ago`; the day itself from 31 days on, or if still to come.

    Days are those of the calendar, in the zone of `moment`: two things of one day lie as many days back.
    """
    passed = now - moment
    if passed >= timedelta(days=31) or passed < timedelta(0):
        return date_short(moment)
    if passed >= timedelta(days=1):
        return _("%(count)d d ago") % {"count": (now.astimezone(moment.tzinfo).date() - moment.date()).days}
    if passed >= timedelta(hours=1):
        return _("%(count)d h ago") % {"count": passed.seconds // 3600}
    return _("%(count)d min ago") % {"count": passed.seconds // 60} if passed.seconds >= 60 else _("just now")


def _exact(value: Decimal | int | float) -> Decimal:
    return Decimal(str(value)) if isinstance(value, float) else Decimal(value)


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), context=HALF_UP)


def _written(value: Decimal | int | float, places: int | None, style: _Style) -> str:
    exact = _exact(value)
    shown = exact if places is None else _rounded(exact, places)
    text = f"{shown or abs(shown):,f}"  # nobody writes minus zero
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(style.marks)


@lru_cache(maxsize=64)
def _symbol(currency: str, locale: str) -> str:
    return get_currency_symbol(currency, locale)


def _with_symbol(text: str, currency: str, style: _Style) -> str:
    symbol = _symbol(currency, style.locale)
    if style is _PORTUGUESE:
        return f"{text}{NBSP}{symbol}"
    sign, bare = ("-", text[1:]) if text.startswith("-") else ("", text)
    return f"{sign}{symbol}{NBSP if symbol[-1:].isalpha() else ''}{bare}"

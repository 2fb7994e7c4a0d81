"""The small pieces every page is drawn with: icons, status, charts, and what a component has to compute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, Protocol
from zlib import crc32

from django import template
from django.forms import BoundField
from django.forms.utils import flatatt
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from lucide.templatetags.lucide import lucide

from kam import charts, numbers
from kam.status import Status

register = template.Library()

HUES = 5
GO_KEYS = {"/": "d", "/clients/": "c", "/team/": "t"}


class Measured(Protocol):
    """What has values of a kind, such as an objective."""

    unit: str
    currency: str


# --- Icons, status, people --------------------------------------------------------------------------------------------


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, extra_class: str = "") -> SafeString:
    """A Lucide icon of 16 px (20 with "large"), silent to screen readers: words stand beside it."""
    look = {"class": f"icon {extra_class}".strip(), "aria-hidden": "true", "focusable": "false"}
    return mark_safe(lucide(name, size=20 if extra_class == "large" else 16, **look))  # noqa: S308


_SHAPES = {
    Status.GOOD: '<circle cx="8" cy="8" r="7"/><path class="glyph" d="m5 8.3 2.1 2.1L11 6.2"/>',
    Status.WARN: '<path d="M6.9 1.7a1.3 1.3 0 0 1 2.2 0l6.3 11a1.3 1.3 0 0 1-1.1 1.9H1.7a1.3 1.3 0 0 1-1.1-1.9z"/>'
    '<path class="glyph" d="M8 5.9v3.2m0 2.5v0"/>',
    Status.BAD: '<path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z"/>'
    '<path class="glyph" d="m5.8 5.8 4.4 4.4m0-4.4-4.4 4.4"/>',
    Status.NONE: '<circle class="ring" cx="8" cy="8" r="6"/>',
}


@register.simple_tag
@lru_cache(maxsize=8)
def shape(status: str) -> SafeString:
    """The shape of a status without its word; for where the word stands beside it."""
    drawn = _SHAPES[Status(status or Status.NONE)]
    return mark_safe(f'<svg class="shape" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{drawn}</svg>')  # noqa: S308


@register.filter
def status_word(status: str) -> str:
    return str(Status(status or Status.NONE).label)


@register.simple_tag
def status_dot(status: str, label: Any = "") -> SafeString:
    """A status as its shape alone, with its name for screen readers and on hover; for dense rows and heat cells."""
    return _dot(status or Status.NONE, str(label), get_language())


@lru_cache(maxsize=1024)  # a list shows hundreds, and few that differ
def _dot(status: str, label: str, _language: str | None) -> SafeString:
    name = f"{label}: {status_word(status)}" if label else status_word(status)
    dot = '<span class="dot {}" role="img" aria-label="{}" title="{}">{}</span>'
    return format_html(dot, status, name, name, shape(status))


@register.simple_tag
def status_chip(status: str, reason: Any = "") -> SafeString:
    """A status as shape, word and colour, with the sentence that gives its reason."""
    chip = format_html('<span class="chip {}">{}{}</span>', status or Status.NONE, shape(status), status_word(status))
    return format_html('<span class="status">{}<span class="text2">{}</span></span>', chip, reason) if reason else chip


@register.filter
def initials(name: Any) -> str:
    """The first letters of the first and last word: Ana Maria Sá is AS."""
    words = str(name).split() or ["?"]
    return "".join(word[0] for word in (words[:1] if len(words) == 1 else (words[0], words[-1]))).upper()


@register.filter
def hue(name: Any) -> int:
    """The same colour for the same name, on every page and every day."""
    return crc32(str(name).encode()) % HUES + 1


# --- Charts -----------------------------------------------------------------------------------------------------------


@register.simple_tag
def bullet(
    actual: charts.Number | None,
    expected: charts.Number | None,
    target: charts.Number | None,
    baseline: charts.Number = 0,
    status: str = "",
) -> SafeString:
    """Bar: how far it came from baseline to target. Tick: how far it was expected to be by now. End: the target."""
    reached = charts.way(actual, baseline, target) if actual is not None and target is not None else None
    if reached is None or target is None:
        return format_html('<span class="muted">{}</span>', "–")
    due = charts.way(expected, baseline, target) if expected is not None else None
    drawn = charts.bullet(reached, due)
    return format_html(
        '<svg class="bullet {}" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect class="track" width="100" height="8"/><rect class="bar" width="{}" height="8"/>{}{}</svg>',
        status,
        _bullet_name(reached, due),
        drawn.bar,
        _upright("end", drawn.end),
        _upright("tick", drawn.tick),
    )


def _upright(kind: str, at: float | None) -> SafeString:
    return format_html('<path class="{}" d="M{} 0v8"/>', kind, at) if at is not None else SafeString()


def _bullet_name(reached: float, expected: float | None) -> str:
    language = get_language()  # asking is what takes the time, and lists show many
    parts = {"reached": numbers.ratio(reached, language=language)}
    if expected is None:
        return _("%(reached)s of the way to the target") % parts
    parts["expected"] = numbers.ratio(expected, language=language)
    return _("%(reached)s of the way to the target; %(expected)s expected by now") % parts


@register.simple_tag
def sparkline(values: Sequence[charts.Number | None], label: Any = "") -> SafeString:
    """The last dozen values as a line; a number beside it says where it stands."""
    path = charts.sparkline(values)
    if not path:
        return format_html('<span class="muted">{}</span>', "–")
    last = path[max(path.rfind("M"), path.rfind("L")) + 1 :]
    return format_html(
        '<svg class="sparkline" viewBox="0 0 100 20" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<path d="{}"/><path class="last" d="M{}h0"/></svg>',
        label or _("Trend"),
        path,
        last,
    )


@register.inclusion_tag("components/line_chart.html")
def line_chart(chart: dict[str, Any], of: Measured, title: Any = "") -> dict[str, Any]:
    """A course over time against what was expected and the target; `of` gives the unit, `title` says the finding."""
    return {"plot": charts.course(**chart), "chart": chart, "of": of, "title": title}


@register.filter
def short_quantity(value: charts.Number, of: Measured) -> str:
    """A label beside a line: money short, the rest in full."""
    amount = Decimal(str(value))
    if of.unit == "money":
        return numbers.compact_money(amount, of.currency)
    return numbers.quantity(amount, of.unit, of.currency)


@register.simple_tag
def status_strip(strip: Sequence[tuple[date, str]]) -> SafeString:
    """One shape for each period, oldest first, each with its day and word."""
    dots = ((status_dot(status, numbers.date_short(on)),) for on, status in strip)
    return format_html('<ol class="strip">{}</ol>', format_html_join("", "<li>{}</li>", dots))


@register.simple_tag
def bars(rows: Sequence[tuple[Any, charts.Number, Any]]) -> SafeString:
    """Sorted bars: rows of (label, value, the value as text)."""
    widths = charts.shares([value for _label, value, _text in rows])
    drawn = format_html_join(
        "",
        '<li><span>{}</span><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar" width="{}" height="10"/></svg><span class="num">{}</span></li>',
        ((label, width, text) for (label, _value, text), width in zip(rows, widths, strict=True)),
    )
    return format_html('<ul class="bars">{}</ul>', drawn)


# --- Tables, forms, links ---------------------------------------------------------------------------------------------


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context: Context, key: str, label: Any, numeric: bool = False) -> dict[str, Any]:
    """A column header that sorts by `key` through ?ordering=, up, then down. Without a key it is only a header."""
    ordering = context["request"].GET.get("ordering", "")
    return {
        "request": context["request"],
        "key": key,
        "label": label,
        "numeric": numeric,
        "next": f"-{key}" if ordering == key else key,
        "direction": {key: "ascending", f"-{key}": "descending"}.get(ordering, "") if key else "",
    }


@register.filter
def control(field: BoundField) -> str:
    """How a field is laid out: "check", "segmented" (radio), "choices" (checkboxes) or "plain"."""
    kinds = {"checkbox": "check", "radioselect": "segmented", "checkboxselectmultiple": "choices"}
    return kinds.get(field.widget_type, "plain")


@register.simple_tag
def options(groups: Sequence[tuple[str | None, Sequence[dict[str, Any]], int]]) -> SafeString:
    """What a select offers, from its widget's `optgroups`; those without a label stand in no group."""
    runs = groupby(groups, key=itemgetter(0))
    drawn = ((_group(label, [option for group in run for option in group[1]]),) for label, run in runs)
    return format_html_join("", "{}", drawn)


def _group(label: str | None, offered: Sequence[dict[str, Any]]) -> SafeString:
    parts = ((one["value"], flatatt(one["attrs"]) if one["attrs"] else "", one["label"]) for one in offered)
    drawn = format_html_join("", '<option value="{}"{}>{}</option>', parts)
    return format_html('<optgroup label="{}">{}</optgroup>', label, drawn) if label else drawn


@register.filter
def echoes(field: BoundField) -> bool:
    """Whether the page says how a typed number is read."""
    return isinstance(field.field, numbers.LocalDecimalField)


@register.filter
def go_key(url: str) -> str:
    """The letter that follows G to go to a page, for the pages that have one."""
    return GO_KEYS.get(url, "")


LIVE = mark_safe('hx-boost="true" hx-swap="outerHTML show:none" hx-select-oob="#toasts:beforeend,#nav,#bottombar"')


@register.simple_tag
def act() -> SafeString:
    """Attributes of a form or link whose answer takes the place of the page's main part, without a page load."""
    return mark_safe(f'{LIVE} hx-target="#main" hx-select="#main"')  # noqa: S308


@register.simple_tag
def record_form(form_id: str) -> SafeString:
    """Attributes of a form that shows its own errors in place; when it is accepted, the page it leads to follows."""
    return format_html('{} hx-target="this" hx-select="#{}" data-record-form', LIVE, form_id)


@register.simple_tag
def opens(url: str) -> SafeString:
    """Attributes of a link to a form page that opens as a dialog (and as a page without JavaScript)."""
    return format_html(
        'href="{}" hx-get="{}" hx-target="#dialog-body" hx-swap="innerHTML" hx-sync="this:drop"', url, url
    )

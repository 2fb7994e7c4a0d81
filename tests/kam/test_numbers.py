"""Numbers, money and days as people type and read them: every trap found in other products has its line here."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils import formats, timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from kam import numbers
from kam.numbers import LocalDecimalField, Parsed, parse_decimal

N = "\u00a0"
DAY = date(2026, 3, 4)
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
both_languages = pytest.mark.parametrize("language", ["en", "pt-pt"])


def show(template: str, **context: Any) -> str:
    return Template(template).render(Context(context))


# --- Typing -----------------------------------------------------------------------------------------------------------


@both_languages
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.5", "1234.5"),  # dropping dots would make 12345 of it
        ("1234,5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234,5", "1234.5"),
        ("1\u202f234,5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1 234 567", "1234567"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1.234,567", "1234.567"),
        ("1234.567", "1234.567"),
        ("0.234", "0.234"),
        ("0,234", "0.234"),
        (".5", "0.5"),
        ("-3", "-3"),
        ("\u22123", "-3"),
        ("+3", "3"),
        ("-0", "0"),
        ("12 %", "12"),
        ("87,3%", "87.3"),
        ("€ 1 234,50", "1234.50"),
        ("1 234,50 €", "1234.50"),
        ("-€1,234.50", "-1234.50"),
        ("1234 EUR", "1234"),
        ("  007 ", "7"),
        ("123456789012345678", "123456789012345678"),
    ],
)
def test_what_is_plain_reads_the_same_in_every_language(language: str, text: str, value: str) -> None:
    assert parse_decimal(text, language) == Parsed(Decimal(value), ambiguous=False)
    assert numbers.echo(text, language) == ""


@pytest.mark.parametrize(
    ("text", "language", "value", "echo"),
    [
        ("1.234", "pt-pt", "1234", f"= 1{N}234"),
        ("1.234", "en", "1.234", "= 1.234"),
        ("1,234", "pt-pt", "1.234", "= 1,234"),
        ("1,234", "en", "1234", "= 1,234"),
        ("-12.345 €", "pt-pt", "-12345", f"= -12{N}345"),
    ],
)
def test_what_is_ambiguous_is_read_by_language_and_echoed(text: str, language: str, value: str, echo: str) -> None:
    assert parse_decimal(text, language) == Parsed(Decimal(value), ambiguous=True)
    assert numbers.echo(text, language) == echo


@both_languages
@pytest.mark.parametrize(
    "text",
    [
        "", " ", "-", "--3", "abc", "12 a", "NaN", "Infinity", "-inf", "1e5", "1E+5", "0x10", "1_000", "1..2", "1,2,3",
        "1.2.3", "1 23", "12 34", "1  234", "12.34.567", "1.234.5", "1.23,4", "1,234.567,8", "1 234.567,8", "1234,",
        "5 € 3", "٣", "½", "1/2", "3" * 100, "1.234\n5",
    ],
)  # fmt: skip
def test_what_is_not_plainly_a_number_is_refused(language: str, text: str) -> None:
    with translation.override(language), pytest.raises(ValidationError) as refused:
        parse_decimal(text)
    assert refused.value.code == "invalid"
    assert f"{'1,234.5' if language == 'en' else f'1{N}234,5'}" in refused.value.messages[0]
    assert numbers.echo(text, language) == ""


def test_more_digits_than_the_books_hold_are_refused() -> None:
    with pytest.raises(ValidationError, match="18 digits"):
        parse_decimal("1234567890123456789")
    with pytest.raises(ValidationError, match="18 digits"):
        parse_decimal("12345678901234,56789")


@both_languages
@given(value=st.decimals(min_value=-(10**13), max_value=10**13, places=4))
def test_a_number_as_written_is_read_back(language: str, value: Decimal) -> None:
    assert parse_decimal(numbers.number(value, language=language), language).value == value


@both_languages
@given(text=st.text(max_size=30) | st.text("0123456789., -€%", max_size=30))
def test_any_text_is_a_number_or_refused(language: str, text: str) -> None:
    with suppress(ValidationError):
        assert parse_decimal(text, language).value.is_finite()


class TargetForm(forms.Form):
    target = LocalDecimalField(max_digits=10, decimal_places=2, min_value=0)


def test_a_form_reads_by_language_and_shows_what_is_saved_the_same_way() -> None:
    with translation.override("pt-pt"):
        form = TargetForm({"target": "1.234,50 €"})
        assert form.is_valid()
        assert form.cleaned_data == {"target": Decimal("1234.50")}
        shown = TargetForm(initial={"target": Decimal("1234.5000")})
        assert f'value="1{N}234,5"' in str(shown["target"])
        assert 'inputmode="decimal"' in str(shown["target"])
        assert not TargetForm({"target": f"1{N}234,5"}, initial={"target": Decimal("1234.50")}).has_changed()


@pytest.mark.parametrize("text", ["1.23.4", "-5", "1,999", "12345678901", "<b>"])
def test_a_form_gives_back_what_it_refuses_as_it_was_typed(text: str) -> None:
    with translation.override("pt-pt"):
        form = TargetForm({"target": text})
        assert not form.is_valid()
        assert form["target"].value() == text


# --- Reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "places", "english", "portuguese"),
    [
        (Decimal("1234567.89"), None, "1,234,567.89", f"1{N}234{N}567,89"),
        (Decimal("1234.5000"), None, "1,234.5", f"1{N}234,5"),  # groups from four digits
        (Decimal("1234.5"), 2, "1,234.50", f"1{N}234,50"),
        (Decimal("0.125"), 2, "0.13", "0,13"),
        (Decimal("2.5"), 0, "3", "3"),
        (Decimal("-2.5"), 0, "-3", "-3"),
        (Decimal("-0.001"), 2, "0.00", "0,00"),
        (Decimal("-0.00"), None, "0", "0"),
        (Decimal("1E+3"), None, "1,000", f"1{N}000"),
        (-1234, None, "-1,234", f"-1{N}234"),
        (100, None, "100", "100"),
        (0.1, None, "0.1", "0,1"),
        (Decimal(10) ** 20, 2, "100,000,000,000,000,000,000.00", f"100{f'{N}000' * 6},00"),
    ],
)
def test_numbers(value: Any, places: int | None, english: str, portuguese: str) -> None:
    assert numbers.number(value, places, "en") == english
    assert numbers.number(value, places, "pt-pt") == portuguese


@pytest.mark.parametrize(
    ("amount", "currency", "english", "portuguese"),
    [
        ("1234.5", "EUR", "€1,234.50", f"1{N}234,50{N}€"),
        ("-1234.5", "EUR", "-€1,234.50", f"-1{N}234,50{N}€"),
        ("0", "EUR", "€0.00", f"0,00{N}€"),
        ("1234.5", "USD", "$1,234.50", f"1{N}234,50{N}US$"),
        ("1234.5", "JPY", "¥1,235", f"1{N}235{N}JP¥"),
        ("1234.5", "CHF", f"CHF{N}1,234.50", f"1{N}234,50{N}CHF"),
    ],
)
def test_money(amount: str, currency: str, english: str, portuguese: str) -> None:
    assert numbers.money(Decimal(amount), currency, language="en") == english
    assert numbers.money(Decimal(amount), currency, language="pt-pt") == portuguese


@pytest.mark.parametrize(
    ("amount", "english", "portuguese"),
    [
        (1_234_567, "€1.2M", f"1,2{N}M{N}€"),
        (845_000, "€845K", f"845{N}mil{N}€"),
        (845_400, "€845K", f"845{N}mil{N}€"),
        (12_345, "€12.3K", f"12,3{N}mil{N}€"),
        (99_960, "€100K", f"100{N}mil{N}€"),
        (960_000, "€960K", f"960{N}mil{N}€"),
        (999_499, "€999K", f"999{N}mil{N}€"),
        (999_950, "€1M", f"1{N}M{N}€"),  # not 1000K
        (2_500_000_000, "€2.5B", f"2,5{N}mM{N}€"),
        (-845_000, "-€845K", f"-845{N}mil{N}€"),
        (999, "€999", f"999{N}€"),
        (0, "€0", f"0{N}€"),
    ],
)
def test_compact_money(amount: int, english: str, portuguese: str) -> None:
    assert numbers.compact_money(amount, "EUR", "en") == english
    assert numbers.compact_money(amount, "EUR", "pt-pt") == portuguese


@both_languages
@given(amount=st.decimals(min_value=-(10**11), max_value=10**11, places=2))
def test_compact_money_never_shows_a_thousand_of_anything(language: str, amount: Decimal) -> None:
    shown = numbers.compact_money(amount, "EUR", language)
    assert sum(character.isdigit() for character in shown) <= 3


def test_percentages() -> None:
    assert numbers.percent(Decimal("87.3"), language="pt-pt") == "87,3%"
    assert numbers.percent(Decimal("87.3"), language="en") == "87.3%"
    assert numbers.percent(Decimal("87.3"), 0, "en") == "87%"
    assert numbers.ratio(Decimal("0.7488"), language="en") == "75%"
    assert numbers.ratio(Decimal("0.7488"), 1, "pt-pt") == "74,9%"


@pytest.mark.parametrize(
    ("day", "english", "portuguese"),
    [
        (DAY, f"4{N}Mar{N}2026", "04/03/2026"),
        (date(2026, 9, 12), f"12{N}Sep{N}2026", "12/09/2026"),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), f"31{N}Dec{N}2026", "31/12/2026"),
    ],
)
def test_short_days(day: date, english: str, portuguese: str) -> None:
    assert numbers.date_short(day, "en") == english
    assert numbers.date_short(day, "pt-pt") == portuguese


def test_long_days_have_their_month_in_small_letters_in_portuguese() -> None:
    assert numbers.date_long(DAY, "en") == "4 March 2026"
    assert numbers.date_long(DAY, "pt-pt") == "4 de março de 2026"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("1200000.0000", "money", "€1,200,000"),
        ("1234.5", "money", "€1,234.50"),
        ("12.0000", "count", "12"),
        ("98.50", "percent", "98.5%"),
        ("7.25", "score", "7.25"),
        ("4.8132", "count", "4.81"),
        ("1", "days", "1 day"),
        ("45", "days", "45 days"),
        ("0", "hours", "0 hours"),
        ("1.5", "hours", "1.5 hours"),
    ],
)
def test_values_of_objectives_in_their_unit(value: str, unit: str, text: str) -> None:
    with translation.override("en"):
        assert numbers.quantity(Decimal(value), unit, "EUR") == text
        assert numbers.quantity(value, unit, "EUR") == text


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=59), "59 min ago"),
        (timedelta(hours=23, minutes=59), "23 h ago"),
        (timedelta(days=3, hours=5), "3 d ago"),
        (timedelta(days=30), "30 d ago"),
        (timedelta(days=31), f"1{N}Feb{N}2026"),
        (timedelta(days=-1), f"5{N}Mar{N}2026"),
    ],
)
def test_how_long_ago(before: timedelta, text: str) -> None:
    with translation.override("en"):
        assert numbers.ago(NOW - before, NOW) == text


# --- Templates and Django's own formats -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ value|number }}", f"1{N}234,5"),
        ("{{ value|number:2 }}", f"1{N}234,50"),
        ("{{ value|money:'EUR' }}", f"1{N}234,50{N}€"),
        ("{{ value|compact_money:'EUR' }}", f"1,2{N}mil{N}€"),
        ("{{ value|percent }}", f"1{N}234,5%"),
        ("{{ value|ratio }}", f"123{N}450%"),
        ("{{ value|quantity:objective }}", f"1{N}234,5"),
        ("{{ day|day }}", "04/03/2026"),
        ("{{ day|long_day }}", "4 de março de 2026"),
        ("{{ nothing|number }}{{ nothing|money:'EUR' }}{{ nothing|day }}{{ nothing|ago }}", "––––"),
    ],
)
def test_filters_follow_the_active_language(template: str, text: str) -> None:
    objective = SimpleNamespace(unit="count", currency="")
    with translation.override("pt-pt"):
        assert show(template, value=Decimal("1234.5"), day=DAY, objective=objective, nothing=None) == text


def test_a_moment_is_shown_on_its_local_day_and_in_full_one_hover_away() -> None:
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    with translation.override("pt-pt"), timezone.override("Europe/Lisbon"):
        assert show("{{ moment|day }}", moment=late) == "02/07/2026"
        shown = show("{{ moment|ago }}", moment=late)
    assert '<time datetime="2026-07-02T00:30:00+01:00" title="02/07/2026 00:30 WEST">' in shown


@pytest.mark.parametrize(("language", "short", "separator"), [("en", "4 Mar 2026", ","), ("pt-pt", "04/03/2026", N)])
def test_django_itself_formats_in_the_same_way(language: str, short: str, separator: str) -> None:
    with translation.override(language):
        assert formats.date_format(DAY, "SHORT_DATE_FORMAT") == short
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1
        assert formats.get_format("THOUSAND_SEPARATOR") == separator
        assert formats.time_format(NOW.time()) == "12:00"
        assert forms.DateField().clean("04/03/2026") == DAY
        assert forms.DateField().clean("2026-03-04") == DAY

"""How cells become values."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Client
from kam.transfer import values
from kam.transfer.mapping import FieldRule


@pytest.mark.parametrize(
    ("cell", "order", "read"),
    [
        ("2017-03-09", "", date(2017, 3, 9)),
        ("2017/3/9", "dmy", date(2017, 3, 9)),
        ("09/03/2017", "dmy", date(2017, 3, 9)),
        ("09/03/2017", "mdy", date(2017, 9, 3)),
        ("9.3.2017", "dmy", date(2017, 3, 9)),
        ("25/12/2017", "", date(2017, 12, 25)),
        ("12/25/2017", "", date(2017, 12, 25)),
        ("07/07/2017", "", date(2017, 7, 7)),
    ],
)
def test_days_are_read(cell: str, order: str, read: date) -> None:
    assert values.day(cell, order) == read


def test_a_day_that_may_be_a_month_is_refused_with_the_way_to_declare_it() -> None:
    with pytest.raises(ValidationError, match='dates = "dmy" or "mdy"'):
        values.day("09/03/2017", "")


@pytest.mark.parametrize(
    ("cell", "order"),
    [("25/12/2017", "mdy"), ("31/02/2017", "dmy"), ("9/3/17", "dmy"), ("March 9", ""), ("0/0/2017", ""), ("", "dmy")],
)
def test_what_is_no_day_is_refused(cell: str, order: str) -> None:
    with pytest.raises(ValidationError, match="not a day"):
        values.day(cell, order)


@pytest.mark.parametrize(
    ("cell", "hour", "minute"), [("2017-03-09 14:05", 14, 5), ("2017-03-09T9:30:59", 9, 30), ("2017-03-09", 12, 0)]
)
def test_times_are_local_and_a_day_alone_means_noon(cell: str, hour: int, minute: int) -> None:
    with timezone.override("Europe/Lisbon"):
        assert values.moment(cell, "") == datetime(2017, 3, 9, hour, minute, tzinfo=ZoneInfo("Europe/Lisbon"))


def test_a_time_that_no_clock_shows_is_refused() -> None:
    with pytest.raises(ValidationError, match="time of day"):
        values.moment("2017-03-09 25:00", "")


@pytest.mark.parametrize(
    ("rule", "cell", "result"),
    [
        ({"correct": {"Philipines": "Philippines"}, "transform": ("country",)}, "Philipines", "PH"),
        ({"transform": ("country",)}, "Países Baixos", "NL"),
        ({"transform": ("country",)}, "pt", "PT"),
        ({"map": {"A1": "A"}}, "A1", "A"),
        ({"transform": ("slug",), "suffix": "@x.example"}, "José d'Ávila", "jose.davila@x.example"),
        ({"transform": ("lower",), "prefix": "Mr "}, "ÁGUA", "Mr água"),
        ({"lookup": "owners"}, "Acme", "Ann"),
        ({"lookup": "owners", "suffix": "!"}, "Nobody's", ""),
        ({"map": {"A1": "A"}, "prefix": "x"}, "", ""),
    ],
)
def test_text_rules_apply_in_order_and_leave_empty_cells_empty(rule: dict[str, Any], cell: str, result: str) -> None:
    assert values.rewritten(FieldRule("f", column="c", **rule), cell, {"owners": {"Acme": "Ann"}}) == result


@pytest.mark.parametrize(
    ("rule", "reason"), [({"map": {"A1": "A"}}, "does not say"), ({"transform": ("country",)}, "No country")]
)
def test_a_value_without_a_meaning_is_refused(rule: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        values.rewritten(FieldRule("f", column="c", **rule), "Atlantis", {})


def test_corrections_are_told_row_by_row(bring_clients: Any) -> None:
    report = bring_clients(
        "id,name,sector\n1,A,technolgy\n2,B,retail\n3,C,technolgy\n",
        'fields.segment = { column = "sector", correct = { technolgy = "technology" } }',
    )

    assert [(i.row, i.value, i.reason) for i in report.steps[0].issues] == [
        (2, "technolgy", "read as “technology”"),
        (4, "technolgy", "read as “technology”"),
    ]
    assert list(Client.objects.order_by("name").values_list("segment", flat=True)) == [
        "technology",
        "retail",
        "technology",
    ]


@pytest.mark.parametrize(("cell", "active"), [("sim", True), ("YES", True), ("não", False), ("0", False)])
def test_yes_and_no_in_both_languages(bring_clients: Any, cell: str, active: bool) -> None:
    bring_clients(f"id,name,active\n1,A,{cell}\n", 'fields.is_active = "active"')

    assert Client.objects.get().is_active is active

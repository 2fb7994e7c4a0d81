"""Rows that add up: sums by group, running on from month to month."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kam.drafts import Ending
from planning.models import Objective, Progress

OBJECTIVES = """
    [[steps]]
    resource = "objectives"
    file = "sales.csv"
    key = "client"
    where = [{ column = "day", before = 2026-03-01 }]
    group = { by = "client", sum = "amount" }
    fields.client = "client"
    fields.title = { value = "Sales" }
    fields.target = { column = "sum", multiply = "1.5", places = 2 }
    fields.starts_on = { value = 2026-01-01 }
    fields.due_on = { value = 2026-12-31 }
"""
PROGRESS = """
    [[steps]]
    resource = "progress"
    file = "sales.csv"
    key = ["client", "month"]
    group = { by = "client", sum = "amount", month = "day" }
    fields.objective = "client"
    fields.value = "sum"
    fields.noted_on = "month_end"
"""
SALES = """client;day;amount
1;2026-01-05;10,50
2;2026-01-31;7
1;2026-03-02;1.000,25
1;2026-01-20;0,50
2;2026-04-10;1,5
"""


@pytest.fixture
def sales(bring: Any, bring_clients: Any) -> Any:
    bring_clients("id,name\n1,A\n2,B\n")
    return lambda mapping, text=SALES: bring(mapping, {"sales.csv": text})


def test_the_rows_of_a_group_make_one_record(sales: Any) -> None:
    report = sales(OBJECTIVES).steps[0]

    assert report.rows == {Ending.CREATED: 3, Ending.SKIPPED: 2}
    assert report.records == {Ending.CREATED: 2}
    assert list(Objective.objects.order_by("client__name").values_list("target", flat=True)) == [
        Decimal("16.50"),
        Decimal("10.50"),
    ]


def test_a_sum_runs_on_from_month_to_month_through_months_without_rows(sales: Any) -> None:
    sales(OBJECTIVES)

    report = sales(PROGRESS).steps[0]

    readings = Progress.objects.order_by("objective__client__name", "noted_on")
    ends = [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 10),
    ]  # known until the file's last day
    assert list(readings.values_list("objective__client__name", "noted_on", "value")) == [
        *[("A", end, Decimal(value)) for end, value in zip(ends, ["11", "11", "1011.25", "1011.25"], strict=True)],
        *[("B", end, Decimal(value)) for end, value in zip(ends, ["7", "7", "7", "8.5"], strict=True)],
    ]
    assert report.rows == {Ending.CREATED: 5}
    assert report.records == {Ending.CREATED: 8}


def test_a_later_file_adds_a_month_and_corrects_the_last(sales: Any) -> None:
    sales(OBJECTIVES)
    sales(PROGRESS)

    report = sales(PROGRESS, SALES + "1;2026-04-30;1\n2;2026-05-02;1\n").steps[0]

    assert report.records == {Ending.UNCHANGED: 6, Ending.UPDATED: 2, Ending.CREATED: 2}


def test_a_group_with_a_row_that_cannot_be_read_is_not_summed(sales: Any) -> None:
    report = sales(OBJECTIVES, SALES + "1;2026-02-01;abc\n").steps[0]

    assert report.rows == {Ending.CREATED: 1, Ending.FAILED: 3, Ending.SKIPPED: 2}
    assert {issue.row: issue.reason for issue in report.issues if issue.weight == "failed"} == {
        7: "Enter a number, such as 1\u00a0234,5.",
        2: "Row 7 belongs to the same sum and could not be read: nothing was written.",
        5: "Row 7 belongs to the same sum and could not be read: nothing was written.",
    }
    assert Objective.objects.get().client.name == "B"

"""Status is shape, word and colour, and no data is never green."""

from __future__ import annotations

from itertools import permutations

import pytest

from kam.status import Status, worst

GOOD, WARN, BAD, NONE = Status.GOOD, Status.WARN, Status.BAD, Status.NONE


def test_every_status_has_its_own_shape_and_word() -> None:
    assert [status.symbol for status in Status] == ["●", "▲", "⯃", "◌"]
    assert [str(status.label) for status in Status] == ["On track", "At risk", "Critical", "No data"]


def test_the_worst_sorts_first_and_no_data_before_good_news() -> None:
    assert sorted(Status, key=lambda status: -status.severity) == [BAD, WARN, NONE, GOOD]


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([], NONE),
        ([NONE, NONE], NONE),
        ([GOOD, NONE], GOOD),
        ([WARN, NONE], WARN),
        ([GOOD, WARN, NONE], WARN),
        ([GOOD, WARN, BAD, NONE], BAD),
    ],
)
def test_the_worst_of_what_is_known_counts(statuses: list[Status], expected: Status) -> None:
    for order in permutations(statuses):
        assert worst(order) == expected
        assert worst(status.value for status in order) == expected

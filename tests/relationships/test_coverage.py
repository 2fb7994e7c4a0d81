"""Coverage and gaps: the arithmetic of relationships, on facts alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from relationships import coverage
from relationships.coverage import GapKind, Person

TODAY = date(2026, 3, 2)
ANA, JOAO, RUI = 1, 2, 3


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def person(pk: int = 1, **facts: Any) -> Person:
    usual = {"name": f"P{pk}", "cadence": 30, "known_since": ago(400), "owner": ANA}
    return Person(pk=pk, **usual | facts)


def kinds(*people: Person) -> list[GapKind]:
    return [gap.kind for gap in coverage.gaps(people, on=TODAY)]


def whole(*people: Person) -> coverage.Coverage:
    return coverage.coverage(people, on=TODAY)


def test_coverage_is_the_share_of_influence_that_is_reached() -> None:
    found = whole(
        person(1, influence=8, talks={ANA: ago(30)}),
        person(2, influence=4, talks={ANA: ago(31)}),
        person(3, influence=4, is_placeholder=True),
        person(4, talks={ANA: ago(1)}),
    )

    assert (found.share, found.reached, found.total, found.unweighed) == (0.5, 8, 16, 1)
    assert (found.living, found.known) == (2, 3)


def test_a_share_of_which_most_of_the_weights_are_unknown_says_so() -> None:
    known, unknown = person(1, influence=3, talks={ANA: ago(1)}), [person(pk) for pk in (2, 3)]

    assert whole(known, *unknown).rests_on_few
    assert not whole(known, unknown[0]).rests_on_few
    assert not whole(*unknown).rests_on_few  # there is no share at all


def test_coverage_of_nobody_weighed_is_not_known() -> None:
    assert whole().share is None
    assert whole(person(talks={ANA: ago(1)})).share is None


def test_who_left_counts_neither_above_nor_below() -> None:
    found = whole(person(1, influence=9, left_on=ago(3), talks={ANA: ago(5)}), person(2, influence=3))

    assert (found.reached, found.total, found.living) == (0, 3, 0)


def test_a_relation_lives_within_the_persons_own_cadence() -> None:
    assert coverage.is_living(person(cadence=7, talks={ANA: ago(7)}), on=TODAY)
    assert not coverage.is_living(person(cadence=7, talks={ANA: ago(8)}), on=TODAY)


@pytest.mark.parametrize(
    ("held", "index"), [([3], 1.0), ([1, 1], 0.5), ([2, 1, 1], 0.375), ([1, 1, 1, 1], 0.25), ([], None)]
)
def test_concentration_is_the_sum_of_squared_shares(held: list[int], index: float | None) -> None:
    assert coverage.concentration(held) == index


def test_a_relation_two_colleagues_keep_up_is_held_by_both() -> None:
    found = whole(person(1, talks={ANA: ago(2), JOAO: ago(3)}), person(2, talks={ANA: ago(4), JOAO: ago(90)}))

    assert (dict(found.held), found.hhi) == ({ANA: 2, JOAO: 1}, pytest.approx(5 / 9))


def test_a_client_of_whom_nothing_is_known_lacks_every_role() -> None:
    assert kinds() == [GapKind.NO_DECIDER, GapKind.NO_CHAMPION, GapKind.NO_TECHNICAL, GapKind.NO_USER]


def test_a_role_that_somebody_known_has_is_no_gap() -> None:
    people = [
        person(pk, role=role, talks={ANA: ago(1), JOAO: ago(1)})
        for pk, role in enumerate(("decides", "champion", "technical", "user"), 1)
    ]

    assert kinds(*people) == []
    assert kinds(*people[1:]) == [GapKind.NO_DECIDER]


def test_a_placeholder_is_one_gap_not_two() -> None:
    held_open = person(9, role="decides", is_placeholder=True, owner=None)

    found = coverage.gaps([held_open], on=TODAY)

    assert GapKind.PLACEHOLDER not in [gap.kind for gap in found]
    assert found[0].kind == GapKind.NO_DECIDER
    assert found[0].person == held_open
    assert GapKind.PLACEHOLDER in kinds(person(9, is_placeholder=True))


def test_about_a_missing_role_the_weightiest_without_one_is_asked_first() -> None:
    people = [person(1, influence=3), person(2, influence=6), person(3, influence=9, role="user")]

    assert {gap.person for gap in coverage.gaps(people, on=TODAY) if gap.kind == GapKind.NO_DECIDER} == {people[1]}


def test_all_through_one_of_us_and_all_through_one_of_them_are_single_threads() -> None:
    both = kinds(person(talks={ANA: ago(1)}))
    ours = kinds(person(1, talks={ANA: ago(1)}), person(2, talks={ANA: ago(2)}))
    theirs = kinds(person(1, talks={ANA: ago(1), JOAO: ago(2)}), person(2, known_since=ago(1)))

    assert {GapKind.ONE_OF_US, GapKind.ONE_OF_THEM} <= set(both)
    assert (GapKind.ONE_OF_US in ours, GapKind.ONE_OF_THEM in ours) == (True, False)
    assert (GapKind.ONE_OF_US in theirs, GapKind.ONE_OF_THEM in theirs) == (False, True)


def test_each_person_beyond_the_cadence_has_gone_cold_the_weightiest_first() -> None:
    people = [
        person(1, influence=2, talks={ANA: ago(31)}),
        person(2, influence=9, talks={ANA: ago(71)}),
        person(3, known_since=ago(31)),
        person(4, known_since=ago(5)),
        person(5, left_on=ago(200), talks={ANA: ago(300)}),
    ]

    cold = [gap for gap in coverage.gaps(people, on=TODAY) if gap.kind == GapKind.COLD]

    assert [(gap.person.pk, gap.days) for gap in cold if gap.person] == [(2, 71), (1, 31), (3, 31)]


def test_a_key_person_without_somebody_of_ours_is_a_gap() -> None:
    assert GapKind.NO_OWNER in kinds(person(influence=7, owner=None))
    assert GapKind.NO_OWNER not in kinds(person(influence=6, owner=None))


def test_who_left_is_a_gap_for_90_days_unless_somebody_has_the_job() -> None:
    left = person(1, left_on=ago(90), job_title="Buyer")

    assert GapKind.LEFT in kinds(left)
    assert GapKind.LEFT not in kinds(left, person(2, job_title="buyer"))
    assert GapKind.LEFT not in kinds(person(1, left_on=ago(91)))


def test_without_a_colleague_what_they_alone_keep_alive_is_lost() -> None:
    people = [
        person(1, influence=9, talks={ANA: ago(3), RUI: ago(80)}),
        person(2, influence=4, talks={ANA: ago(3)}),
        person(3, influence=7, talks={ANA: ago(3), JOAO: ago(5)}),
        person(4, influence=5, talks={ANA: ago(200)}),
    ]
    levels = {(1, ANA): 3, (1, JOAO): 1, (1, RUI): 0}

    found = coverage.without(people, ANA, levels, on=TODAY)

    assert (found.before.share, found.after.share) == (pytest.approx(20 / 25), pytest.approx(7 / 25))
    assert [(loss.person.pk, loss.heir, loss.level) for loss in found.lost] == [(1, JOAO, 1), (2, None, None)]
    assert [one.pk for one in found.looked_after] == [1, 2, 3, 4]


def test_without_a_level_noted_the_latest_to_talk_is_the_heir() -> None:
    talks = {ANA: ago(3), JOAO: ago(80), RUI: ago(60)}

    assert coverage.without([person(talks=talks)], ANA, {}, on=TODAY).lost[0].heir == RUI

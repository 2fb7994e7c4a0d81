"""The regular assessment of a client: one need after the other, by whoever has the time."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client as Browser

from accounts.models import Client
from kam.models import Event, User
from relationships import rounds, services
from relationships.models import Assessment, AssessmentRound, Need
from tests import make

FOUND = {"importance": "4", "fit": "2", "status": "confirmed", "assessed_on": ""}


@pytest.fixture
def needs(grupo: Client, alice: User) -> list[Need]:
    return [make.need(grupo, by=alice, statement=f"Need number {number}") for number in (1, 2, 3)]


@pytest.fixture
def under_way(needs: list[Need], alice: User) -> AssessmentRound:
    return services.start_round(needs[0].client, by=alice)


def test_a_round_that_is_under_way_is_gone_on_with(under_way: AssessmentRound, bob: User) -> None:
    assert services.start_round(under_way.client, by=bob) == under_way
    assert Event.objects.filter(verb="relationships.round_started").count() == 1


def test_a_round_over_no_needs_is_refused(grupo: Client, alice: User) -> None:
    with pytest.raises(ValidationError, match="note one first"):
        services.start_round(grupo, by=alice)


def test_needs_follow_in_the_order_they_were_noted(needs: list[Need], under_way: AssessmentRound, alice: User) -> None:
    assert services.next_in_round(under_way) == needs[0]

    make.assessment(needs[0], by=alice, in_round=under_way)

    assert services.next_in_round(under_way) == needs[1]
    assert rounds.course_of(under_way, needs[1]) == rounds.Course(total=3, assessed=1, place=2)


def test_a_need_that_is_skipped_comes_again(needs: list[Need], under_way: AssessmentRound) -> None:
    assert services.next_in_round(under_way, after=needs[0].pk) == needs[1]
    assert services.next_in_round(under_way, after=needs[2].pk) is None
    assert services.next_in_round(under_way) == needs[0]


def test_a_need_noted_meanwhile_is_gone_through_too(needs: list[Need], under_way: AssessmentRound, alice: User) -> None:
    late = make.need(under_way.client, by=alice)
    for need in needs:
        make.assessment(need, by=alice, in_round=under_way)

    assert services.next_in_round(under_way) == late


def test_what_was_refuted_or_removed_is_not_asked(needs: list[Need], under_way: AssessmentRound, alice: User) -> None:
    services.remove_need(needs[0], by=alice)
    make.assessment(needs[1], by=alice, status="refuted")

    assert services.next_in_round(under_way) == needs[2]


def test_one_refuted_in_the_round_is_part_of_it(needs: list[Need], under_way: AssessmentRound, alice: User) -> None:
    make.assessment(needs[0], by=alice, status="refuted", in_round=under_way)

    assert rounds.course_of(under_way) == rounds.Course(total=3, assessed=1)


def test_a_need_is_assessed_once_in_a_round(
    needs: list[Need], under_way: AssessmentRound, alice: User, bob: User
) -> None:
    make.assessment(needs[0], by=alice, in_round=under_way)

    with pytest.raises(ValidationError, match="Alice has assessed it in this round already"):
        make.assessment(needs[0], by=bob, in_round=under_way)

    make.assessment(needs[0], by=bob, fit=5)
    assert needs[0].assessments.count() == 2


def test_a_round_takes_needs_of_its_own_client(under_way: AssessmentRound, alice: User) -> None:
    stranger = make.need(make.client(owner=alice, team=under_way.client.team), by=alice)

    with pytest.raises(ValidationError, match="another client"):
        make.assessment(stranger, by=alice, in_round=under_way)


def test_a_finished_round_tells_what_was_left_out(needs: list[Need], under_way: AssessmentRound, alice: User) -> None:
    make.assessment(needs[0], by=alice, in_round=under_way)
    services.finish_round(under_way, by=alice)
    services.finish_round(under_way, by=alice)

    told = Event.objects.get(verb="relationships.round_finished")
    assert (told.payload["assessed"], told.payload["skipped"]) == (1, 2)
    assert services.start_round(under_way.client, by=alice) != under_way


def test_the_outcome_says_what_changed(needs: list[Need], alice: User) -> None:
    for need in needs[:2]:
        make.assessment(need, by=alice, assessed_on=make.days_ago(30), fit=2)
    under_way = services.start_round(needs[0].client, by=alice)
    make.assessment(needs[0], by=alice, fit=2, in_round=under_way)
    make.assessment(needs[1], by=alice, fit=4, status="refuted", in_round=under_way)
    make.assessment(needs[2], by=alice, in_round=under_way)

    outcome = rounds.outcome_of(services.finish_round(under_way, by=alice))

    assert [found.need for found in outcome.found] == [needs[1], needs[0], needs[2]]
    assert (outcome.changed, outcome.refuted, list(outcome.left_out)) == (1, 1, [])
    assert (outcome.found[0].before_fit, outcome.found[2].before_fit) == (2, None)


# --- On its pages ----------------------------------------------------------------------------------------------------


def test_a_round_is_gone_through_left_and_taken_up_again(
    needs: list[Need], grupo: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    browser, address = browse(alice), f"/clients/{grupo.pk}/assessment/"
    assert "3 needs, one after the other" in browser.get(address).content.decode()
    assert "1 of 3" in browser.post(address, follow=True).content.decode()

    sent = FOUND | {"assessed_on": make.today()}
    page = browser.post(f"{address}{needs[0].pk}/", sent, follow=True).content.decode()
    assert ("2 of 3" in page, needs[1].statement in page) == (True, True)
    assert "2 of 3" in browser.get(address).content.decode()
    end = browser.get(f"{address}?after={needs[2].pk}").content.decode()
    assert "2 needs were skipped" in end

    summary = browser.post(f"{address}finish/", follow=True)
    assert summary.redirect_chain[-1][0] == grupo.assessment_rounds.get().get_absolute_url()
    assert needs[0].statement in summary.content.decode()
    assert needs[0].assessments.get().round_id == grupo.assessment_rounds.get().pk


def test_what_is_refused_in_a_round_comes_back_as_typed(
    needs: list[Need], under_way: AssessmentRound, alice: User, browse: Callable[..., Browser]
) -> None:
    sent = {"importance": "9", "fit": "2", "status": "confirmed", "note": "As typed", "assessed_on": make.today()}

    answer = browse(alice).post(f"/clients/{under_way.client_id}/assessment/{needs[0].pk}/", sent)

    page = answer.content.decode()
    assert (answer.status_code, "As typed" in page, "1 of 3" in page) == (422, True, True)


def test_what_was_found_is_kept_though_the_round_was_finished_meanwhile(
    needs: list[Need], under_way: AssessmentRound, alice: User, bob: User, browse: Callable[..., Browser]
) -> None:
    services.finish_round(under_way, by=bob)

    sent = FOUND | {"assessed_on": make.today()}
    browse(alice).post(f"/clients/{under_way.client_id}/assessment/{needs[0].pk}/", sent)

    assert (needs[0].assessments.get().round_id, needs[0].assessments.get().by) == (None, alice)


@pytest.mark.parametrize("after", ["abc", "-1", "99999999999999999999", "9223372036854775807", "²"])
def test_an_address_that_makes_no_sense_breaks_nothing(
    after: str, under_way: AssessmentRound, alice: User, browse: Callable[..., Browser]
) -> None:
    answer = browse(alice).get(f"/clients/{under_way.client_id}/assessment/?after={after}")

    assert answer.status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_people_who_start_at_once_start_one_round(needs: list[Need], alice: User, bob: User) -> None:
    found = at_once(*(lambda by=by: services.start_round(needs[0].client, by=by).pk for by in (alice, bob)))

    assert len(set(found)) == 1
    assert AssessmentRound.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_assess_the_same_need_at_once_one_is_told(
    needs: list[Need], under_way: AssessmentRound, alice: User, bob: User
) -> None:
    def assessing(by: User) -> Callable[[], object]:
        def assess() -> object:
            try:
                return make.assessment(needs[0], by=by, in_round=under_way)
            except ValidationError as refusal:
                return refusal.messages[0]

        return assess

    found = at_once(assessing(alice), assessing(bob))

    assert sorted(isinstance(one, Assessment) for one in found) == [False, True]
    assert needs[0].assessments.count() == 1


def at_once(*calls: Callable[[], object]) -> list[object]:
    """What each call answers; all begin together, each in a thread and on a connection of its own."""
    start, answers = Barrier(len(calls)), []

    def run(call: Callable[[], object]) -> None:
        start.wait()
        answers.append(call())
        connection.close()

    threads = [Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers

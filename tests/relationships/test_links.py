"""The lines of the relationship map: what is drawn, what is refused, and that it always stays a forest."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Client, Contact
from kam.models import Event, User
from relationships import services
from relationships.models import Link
from tests import make

PEOPLE = 5


@pytest.fixture
def rita(contact: Contact) -> Contact:
    return contact


@pytest.fixture
def paulo(grupo: Client, alice: User) -> Contact:
    return make.contact(grupo, "Paulo Reis", by=alice)


def superiors(client: Client) -> dict[int, int]:
    lines = Link.objects.of(client).in_force(on=make.today()).filter(kind="reports_to")
    return dict(lines.values_list("source", "target"))


def test_somebody_moved_reports_to_one_person_only(grupo: Client, rita: Contact, paulo: Contact, alice: User) -> None:
    third = make.contact(grupo, "Nuno Peixoto", by=alice)
    services.set_superior(rita, superior=paulo, since=make.days_ago(9), by=alice)

    services.set_superior(rita, superior=third, since=make.days_ago(2), by=alice)

    assert superiors(grupo) == {rita.pk: third.pk}
    assert [(one.target_id, one.until) for one in rita.links.all()] == [(paulo.pk, make.days_ago(2)), (third.pk, None)]
    then = Link.objects.of(grupo).in_force(on=make.days_ago(3))
    assert [line.target_id for line in then] == [paulo.pk]
    told = Event.objects.filter(verb="relationships.superior_set").latest("pk")
    assert (told.subject_id, told.client_id, told.payload["other"]) == (rita.pk, grupo.pk, "Nuno Peixoto")


def test_somebody_may_be_moved_to_the_top(grupo: Client, rita: Contact, paulo: Contact, alice: User) -> None:
    services.set_superior(rita, superior=paulo, by=alice)

    services.set_superior(rita, superior=None, by=alice)

    assert superiors(grupo) == {}
    assert Event.objects.filter(verb="relationships.superior_cleared").count() == 1


def test_moving_somebody_to_where_they_are_changes_nothing(rita: Contact, paulo: Contact, alice: User) -> None:
    line = services.set_superior(rita, superior=paulo, since=make.days_ago(5), by=alice)

    assert services.set_superior(rita, superior=paulo, by=alice) == line
    assert Event.objects.filter(verb="relationships.superior_set").count() == 1


def test_nobody_reports_to_themselves_through_others(grupo: Client, rita: Contact, paulo: Contact, alice: User) -> None:
    third = make.contact(grupo, "Nuno Peixoto", by=alice)
    services.set_superior(rita, superior=paulo, by=alice)
    services.set_superior(paulo, superior=third, by=alice)

    with pytest.raises(ValidationError, match="Rita Nunes reports to Nuno Peixoto, directly or through others"):
        services.set_superior(third, superior=rita, by=alice)
    with pytest.raises(ValidationError, match="nobody reports to themselves"):
        services.set_superior(rita, superior=rita, by=alice)


def test_lines_join_people_of_one_client(grupo: Client, rita: Contact, alice: User) -> None:
    stranger = make.contact(make.client(owner=alice, team=grupo.team), by=alice)

    with pytest.raises(ValidationError, match="of this client"):
        services.set_superior(rita, superior=stranger, by=alice)
    with pytest.raises(ValidationError, match="of this client"):
        services.add_link(rita, kind="influences", target=stranger, by=alice)


def test_nobody_is_moved_under_who_has_left(rita: Contact, paulo: Contact, alice: User) -> None:
    paulo.left_on = make.days_ago(3)
    paulo.save()

    with pytest.raises(ValidationError, match="left the company"):
        services.set_superior(rita, superior=paulo, by=alice)


def test_a_line_does_not_begin_in_the_future_or_before_the_present_one(
    grupo: Client, rita: Contact, paulo: Contact, alice: User
) -> None:
    services.set_superior(rita, superior=paulo, since=make.days_ago(4), by=alice)
    third = make.contact(grupo, "Nuno Peixoto", by=alice)

    with pytest.raises(ValidationError, match="today or a day before"):
        services.set_superior(rita, superior=third, since=make.days_ago(-1), by=alice)
    with pytest.raises(ValidationError, match="The present line began"):
        services.set_superior(rita, superior=third, since=make.days_ago(5), by=alice)
    services.set_superior(rita, superior=None, since=make.days_ago(2), by=alice)
    with pytest.raises(ValidationError, match="Another line held until"):
        services.set_superior(rita, superior=third, since=make.days_ago(3), by=alice)


def test_influence_is_drawn_once_and_goes_both_ways_only_when_drawn_twice(
    rita: Contact, paulo: Contact, alice: User
) -> None:
    services.add_link(rita, kind="influences", target=paulo, by=alice)
    services.add_link(paulo, kind="influences", target=rita, by=alice)

    with pytest.raises(ValidationError, match="on the map already"):
        services.add_link(rita, kind="influences", target=paulo, by=alice)


def test_to_differ_is_mutual(rita: Contact, paulo: Contact, alice: User) -> None:
    services.add_link(rita, kind="differs", target=paulo, by=alice)

    with pytest.raises(ValidationError, match="on the map already"):
        services.add_link(paulo, kind="differs", target=rita, by=alice)


def test_a_line_that_ends_may_be_taken_up_again(grupo: Client, rita: Contact, paulo: Contact, alice: User) -> None:
    line = services.add_link(rita, kind="reports_to", target=paulo, since=make.days_ago(3), by=alice)

    ended = services.end_link(line, by=alice)
    assert (ended.until, superiors(grupo)) == (make.today(), {})
    assert services.end_link(line, by=alice).until == make.today()

    services.reopen_link(ended, by=alice)
    assert superiors(grupo) == {rita.pk: paulo.pk}
    verbs = Event.objects.filter(verb__startswith="relationships.link_").order_by("pk")
    assert [event.verb.split(".")[1] for event in verbs] == ["link_ended", "link_reopened"]


def test_a_line_is_not_taken_up_again_where_it_would_close_a_circle(rita: Contact, paulo: Contact, alice: User) -> None:
    line = services.add_link(rita, kind="reports_to", target=paulo, by=alice)
    services.end_link(line, by=alice)
    services.set_superior(paulo, superior=rita, by=alice)

    with pytest.raises(ValidationError, match="reports to"):
        services.reopen_link(line, by=alice)


def test_a_line_does_not_end_before_it_began(rita: Contact, paulo: Contact, alice: User) -> None:
    line = services.add_link(rita, kind="influences", target=paulo, since=make.days_ago(3), by=alice)

    with pytest.raises(ValidationError, match="before it began"):
        services.end_link(line, until=make.days_ago(4), by=alice)


def test_somebody_new_is_put_under_a_person(grupo: Client, rita: Contact, alice: User) -> None:
    role = services.add_report(grupo, name="Logistics director", superior=rita, is_placeholder=True, by=alice)

    assert (role.client, role.is_placeholder, superiors(grupo)) == (grupo, True, {role.pk: rita.pk})


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moves=st.lists(
        st.tuples(st.integers(0, PEOPLE - 1), st.none() | st.integers(0, PEOPLE - 1), st.integers(0, 20)),
        max_size=14,
    )
)
def test_whatever_is_moved_where_on_no_day_does_anybody_report_to_themselves(
    moves: list[tuple[int, int | None, int]], grupo: Client, alice: User
) -> None:
    with transaction.atomic():
        people = [make.contact(grupo, f"Person {number}", by=alice) for number in range(PEOPLE)]
        for who, whom, ago in moves:
            try:
                above = None if whom is None else people[whom]
                services.set_superior(people[who], superior=above, since=make.days_ago(ago), by=alice)
            except ValidationError:
                continue
        for ago in range(22):
            _is_a_forest(grupo, ago)
        transaction.set_rollback(True)


def _is_a_forest(client: Client, ago: int) -> None:
    day = make.today() - timedelta(days=ago)
    lines = list(Link.objects.of(client).in_force(on=day).values_list("source", "target"))
    above = dict(lines)
    assert len(above) == len(lines), "two superiors"
    for start in above:
        at, steps = above.get(start), 0
        while at is not None:
            steps += 1
            assert steps <= PEOPLE, "a circle"
            at = above.get(at)


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_do_not_close_a_circle(rita: Contact, paulo: Contact, alice: User) -> None:
    start = Barrier(2)

    def move(one: Contact, under: Contact) -> bool:
        start.wait()
        try:
            services.set_superior(one, superior=under, by=alice)
        except ValidationError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        moved = list(pool.map(move, (rita, paulo), (paulo, rita)))

    assert sorted(moved) == [False, True]
    assert Link.objects.reporting().count() == 1

"""How we deal with the client's people, who of us knows them, roles to be identified and people who leave."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from accounts import services as accounts
from accounts.models import Client, Contact
from accounts.readers import readers_of
from kam import undo
from kam.models import Event, User
from planning import services as planning
from relationships import services
from relationships.directory import cold, directory
from relationships.matters import matters_of
from relationships.models import Acquaintance, Stakeholder
from relationships.portrait import portraits
from tests import make

CAST = ("alice", "bob", "carol", "dave", "erin", "frank")


def test_a_person_is_looked_after_by_somebody_who_sees_the_client(contact: Contact, alice: User, dave: User) -> None:
    services.change_stakeholder(contact, owner=alice, contact_every=14, channel="phone", by=alice)
    services.change_stakeholder(contact, hours="Mornings", by=alice)

    [row] = Stakeholder.objects.all()
    assert (row.owner, row.contact_every, row.hours) == (alice, 14, "Mornings")
    with pytest.raises(ValidationError) as refusal:
        services.change_stakeholder(contact, owner=dave, by=alice)
    assert list(refusal.value.message_dict) == ["owner"]


def test_a_cadence_of_no_days_is_refused(contact: Contact, alice: User) -> None:
    with pytest.raises(ValidationError, match="at least one day"):
        services.change_stakeholder(contact, contact_every=0, by=alice)

    assert not Stakeholder.objects.exists()


def test_to_change_nothing_tells_nothing(contact: Contact, alice: User) -> None:
    make.stakeholder(contact, by=alice)
    make.stakeholder(contact, by=alice)

    assert Event.objects.filter(verb="relationships.stakeholder_changed").count() == 1


def test_the_readers_of_a_client_are_those_who_see_it(
    grupo: Client, request: pytest.FixtureRequest, alice: User
) -> None:
    cast = {who: request.getfixturevalue(who) for who in CAST}
    joined = make.user("Joined", make.team())
    accounts.join_account_team(grupo, joined, by=alice, access="look")
    gone = make.user("Gone", grupo.team, is_active=False)

    see = {user for user in (*cast.values(), joined) if Client.objects.visible_to(user).filter(pk=grupo.pk).exists()}

    assert set(readers_of(grupo)) == see == set(cast.values()) - {cast["dave"]} | {joined}
    assert gone not in readers_of(grupo)


def test_who_knows_whom_is_noted_by_day(contact: Contact, alice: User, carol: User) -> None:
    make.acquaintance(contact, carol, 1, by=alice, wanted=3, noted_on=make.days_ago(20))
    make.acquaintance(contact, carol, 2, by=alice, wanted=3)
    make.acquaintance(contact, alice, 0, by=alice)

    now = portraits([contact], seen_by=alice, on=make.today())[contact.pk].acquaintances
    then = portraits([contact], seen_by=alice, on=make.days_ago(10))[contact.pk].acquaintances

    assert [(known.colleague, known.level) for known in now] == [(carol, 2), (alice, 0)]
    assert [(known.colleague, known.level) for known in then] == [(carol, 1)]


def test_a_colleague_who_does_not_see_the_client_knows_nobody_there(contact: Contact, alice: User, dave: User) -> None:
    with pytest.raises(ValidationError) as refusal:
        make.acquaintance(contact, dave, by=alice)

    assert list(refusal.value.message_dict) == ["colleague"]


@pytest.mark.parametrize("told", [{"level": 4}, {"wanted": 9}, {"noted_on": make.days_ago(-1)}])
def test_an_acquaintance_that_cannot_be_is_refused(told: dict[str, object], contact: Contact, alice: User) -> None:
    with pytest.raises(ValidationError) as refusal:
        services.note_acquaintance(
            contact,
            **{"colleague": alice, "level": 1, "noted_on": make.today(), "by": alice} | told,  # type: ignore[arg-type]
        )

    assert set(refusal.value.message_dict) == set(told)
    assert not Acquaintance.objects.exists()


def test_a_role_becomes_a_person_and_keeps_what_was_noted(grupo: Client, alice: User) -> None:
    role = make.placeholder(grupo, "Head of logistics", by=alice)
    make.opinion(role, "role", "decides", by=alice)

    person = accounts.identify_contact(role, name="Vera Pires", email="vera@alvorada.example", by=alice)

    assert (person.pk, person.name, person.job_title) == (role.pk, "Vera Pires", "Head of logistics")
    assert portraits([person], seen_by=alice, on=make.today())[person.pk].role == "decides"
    assert Event.objects.get(verb="accounts.contact_identified").payload == {"role": "Head of logistics"}
    with pytest.raises(ValidationError, match="known by name"):
        accounts.identify_contact(person, name="Somebody else", by=alice)
    with pytest.raises(ValidationError, match="does not become"):
        accounts.change_contact(person, is_placeholder=True, by=alice)


def test_one_talks_to_people_and_not_to_roles_or_those_who_left(grupo: Client, contact: Contact, alice: User) -> None:
    role = make.placeholder(grupo, by=alice)
    gone = accounts.note_departure(make.contact(grupo, by=alice), left_on=make.days_ago(3), by=alice)

    assert list(grupo.contacts.current()) == [contact]  # type: ignore[attr-defined]
    for one in (role, gone):
        with pytest.raises(ValidationError):
            accounts.open_portal(one, by=alice)


def test_who_left_is_told_with_what_is_open_in_their_name(grupo: Client, contact: Contact, alice: User) -> None:
    action = make.action(grupo, by=alice, client_owner=contact, title="Send the plan")
    planning.complete_action(make.action(grupo, by=alice, client_owner=contact), by=alice)
    objective = make.objective(grupo, by=alice, client_owner=contact)

    left = accounts.note_departure(contact, left_on=make.today(), by=alice)

    assert {matter.url for matter in matters_of(left)} == {action.get_absolute_url(), objective.get_absolute_url()}
    undo.take_back(undo.offer("accounts.take_back_departure", by=alice, message="", pk=left.pk), by=alice)
    contact.refresh_from_db()
    assert contact.left_on is None
    verbs = list(Event.objects.filter(subject_id=contact.pk, verb__startswith="accounts.contact_").order_by("pk"))
    assert [event.verb for event in verbs][-2:] == ["accounts.contact_left", "accounts.contact_returned"]


def test_nobody_leaves_in_the_future(contact: Contact, grupo: Client, alice: User) -> None:
    with pytest.raises(ValidationError, match="a day that has come"):
        accounts.note_departure(contact, left_on=make.days_ago(-1), by=alice)
    with pytest.raises(ValidationError, match="A role cannot leave"):
        accounts.note_departure(make.placeholder(grupo, by=alice), left_on=make.today(), by=alice)


def test_last_contact_is_the_latest_conversation_and_not_a_note(contact: Contact, grupo: Client, alice: User) -> None:
    for ago, kind in ((40, "meeting"), (3, "note")):
        make.interaction(grupo, by=alice, kind=kind, people=[contact], happened_at=make.noon(ago))
    gone = make.interaction(grupo, by=alice, people=[contact], happened_at=make.noon(2))
    services.remove_interaction(gone, by=alice)
    make.stakeholder(contact, by=alice, contact_every=39)

    portrait = portraits([contact], seen_by=alice, on=make.today())[contact.pk]

    assert (portrait.silent_for, portrait.is_cold) == (40, True)
    assert list(cold(directory(alice, on=make.today()), on=make.today())) == [contact]
    make.stakeholder(contact, by=alice, contact_every=40)
    assert not portraits([contact], seen_by=alice, on=make.today())[contact.pk].is_cold
    assert not cold(directory(alice, on=make.today()), on=make.today()).exists()


def test_without_a_cadence_of_their_own_people_follow_the_client(contact: Contact, alice: User) -> None:
    assert portraits([contact], seen_by=alice, on=make.today())[contact.pk].cadence == 30  # as usual for an A client


def test_portraits_cost_the_same_for_many(
    grupo: Client, contact: Contact, alice: User, django_assert_num_queries: object
) -> None:
    people = [contact, *(make.contact(grupo, by=alice) for _ in range(5))]
    for person in people:
        make.opinion(person, by=alice)
        make.acquaintance(person, alice, by=alice)
        make.stakeholder(person, by=alice)
    found = list(Contact.objects.of(grupo).select_related("client"))

    with django_assert_num_queries(4):  # type: ignore[operator]
        told = portraits(found, seen_by=alice, on=make.today())
        assert {(one.role, one.owner, one.cadence) for one in told.values()} == {("decides", alice, 30)}

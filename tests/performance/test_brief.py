"""The brief before a meeting: what it tells, to whom, and on how much paper."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import Client, Contact
from kam.models import User
from performance import brief, services
from relationships.models import Meeting, Opinion, Stakeholder
from tests import make

A_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


@pytest.fixture
def meeting(grupo: Client, contact: Contact, alice: User) -> Meeting:
    return make.meeting(grupo, by=alice, people=[contact], title="Quarterly review", agenda="Agree the target")


def think(contact: Contact, trait: str, value: str, *, by: User, audience: str = "workers") -> Opinion:
    return Opinion.objects.create(
        contact=contact,
        trait=trait,
        value=value,
        noted_on=make.today(),
        evidence="Said so in the meeting",
        audience=audience,
        by=by,
    )


def told(meeting: Meeting, reader: User) -> brief.Brief:
    return brief.of(meeting.client, reader=reader, now=timezone.now(), meeting=meeting)


def test_it_tells_whom_one_meets_the_most_influential_first(
    meeting: Meeting, contact: Contact, grupo: Client, alice: User
) -> None:
    other = make.contact(grupo, "Mafalda Faria", by=alice)
    make.contact(grupo, "Not expected", by=alice)
    meeting.people.add(other)
    think(other, "influence", "9", by=alice)
    think(contact, "influence", "10", by=alice)
    think(contact, "support", "1", by=alice)
    Stakeholder.objects.create(contact=contact, channel="phone", hours="before nine", wishes="No slides")
    make.interaction(grupo, by=alice, people=[contact])

    people = told(meeting, alice).people

    assert [person.contact.name for person in people] == ["Rita Nunes", "Mafalda Faria"]
    assert [opinion.told for opinion in people[0].held] == ["10", "Favourable"]
    assert people[0].stakeholder is not None
    assert (people[0].last_contact is not None, people[1].last_contact) == (True, None)


def test_without_anybody_named_it_tells_of_all_one_can_talk_to(grupo: Client, contact: Contact, alice: User) -> None:
    make.contact(grupo, "Gone", by=alice, left_on=make.today())

    assert [person.contact for person in told(make.meeting(grupo, by=alice), alice).people] == [contact]


def test_each_reader_sees_the_opinions_that_are_for_them(
    meeting: Meeting, alice: User, bob: User, carol: User, browse: Callable[..., Browser]
) -> None:
    contact = meeting.people.get()
    think(contact, "role", "decides", by=alice, audience="readers")
    think(contact, "support", "-2", by=alice, audience="workers")
    think(contact, "standing", "outside", by=alice, audience="author")

    def seen(reader: User) -> set[str]:
        return {opinion.trait for opinion in told(meeting, reader).people[0].held}

    assert (seen(alice), seen(bob), seen(carol)) == ({"role", "support", "standing"}, {"role", "support"}, {"role"})
    assert "Very reserved" not in browse(carol).get(f"/meetings/{meeting.pk}/brief/").text
    assert "Very reserved" in browse(bob).get(f"/meetings/{meeting.pk}/brief/").text


def test_it_tells_needs_targets_work_conversations_and_dates(
    meeting: Meeting, contact: Contact, grupo: Client, alice: User
) -> None:
    make.need(grupo, by=alice, statement="Small", importance=1, due_on=make.days_ago(-5))
    make.need(grupo, by=alice, statement="Big", importance=5)
    make.need(grupo, by=alice, statement="Wrong", importance=5, status="refuted")
    make.objective(grupo, by=alice, title="Revenue")
    talk = make.interaction(grupo, by=alice, summary="About prices", next_step="Send the prices")
    make.action(grupo, by=alice, title="Shown to them", is_shared=True)
    make.action(grupo, by=alice, title="Theirs", client_owner=contact)
    make.action(grupo, by=alice, title="Ours")
    make.meeting(grupo, by=alice, title="Another", in_hours=72)
    make.plan(grupo, by=alice, title="Plan 2026")
    services.refresh_standings(on=make.today(), client_ids=[grupo.pk])

    found = told(meeting, alice)

    assert [need.statement for need in found.needs] == ["Big", "Small"]
    assert [objective.title for objective, _judgement in found.goals] == ["Revenue"]
    assert [action.title for action in found.work.theirs] == ["Theirs"]
    assert {action.title for action in found.work.promised} == {"Shown to them", "Send the prices"}
    assert [action.title for action in found.work.ours] == ["Ours"]
    assert found.talks == [talk]
    assert [dated.what for dated in found.dates] == [
        "Meeting: Another",
        "Wanted by then: Small",
        "Review with the client: Plan 2026",
        "Objective ends: Revenue",
    ]
    assert len(found.standing) == 5


def test_marking_it_prepared_ends_on_the_brief_with_a_way_back(
    meeting: Meeting, alice: User, carol: User, browse: Callable[..., Browser]
) -> None:
    address = f"/meetings/{meeting.pk}/brief/"
    assert "mark-prepared" in browse(alice).get(address).text
    assert "mark-prepared" not in browse(carol).get(address).text

    answer = browse(alice).post(f"/meetings/{meeting.pk}/prepared/", {"next": address}, follow=True)

    assert answer.redirect_chain == [(address, 302)]
    assert "Undo" in answer.text
    assert "mark-prepared" not in answer.text


def test_it_is_two_pages_of_paper_at_most_and_says_it_is_internal(
    grupo: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    people = [make.contact(grupo, f"{'Long Name ' * 8}{n}", by=alice, job_title="Title " * 15) for n in range(12)]
    for person in people:
        Stakeholder.objects.create(contact=person, channel="phone", hours="h" * 100, wishes="Wishes " * 200)
        for trait in Opinion.Trait.values:
            think(person, trait, str(next(iter(Opinion.CHOICES[trait]))), by=alice)
        make.need(grupo, by=alice, statement="Statement " * 28, stated_by=person, importance=5)
        make.objective(grupo, by=alice, title="Objective " * 18)
        make.action(grupo, by=alice, title="Action " * 25)
        make.action(grupo, by=alice, title="Action " * 25, client_owner=person)
        make.action(grupo, by=alice, title="Action " * 25, is_shared=True)
        make.interaction(grupo, by=alice, summary="Summary " * 300, people=people)
        make.meeting(grupo, by=alice, title="Meeting " * 20, people=people)
    services.review_goals(on=make.today())
    full = make.meeting(grupo, by=alice, title="T " * 90, people=people, agenda="Agenda\n" * 300, place="P" * 200)

    answer = browse(alice).get(f"/meetings/{full.pk}/brief.pdf")

    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert 1 <= len(A_PAGE.findall(answer.content)) <= 2


def test_a_client_of_whom_nothing_is_known_has_a_brief_too(
    grupo: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    assert "Nobody is known yet." in browse(alice).get(f"/clients/{grupo.pk}/brief/").text
    assert browse(alice).get(f"/clients/{grupo.pk}/brief.pdf").content.startswith(b"%PDF")

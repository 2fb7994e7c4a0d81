"""What is passed on to whoever takes a client over."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client as Browser
from django.utils import timezone

from accounts.models import Client, Contact
from kam.models import Event, User
from performance import handover, handover_print
from performance.handover import Dossier
from relationships.models import Audience
from tests import make


def dossier(client: Client, reader: User) -> Dossier:
    return handover.dossier(client, reader=reader, now=timezone.now())


def test_it_tells_needs_promises_people_talks_and_what_is_coming(grupo: Client, contact: Contact, alice: User) -> None:
    need = make.need(grupo, by=alice)
    talk = make.interaction(grupo, by=alice, people=[contact], next_step="Send the list", next_on=make.days_ago(-5))
    meeting = make.meeting(grupo, by=alice)

    found = dossier(grupo, alice)

    assert found.brief.needs == [need]
    assert [action.title for action in found.brief.work.promised] == ["Send the list"]
    assert [one.contact for one in found.brief.people] == [contact]
    assert found.brief.talks == [talk]
    assert meeting.title in found.brief.dates[0].what


def test_an_opinion_only_its_author_may_see_is_never_passed_on(contact: Contact, alice: User) -> None:
    make.opinion(contact, "support", "1", by=alice, audience=Audience.READERS, noted_on=make.days_ago(9))
    make.opinion(contact, "support", "-2", by=alice, audience=Audience.AUTHOR)

    [person] = dossier(contact.client, alice).brief.people

    assert person.support == 1


def test_opinions_of_those_who_work_on_the_client_stay_from_those_who_look(
    contact: Contact, alice: User, erin: User
) -> None:
    make.opinion(contact, "support", "-1", by=alice, audience=Audience.WORKERS)

    assert dossier(contact.client, alice).brief.people[0].support == -1
    assert dossier(contact.client, erin).brief.people[0].support is None


def test_open_matters_are_goals_off_track_offers_and_low_answers(grupo: Client, contact: Contact, alice: User) -> None:
    make.proposal(make.objective(grupo, by=alice, status="draft"), contact, by=alice)
    [asked] = make.asked(contact, by=alice)
    make.answer(asked, 3)

    matters = dossier(grupo, alice).matters

    assert [matter.why for matter in matters] == [
        "The client has not answered our proposal yet",
        "Rita Nunes answered 3 of 10, and nobody has followed it up",
    ]


def test_a_role_still_to_be_identified_is_told(grupo: Client, alice: User) -> None:
    make.placeholder(grupo, "Head of logistics", by=alice)

    assert [role.name for role in dossier(grupo, alice).roles] == ["Head of logistics"]
    assert ["Head of logistics", "To be identified"] in handover_print.told(dossier(grupo, alice))["people"]["rows"]


def test_taking_it_out_is_noted(grupo: Client, alice: User, browse: Callable[..., Browser]) -> None:
    answer = browse(alice).get(f"/clients/{grupo.pk}/handover.pdf")

    assert answer.content[:4] == b"%PDF"
    assert Event.objects.get(verb="performance.handover_printed").by == alice

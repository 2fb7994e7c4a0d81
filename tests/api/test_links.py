"""The relationship map over the API: lines drawn, ended and read, and the coverage of a client."""

from __future__ import annotations

from accounts.models import Client, Contact
from kam.models import User
from tests import make
from tests.api.conftest import START, Caller


def test_a_line_is_drawn_and_ended(grupo: Client, contact: Contact, alice: User, caller: Caller) -> None:
    api, other = caller(alice), make.contact(grupo, "Paulo Reis", by=alice)

    made = api.post(f"{START}/links/", {"source": other.pk, "kind": "reports_to", "target": contact.pk})
    assert made.status_code == 201, made.content
    line = made.json()
    assert (line["client"], line["since"], line["until"]) == (grupo.pk, make.today().isoformat(), None)
    assert line["web_url"].endswith(f"/clients/{grupo.pk}/map/")
    assert [one["id"] for one in api.get(f"{START}/links/?client={grupo.pk}&open=true").json()["results"]] == [
        line["id"]
    ]

    ended = api.post(f"{START}/links/{line['id']}/end/", {})
    assert ended.json()["until"] == make.today().isoformat()
    assert api.get(f"{START}/links/?on={make.today()}").json()["results"] == []
    assert api.post(f"{START}/links/{line['id']}/reopen/", {}).json()["until"] is None


def test_a_circle_is_refused_in_words(grupo: Client, contact: Contact, alice: User, caller: Caller) -> None:
    other = make.contact(grupo, "Paulo Reis", by=alice)
    make.link(other, contact, "reports_to", by=alice)

    answer = caller(alice).post(f"{START}/links/", {"source": contact.pk, "kind": "reports_to", "target": other.pk})

    assert answer.status_code == 400
    assert "directly or through others" in answer.content.decode()


def test_people_one_may_only_look_at_are_not_joined(contact: Contact, alice: User, carol: User, caller: Caller) -> None:
    other = make.contact(contact.client, by=alice)

    answer = caller(carol).post(f"{START}/links/", {"source": contact.pk, "kind": "influences", "target": other.pk})

    assert answer.status_code == 400


def test_coverage_is_told_with_its_parts_and_gaps(grupo: Client, contact: Contact, alice: User, caller: Caller) -> None:
    make.opinion(contact, "influence", "8", by=alice)
    make.opinion(make.contact(grupo, by=alice), "influence", "2", by=alice)
    make.interaction(grupo, by=alice, people=[contact])

    told = caller(alice).get(f"{START}/coverage/{grupo.pk}/").json()

    assert (told["coverage"], told["influence_reached"], told["influence_of_all"]) == (0.8, 8, 10)
    assert (told["in_touch"], told["known"], told["hhi"], told["on"]) == (1, 2, 1.0, make.today().isoformat())
    assert told["gaps"][0]["kind"] == "no_decider"
    assert told["gaps"][0]["contact"] == contact.pk


def test_coverage_rests_on_what_the_caller_may_see(
    grupo: Client, contact: Contact, alice: User, carol: User, caller: Caller
) -> None:
    make.opinion(contact, "influence", "8", by=alice)

    assert caller(alice).get(f"{START}/coverage/{grupo.pk}/").json()["coverage"] == 0.0
    assert caller(carol).get(f"{START}/coverage/{grupo.pk}/").json()["coverage"] is None

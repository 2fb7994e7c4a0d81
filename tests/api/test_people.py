"""What is noted of the client's people, over the API."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Client, Contact
from kam.models import User
from relationships.models import Opinion, Stakeholder
from tests import make
from tests.api.conftest import START, Caller

ROLE: dict[str, Any] = {"trait": "role", "value": "decides", "noted_on": "2026-03-02", "evidence": "Signed alone"}


def test_an_opinion_is_noted_found_withdrawn_and_restored(contact: Contact, alice: User, caller: Caller) -> None:
    api = caller(alice)
    made = api.post(f"{START}/opinions/", {"contact": contact.pk, **ROLE})
    assert made.status_code == 201, made.content
    shown = made.json()
    assert (shown["audience"], shown["by"], shown["withdrawn_at"]) == ("workers", alice.pk, None)

    def found(query: str) -> list[int]:
        return [row["id"] for row in api.get(f"{START}/opinions/?{query}").json()["results"]]

    client = contact.client_id
    assert found(f"contact={contact.pk}") == found(f"client={client}&trait=role&by=me") == [shown["id"]]
    assert found("in_force_on=2026-03-02") == [shown["id"]]
    assert found("in_force_on=2026-03-01") == found("withdrawn=true") == []
    assert api.post(f"{START}/opinions/{shown['id']}/withdraw/").json()["withdrawn_at"]
    assert (found("withdrawn=true"), found("in_force_on=2026-03-02")) == ([shown["id"]], [])
    assert api.post(f"{START}/opinions/{shown['id']}/restore/").json()["withdrawn_at"] is None


def test_what_stands_already_is_answered_with_what_stands(contact: Contact, alice: User, caller: Caller) -> None:
    api = caller(alice)
    first, again = (api.post(f"{START}/opinions/", {"contact": contact.pk, **ROLE}).json() for _ in range(2))

    assert first == again
    assert Opinion.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"value": "enemy"}, "value"), ({"trait": "mood"}, "trait"), ({"evidence": ""}, "evidence"),
        ({"noted_on": "2999-01-01"}, "noted_on"), ({"audience": "client"}, "audience"), ({"contact": 0}, "contact"),
    ],
)  # fmt: skip
def test_an_opinion_that_cannot_be_is_refused(
    body: dict[str, Any], field: str, contact: Contact, alice: User, caller: Caller
) -> None:
    answer = caller(alice).post(f"{START}/opinions/", {"contact": contact.pk, **ROLE, **body})

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


@pytest.mark.parametrize(("who", "status"), [("carol", 400), ("dave", 400), ("erin", 403)])
@pytest.mark.parametrize("path", ["opinions", "stakeholders", "acquaintances"])
def test_a_person_in_a_body_is_one_of_a_client_the_caller_may_change(
    path: str, who: str, status: int, contact: Contact, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(who)
    body = {"contact": contact.pk, **ROLE} if path == "opinions" else {"contact": contact.pk}
    body |= {"colleague": user.pk, "level": 1, "noted_on": "2026-03-02"} if path == "acquaintances" else {}

    answer = request.getfixturevalue("caller")(user).post(f"{START}/{path}/", body)

    assert answer.status_code == status
    assert status == 403 or list(answer.json()["errors"]) == ["contact"]


def test_each_caller_is_told_what_is_meant_for_them(contact: Contact, alice: User, erin: User, caller: Caller) -> None:
    make.opinion(contact, "support", "-2", by=alice)
    shared = make.opinion(contact, "support", "1", by=alice, noted_on=make.days_ago(9), audience="readers")

    told = caller(erin).get(f"{START}/opinions/?in_force_on={make.today()}").json()["results"]

    assert [row["id"] for row in told] == [shared.pk]


def test_how_to_deal_with_somebody_is_created_once_and_changed(contact: Contact, alice: User, caller: Caller) -> None:
    api = caller(alice)
    made = api.post(f"{START}/stakeholders/", {"contact": contact.pk, "owner": alice.pk, "contact_every": 30}).json()
    again = api.post(f"{START}/stakeholders/", {"contact": contact.pk, "channel": "phone"}).json()
    changed = api.patch(f"{START}/stakeholders/{made['id']}/", {"hours": "Mornings"}).json()

    assert made["id"] == again["id"] == Stakeholder.objects.get().pk
    assert (changed["owner"], changed["contact_every"], changed["channel"], changed["hours"]) == (
        alice.pk, 30, "phone", "Mornings",
    )  # fmt: skip
    assert api.patch(f"{START}/stakeholders/{made['id']}/", {"contact_every": 0}).status_code == 400


def test_whoever_looks_after_somebody_sees_the_client(
    contact: Contact, alice: User, dave: User, caller: Caller
) -> None:
    api = caller(alice)
    answers = [
        api.post(f"{START}/stakeholders/", {"contact": contact.pk, "owner": dave.pk}),
        api.post(f"{START}/acquaintances/", {"contact": contact.pk, "colleague": dave.pk, "level": 1,
                                             "noted_on": "2026-03-02"}),
    ]  # fmt: skip

    assert [list(answer.json()["errors"]) for answer in answers] == [["owner"], ["colleague"]]


def test_a_role_is_created_and_identified(grupo: Client, alice: User, caller: Caller) -> None:
    api = caller(alice)
    made = api.post(f"{START}/contacts/", {"client": grupo.pk, "name": "Head of logistics", "is_placeholder": True})
    address = f"{START}/contacts/{made.json()['id']}/"

    assert [row["id"] for row in api.get(f"{START}/contacts/?is_placeholder=true").json()["results"]] == [
        made.json()["id"]
    ]
    assert api.patch(address, {"name": "Vera Pires", "is_placeholder": False}).json()["name"] == "Vera Pires"
    assert list(api.patch(address, {"is_placeholder": True}).json()["errors"]) == ["is_placeholder"]

"""Putting people's data right, handing it out and erasing it over the API."""

from __future__ import annotations

import json

from accounts.models import Client, Contact, Erasure
from kam.models import Event, User
from tests import make
from tests.api.conftest import START, Caller


def test_two_records_are_merged_and_only_the_kept_one_is_listed(
    grupo: Client, contact: Contact, alice: User, caller: Caller
) -> None:
    api, other = caller(alice), make.contact(grupo, "Rita M. Nunes", by=alice, phone="912 345 678")

    kept = api.post(f"{START}/contacts/{contact.pk}/merge/", {"other": other.pk})

    assert (kept.status_code, kept.json()["phone"]) == (200, "912 345 678")
    assert [row["id"] for row in api.get(f"{START}/contacts/").json()["results"]] == [contact.pk]
    everyone = api.get(f"{START}/contacts/?include_deleted=true").json()["results"]
    assert {row["id"]: row["merged_into"] for row in everyone} == {contact.pk: None, other.pk: contact.pk}
    assert api.patch(f"{START}/contacts/{other.pk}/", {"name": "Again"}).status_code == 400


def test_people_of_two_clients_are_linked_and_not_merged(contact: Contact, alice: User, caller: Caller) -> None:
    api, other = caller(alice), make.contact(make.client(owner=alice), "Rita Nunes", by=alice)

    assert api.post(f"{START}/contacts/{contact.pk}/merge/", {"other": other.pk}).status_code == 400
    assert api.post(f"{START}/contacts/{contact.pk}/link/", {"other": other.pk}).status_code == 200
    contact.refresh_from_db()
    assert list(Contact.objects.elsewhere(contact)) == [other]
    assert api.post(f"{START}/contacts/{contact.pk}/unlink/").status_code == 200
    contact.refresh_from_db()
    assert not Contact.objects.elsewhere(contact)


def test_a_record_that_one_may_not_change_is_no_other(
    contact: Contact, alice: User, dave: User, caller: Caller
) -> None:
    hidden = make.contact(make.client(owner=dave), by=dave)

    answer = caller(alice).post(f"{START}/contacts/{contact.pk}/link/", {"other": hidden.pk})

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["other"])


def test_an_export_is_told_and_kept(contact: Contact, bob: User, caller: Caller) -> None:
    answer = caller(bob).post(f"{START}/contacts/{contact.pk}/export/", {"reason": "Asked by mail"})

    [record] = answer.json()["records"]
    assert record["person"][0]["email"] == contact.email
    assert Event.objects.get(verb="accounts.person_exported").payload == {"reason": "Asked by mail"}


def test_erasing_wants_the_name_and_a_reason(contact: Contact, bob: User, caller: Caller) -> None:
    api, address = caller(bob), f"{START}/contacts/{contact.pk}/erase/"

    wrong = api.post(address, {"reason": "asked", "name": "Somebody"})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["name"])
    assert api.post(address, {"name": contact.name}).status_code == 400
    done = api.post(address, {"reason": "asked", "name": contact.name})
    assert (done.status_code, done.json()["name"]) == (200, f"Erased person #{contact.pk}")
    assert "Rita" not in json.dumps(done.json())
    assert Erasure.objects.get().by == bob

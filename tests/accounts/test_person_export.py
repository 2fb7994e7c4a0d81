"""Everything that is kept about a person is in what is handed out, and that it was handed out is kept."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import IO, Any

import pytest
from django.test import Client as Browser

from accounts import services
from accounts.models import Client, Contact
from kam.models import Event, User
from relationships.models import Audience, Opinion
from tests import make
from tests.accounts import canary


@pytest.fixture
def person(grupo: Client, alice: User) -> Contact:
    return canary.fill(grupo, by=alice)


def told(archive: IO[bytes] | BytesIO) -> tuple[dict[str, Any], zipfile.ZipFile]:
    with archive:
        opened = zipfile.ZipFile(BytesIO(archive.read()))
    return json.loads(opened.read("person.json")), opened


def test_every_text_that_names_the_person_is_in_the_export_now_and_once(
    person: Contact, grupo: Client, bob: User
) -> None:
    tokens = canary.plant(grupo)

    content, archive = told(services.export_person([person], reason="Asked by mail", by=bob))

    text = json.dumps(content, ensure_ascii=False)
    assert {token for token in canary.tracked(tokens) if token not in text} == set()
    readable = archive.read("person.html").decode()
    assert {token for token in canary.tracked(tokens) if token not in readable} == set()
    assert "Bé Canário" in text
    assert "192.0.2.7" in text


def test_files_are_in_the_export(person: Contact, bob: User) -> None:
    content, archive = told(services.export_person([person], reason="Asked", by=bob))

    [file] = content["records"][0]["files"]
    assert archive.read(file["path"]) == b"canary in a file"


def test_a_colleagues_own_opinion_is_told_and_no_secret(person: Contact, alice: User, bob: User) -> None:
    Opinion.objects.update(audience=Audience.AUTHOR, evidence="Only for me")
    services.open_portal(person, by=alice)

    content, _archive = told(services.export_person([person], reason="Asked", by=bob))

    text = json.dumps(content)
    assert "Only for me" in text
    assert '"nonce"' not in text
    assert '"digest"' not in text


def test_an_export_holds_nothing_of_other_people_who_are_not_named_with_them(
    person: Contact, grupo: Client, alice: User, bob: User
) -> None:
    make.person(grupo, "Rita Nunes", by=alice)

    content, _archive = told(services.export_person([person], reason="Asked", by=bob))

    assert "Rita Nunes" not in json.dumps(content)


def test_an_export_is_downloaded_and_kept_in_the_access_log(
    person: Contact, bob: User, frank: User, browse: Callable[..., Browser]
) -> None:
    browser, address = browse(bob), f"/contacts/{person.pk}/export/"

    assert browser.post(address, {"reason": ""}).status_code == 422
    answer = browser.post(address, {"reason": "Asked by mail on 3 March"})

    assert answer.headers["Content-Type"] == "application/zip"
    told(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    event = Event.objects.get(verb="accounts.person_exported")
    assert (event.by, event.payload["reason"]) == (bob, "Asked by mail on 3 March")
    log = browse(frank).get("/settings/privacy/").content.decode()
    assert "Asked by mail on 3 March" in log
    assert "Bob" in log
    assert browser.get("/settings/privacy/").status_code == 403


def test_a_person_at_two_clients_is_exported_from_both_where_one_may(
    person: Contact, alice: User, frank: User, browse: Callable[..., Browser]
) -> None:
    twin = make.person(make.client("Verde SA", owner=alice), "Benedita Sá", by=alice)
    services.same_person(person, twin, by=alice)

    answer = browse(frank).post(f"/contacts/{person.pk}/export/", {"reason": "Asked", "where": "everywhere"})

    content, _archive = told(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert [record["client"]["name"] for record in content["records"]] == ["Grupo Alvorada", "Verde SA"]

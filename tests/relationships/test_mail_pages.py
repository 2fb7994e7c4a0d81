"""The inbox, a mail's page, adding files and the API: who sees what, and what is said."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from accounts.models import Client, Contact
from kam.models import Attachment, Event, Team, Undo, User
from relationships.models import Mail
from tests import letters, make

Browse = Callable[..., Browser]


def eml(raw: bytes, name: str = "mail.eml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, raw, "message/rfc822")


@pytest.fixture
def waiting(alice: User, contact: Contact) -> Mail:
    return make.mail(letters.with_files(From="Nova <nova@alvorada.example>"), by=alice)


def test_several_files_are_added_at_once_and_each_is_answered(
    alice: User, grupo: Client, contact: Contact, browse: Browse
) -> None:
    known = letters.plain()
    make.mail(known, by=alice)
    files = [
        eml(letters.with_files(), "filed.eml"),
        eml(letters.plain(From="x@y.example"), "waits.eml"),
        eml(known, "known.eml"),
        eml(b"\x89PNG....", "../picture.png"),
    ]

    answer = browse(alice).post("/mail/upload/", {"uploads": files})

    said = answer.content.decode()
    assert answer.status_code == 200
    assert "Filed at Grupo Alvorada" in said
    assert "Nobody in it is known" in said
    assert "Known already, filed at Grupo Alvorada" in said
    assert "This is not a mail" in said
    assert "picture.png" in said
    assert "../" not in said
    assert Mail.objects.count() == 3


def test_a_mail_is_filed_where_whoever_adds_it_says(alice: User, grupo: Client, browse: Browse) -> None:
    browse(alice).post("/mail/upload/", {"uploads": [eml(letters.plain(From="x@y.example"))], "client": grupo.pk})

    assert Mail.objects.get().client == grupo


def test_nobody_adds_a_mail_to_a_client_of_others(
    dave: User, south: Team, grupo: Client, contact: Contact, browse: Browse
) -> None:
    answer = browse(dave).post("/mail/upload/", {"uploads": [eml(letters.plain())], "client": grupo.pk})

    assert answer.status_code == 422
    assert not Mail.objects.exists()


def test_without_a_file_the_form_says_so(alice: User, browse: Browse) -> None:
    assert browse(alice).post("/mail/upload/", {}).status_code == 422


def test_a_colleagues_waiting_mail_is_not_shown_to_whoever_adds_it_again(
    waiting: Mail, dave: User, south: Team, browse: Browse
) -> None:
    raw = letters.plain(From="secret@x.example", Subject="Secret plan")
    make.mail(raw, by=waiting.owner)  # type: ignore[arg-type]

    answer = browse(dave).post("/mail/upload/", {"uploads": [eml(raw)]})

    assert "it waits with a colleague" in answer.content.decode()
    assert "Secret plan" not in answer.content.decode()


def test_the_inbox_shows_what_waits_why_and_where_it_might_belong(waiting: Mail, alice: User, browse: Browse) -> None:
    said = browse(alice).get("/mail/").content.decode()

    assert "Deliveries" in said
    assert "Nobody in it is known" in said
    assert "Grupo Alvorada" in said


@pytest.mark.parametrize("who", ["bob", "carol", "dave", "erin"])
def test_nobody_else_sees_what_waits(who: str, waiting: Mail, browse: Browse, request: pytest.FixtureRequest) -> None:
    browser = browse(request.getfixturevalue(who))
    file = Attachment.objects.get()

    assert "Deliveries" not in browser.get("/mail/").content.decode()
    assert browser.get(f"/mail/{waiting.pk}/").status_code == 404
    assert browser.get(f"/files/{file.pk}/").status_code == 404
    assert browser.post(f"/mail/{waiting.pk}/file/", {"client": 1}).status_code == 404


def test_files_of_a_mail_go_to_whoever_sees_it_and_follow_it_to_the_client(
    waiting: Mail, grupo: Client, carol: User, dave: User, browse: Browse
) -> None:
    alice = grupo.owner
    address = f"/files/{Attachment.objects.get().pk}/"
    assert b"".join(browse(alice).get(address).streaming_content) == b"%PDF-1.7"  # type: ignore[attr-defined]

    browse(alice).post(f"/mail/{waiting.pk}/file/", {"client": grupo.pk})

    answer = browse(carol).get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/octet-stream")
    list(answer.streaming_content)  # type: ignore[attr-defined]
    assert browse(dave).get(address).status_code == 404


def test_a_mail_is_filed_by_one_click_and_that_is_undone(
    waiting: Mail, grupo: Client, alice: User, browse: Browse
) -> None:
    browser = browse(alice)

    browser.post(f"/mail/{waiting.pk}/file/", {"client": grupo.pk, "next": "/mail/"})

    waiting.refresh_from_db()
    assert (waiting.status, waiting.client) == ("filed", grupo)
    browser.post(f"/undo/{_last_step(alice).pk}/")
    waiting.refresh_from_db()
    assert (waiting.status, waiting.client) == ("waiting", None)
    assert Attachment.objects.of(waiting).count() == 1
    assert not grupo.interactions.kept().exists()


def test_a_mail_is_dismissed_and_that_is_undone(waiting: Mail, alice: User, browse: Browse) -> None:
    browser = browse(alice)

    browser.post(f"/mail/{waiting.pk}/dismiss/")
    assert "Deliveries" not in browser.get("/mail/").content.decode().split("<main", 1)[1].split("toast")[0]
    assert "Deliveries" in browser.get("/mail/?show=dismissed").content.decode()

    browser.post(f"/undo/{_last_step(alice).pk}/")
    waiting.refresh_from_db()
    assert waiting.status == "waiting"


def test_the_sender_becomes_a_contact_in_the_same_step(
    waiting: Mail, grupo: Client, alice: User, browse: Browse
) -> None:
    told = {"client": grupo.pk, "new_address": "nova@alvorada.example", "new_name": "Nova"}

    browse(alice).post(f"/mail/{waiting.pk}/file/", told)

    person = grupo.contacts.get(name="Nova")
    waiting.refresh_from_db()
    assert (person.email, list(waiting.interaction.people.all())) == ("nova@alvorada.example", [person])  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "told",
    [
        {"client": ""},
        {"new_address": "nova@alvorada.example", "new_name": " "},
        {"new_address": "somebody@else.example", "new_name": "X"},
    ],
)
def test_what_cannot_be_filed_is_said_on_the_form(
    told: dict[str, Any], waiting: Mail, grupo: Client, alice: User, browse: Browse
) -> None:
    answer = browse(alice).post(f"/mail/{waiting.pk}/file/", {"client": grupo.pk} | told)

    waiting.refresh_from_db()
    assert (answer.status_code, waiting.status) == (422, "waiting")


def test_nobody_files_at_a_client_they_may_not_change(waiting: Mail, alice: User, dave: User, browse: Browse) -> None:
    foreign = make.client(owner=dave)

    assert browse(alice).post(f"/mail/{waiting.pk}/file/", {"client": foreign.pk}).status_code == 422


def test_a_mail_shows_no_html_of_its_own(alice: User, contact: Contact, browse: Browse) -> None:
    mail = make.mail(letters.plain(Subject="<script>x()</script>", From='"<b>Eve</b>" <e@x.example>'), by=alice)

    for address in (f"/mail/{mail.pk}/", "/mail/", f"/mail/{mail.pk}/file/"):
        said = browse(alice).get(address).content.decode()
        assert "<script>x()" not in said
        assert "<b>Eve" not in said


def test_the_conversation_shows_only_what_the_reader_sees(
    waiting: Mail, alice: User, bob: User, grupo: Client, browse: Browse
) -> None:
    thread = {"References": "<one@x.example>"}
    filed = make.mail(letters.plain(Subject="First", **thread), by=alice)
    make.mail(letters.plain(Subject="Hidden", From="x@y.example", To="z@y.example", **thread), by=alice)
    Mail.objects.filter(subject="Hidden").update(client=None, interaction=None, status="waiting")

    assert "Hidden" in browse(alice).get(f"/mail/{filed.pk}/").content.decode()
    assert "Hidden" not in browse(bob).get(f"/mail/{filed.pk}/").content.decode()
    assert "Hidden" not in browse(bob).get(filed.interaction.get_absolute_url()).content.decode()  # type: ignore[union-attr]


def test_the_menu_has_an_inbox_where_there_is_one(
    alice: User, browse: Browse, settings: Any, fresh_cache: None
) -> None:
    assert 'href="/mail/"' not in browse(alice).get("/clients/").content.decode()

    settings.INBOX_URL = "imaps://x:y@mail.example/INBOX"
    settings.INBOX_ADDRESS = "crm@kam.example"

    assert 'href="/mail/"' in browse(alice).get("/clients/").content.decode()
    assert "crm@kam.example" in browse(alice).get("/mail/").content.decode()


def test_a_message_is_sent_to_the_api_as_it_is(alice: User, grupo: Client, contact: Contact) -> None:
    _token, plain = make.token(alice)
    api = Browser(headers={"Authorization": f"Bearer {plain}"})
    raw = letters.with_files()

    first = api.post("/api/v1/mails/", raw, content_type="message/rfc822")
    again = api.post("/api/v1/mails/", raw, content_type="message/rfc822")

    assert (first.status_code, again.status_code) == (201, 200), first.content
    shown = first.json()
    assert shown == again.json()
    assert (shown["client"], shown["status"], shown["route"]) == (grupo.pk, "filed", "api")
    assert Event.objects.get(verb="relationships.interaction_logged").source == Event.Source.API


def test_a_message_is_sent_to_the_api_in_json_and_filed_there(alice: User, grupo: Client) -> None:
    _token, plain = make.token(alice)
    api = Browser(headers={"Authorization": f"Bearer {plain}"})
    content = base64.b64encode(letters.plain(From="x@y.example")).decode()

    waits = api.post("/api/v1/mails/", {"content": content}, content_type="application/json").json()
    filed = api.post(f"/api/v1/mails/{waits['id']}/file/", {"client": grupo.pk}, content_type="application/json")

    assert (waits["status"], waits["reason"]) == ("waiting", "unknown")
    assert (filed.json()["status"], filed.json()["client"]) == ("filed", grupo.pk)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "message/rfc822"),
        (b"nothing of a mail", "message/rfc822"),
        (b"From: a@b.example\r\n\r\n" + bytes(26 * 1024 * 1024), "message/rfc822"),
        (b'{"content": "***"}', "application/json"),
        (b'{"content": 7}', "application/json"),
        (b'{"content": ["a"]}', "application/json"),
        (b'{"content": null}', "application/json"),
        (b"{}", "application/json"),
    ],
    ids=range(8),
)
def test_what_is_no_message_is_refused_by_the_api(body: bytes, kind: str, alice: User) -> None:
    _token, plain = make.token(alice)
    api = Browser(headers={"Authorization": f"Bearer {plain}"})

    assert api.post("/api/v1/mails/", body, content_type=kind).status_code == 400


def test_a_colleagues_waiting_mail_is_not_shown_over_the_api(waiting: Mail, dave: User) -> None:
    raw = letters.plain(From="x@y.example", Subject="Secret plan")
    make.mail(raw, by=waiting.owner)  # type: ignore[arg-type]
    _token, plain = make.token(dave)
    api = Browser(headers={"Authorization": f"Bearer {plain}"})

    answer = api.post("/api/v1/mails/", raw, content_type="message/rfc822")

    assert (answer.status_code, "Secret" in answer.content.decode()) == (400, False)
    assert api.get("/api/v1/mails/").json()["results"] == []


def _last_step(user: User) -> Undo:
    return Undo.objects.filter(by=user).latest("created_at")

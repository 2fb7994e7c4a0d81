from __future__ import annotations

from datetime import UTC, date, datetime
from threading import Thread
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser

from accounts import services
from accounts.documents import standing_of
from accounts.hooks.document import days_to_act, tell_who_looks_after_it
from accounts.models import Client, Contact, Document, DocumentVersion
from kam.models import Event, Undo, User
from tests import make

pytestmark = pytest.mark.django_db


def upload(content: bytes = b"new", name: str = "price list.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def read(response: Any) -> bytes:
    return b"".join(response.streaming_content)  # closing it would close the connection of the test too


def stored(version: DocumentVersion) -> bytes:
    with version.file.open("rb") as file:
        return bytes(file.read())


def test_versions_are_counted_and_those_before_stay(grupo: Client, alice: User) -> None:
    document = make.document(grupo, by=alice)

    services.add_version(document, file=upload(b"two"), note="Prices of May", by=alice)

    newest, first = document.versions.all()
    assert (first.number, newest.number, newest.note) == (1, 2, "Prices of May")
    assert (stored(first), stored(newest)) == (b"%PDF-1.7 contract", b"two")
    assert newest.sha256 == "3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3"


def test_a_file_above_the_limit_is_refused(grupo: Client, alice: User, settings: Any) -> None:
    document = make.document(grupo, by=alice)
    settings.MAX_ATTACHMENT_BYTES = 2

    with pytest.raises(ValidationError):
        services.add_version(document, file=upload(b"abc"), by=alice)
    assert document.versions.count() == 1


def test_the_name_as_uploaded_is_only_shown(grupo: Client, alice: User) -> None:
    document = make.document(grupo, by=alice, file=upload(name="..\\..\\evil.html"))

    version = document.versions.get()
    assert version.name == "evil.html"
    assert version.file.name.endswith(".bin")


def test_a_document_does_not_end_before_it_begins(grupo: Client, alice: User) -> None:
    with pytest.raises(ValidationError):
        make.document(grupo, by=alice, valid_from=date(2026, 5, 1), expires_on=date(2026, 4, 30))


def test_the_day_to_act_follows_the_end_and_the_notice(grupo: Client, alice: User) -> None:
    document = make.document(grupo, by=alice, expires_on=date(2027, 3, 1), notice_days=30)
    assert document.act_on == date(2027, 1, 30)

    document = services.change_document(document, by=alice, notice_days=0)
    assert document.act_on == date(2027, 3, 1)


def test_a_renewal_moves_the_end_later_and_can_be_taken_back(grupo: Client, alice: User) -> None:
    document = make.document(grupo, by=alice, expires_on=date(2027, 3, 1))
    with pytest.raises(ValidationError):
        services.renew_document(document, expires_on=date(2027, 3, 1), by=alice)

    services.renew_document(document, expires_on=date(2028, 3, 1), file=upload(), by=alice)
    assert document.versions.count() == 2

    back = {"was": date(2027, 3, 1), "until": date(2028, 3, 1)}
    assert services.take_back_renewal(document, by=alice, **back).expires_on == date(2027, 3, 1)
    with pytest.raises(ValidationError):
        services.take_back_renewal(document, by=alice, **back)


def test_a_removed_document_takes_no_version(grupo: Client, alice: User) -> None:
    document = services.remove_document(make.document(grupo, by=alice), by=alice)

    with pytest.raises(ValidationError):
        services.add_version(document, file=upload(), by=alice)
    services.restore_document(document, by=alice)
    services.add_version(document, file=upload(), by=alice)


def test_an_end_is_told_once_and_again_after_a_renewal(grupo: Client, alice: User) -> None:
    document = make.document(grupo, by=alice, expires_on=date(2027, 3, 1), notice_days=30)
    told = Event.objects.filter(verb="accounts.document_ending")

    assert services.mind_documents(on=date(2027, 1, 29)) == 0
    assert services.mind_documents(on=date(2027, 2, 10)) == 1  # also after runs that were missed
    assert services.mind_documents(on=date(2027, 2, 11)) == 0
    services.renew_document(document, expires_on=date(2028, 3, 1), by=alice)
    assert services.mind_documents(on=date(2028, 2, 1)) == 1
    assert told.count() == 2


def test_removed_documents_and_those_of_former_clients_are_not_told(grupo: Client, alice: User) -> None:
    services.remove_document(make.document(grupo, by=alice, expires_on=date(2027, 3, 1)), by=alice)
    former = make.client(owner=alice, is_active=False)
    make.document(former, by=alice, expires_on=date(2027, 3, 1))

    assert services.mind_documents(on=date(2027, 3, 1)) == 0


def test_whoever_looks_after_it_gets_the_mail_else_the_owner(grupo: Client, alice: User, dave: User) -> None:
    make.document(grupo, by=alice, expires_on=date(2027, 3, 1), responsible=dave)  # who does not see the client
    services.mind_documents(on=date(2027, 3, 1))

    tell_who_looks_after_it(Event.objects.get(verb="accounts.document_ending"))

    assert alice.email in mail.outbox[-1].to[0]
    assert "Supply contract" in mail.outbox[-1].subject


def test_files_are_deleted_after_the_day_they_are_kept_until(grupo: Client, alice: User) -> None:
    document = make.document(grupo, by=alice, expires_on=None, keep_until=date(2027, 3, 1))
    version = document.versions.get()

    assert services.mind_documents(on=date(2027, 3, 1)) == 0
    assert services.mind_documents(on=date(2027, 3, 2)) == 1
    assert services.mind_documents(on=date(2027, 3, 2)) == 0
    version.refresh_from_db()
    assert version.deleted_at
    assert not version.file.storage.exists(version.file.name)


@pytest.mark.parametrize(("who", "status"), [("alice", 200), ("carol", 200), ("dave", 404)])
def test_who_reads_a_file(who: str, status: int, grupo: Client, alice: User, request: pytest.FixtureRequest) -> None:
    version = make.document(grupo, by=alice).versions.get()
    browser = Browser()
    browser.force_login(request.getfixturevalue(who))

    response = browser.get(f"/document-versions/{version.pk}/")

    assert response.status_code == status
    if status == 200:
        assert read(response) == b"%PDF-1.7 contract"
        assert response["Content-Disposition"].startswith("attachment")
        assert response["Content-Type"] == "application/octet-stream"


def test_a_file_of_a_removed_or_overdue_document_is_not_there(grupo: Client, alice: User) -> None:
    browser = Browser()
    browser.force_login(alice)
    removed = make.document(grupo, by=alice)
    services.remove_document(removed, by=alice)
    over = make.document(grupo, by=alice, keep_until=date(2020, 1, 1))
    services.mind_documents(on=date(2027, 3, 2))

    for version in DocumentVersion.objects.filter(document__in=[removed, over]):
        assert browser.get(f"/document-versions/{version.pk}/").status_code == 404


def test_the_portal_shows_the_newest_version_of_what_is_shared(grupo: Client, alice: User, dave: User) -> None:
    contact: Contact = make.contact(grupo, by=alice)
    shared = make.document(grupo, by=alice, title="Price list", is_shared=True)
    services.add_version(shared, file=upload(b"two"), by=alice)
    inside = make.document(grupo, by=alice, title="Our margins")
    elsewhere = make.document(make.client(owner=dave), by=dave, title="Of another", is_shared=True)
    address, visitor = make.portal(contact, by=alice), Browser()

    home = visitor.get(address).content.decode()
    assert "Price list" in home
    assert "Our margins" not in home
    assert "Of another" not in home
    assert read(visitor.get(f"{address}documents/{shared.pk}/")) == b"two"
    assert visitor.get(f"{address}documents/{inside.pk}/").status_code == 404
    assert visitor.get(f"{address}documents/{elsewhere.pk}/").status_code == 404


def test_a_new_document_with_its_file_comes_from_the_page(grupo: Client, alice: User) -> None:
    browser = Browser()
    browser.force_login(alice)
    typed = {"title": "Contract 2027", "kind": "contract", "renewal": "none", "notice_days": "60",
             "responsible": alice.pk, "expires_on": "2027-12-31", "file": upload()}  # fmt: skip

    assert browser.post(f"/clients/{grupo.pk}/documents/new/", typed).status_code == 302
    assert Document.objects.get(title="Contract 2027").versions.get().name == "price list.pdf"


def test_the_page_takes_a_renewal_back(grupo: Client, alice: User) -> None:
    browser = Browser()
    browser.force_login(alice)
    document = make.document(grupo, by=alice, expires_on=date(2027, 3, 1))

    browser.post(f"/documents/{document.pk}/renew/", {"expires_on": "2028-03-01"})
    browser.post(f"/undo/{Undo.objects.get(by=alice).pk}/")
    document.refresh_from_db()
    assert document.expires_on == date(2027, 3, 1)


def test_the_day_to_act_stands_in_the_calendar_of_whoever_looks_after_it(grupo: Client, alice: User, bob: User) -> None:
    make.document(grupo, by=alice, expires_on=date(2027, 3, 1), notice_days=30)
    year = (datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 12, 31, tzinfo=UTC))

    assert [entry.starts for entry in days_to_act(alice, *year)] == [date(2027, 1, 30)]
    assert days_to_act(bob, *year) == []


def test_a_document_that_renews_itself_does_not_end(grupo: Client, alice: User) -> None:
    document = make.document(grupo, by=alice, expires_on=date(2027, 3, 1), renewal="tacit")

    assert standing_of(document, on=date(2027, 3, 2)).tone == "warn"
    assert standing_of(document, on=date(2026, 3, 2)).tone == "good"


@pytest.mark.django_db(transaction=True)
def test_two_uploads_at_once_get_two_numbers(grupo: Client, alice: User) -> None:
    document = make.document(grupo, by=alice)

    def add(content: bytes) -> None:
        try:
            services.add_version(document, file=upload(content), by=alice)
        finally:
            connection.close()

    threads = [Thread(target=add, args=(content,)) for content in (b"a", b"b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(document.versions.values_list("number", flat=True)) == [1, 2, 3]

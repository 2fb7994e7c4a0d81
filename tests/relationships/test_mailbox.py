"""A real IMAP server on this machine: mail flows in without duplicates, whatever happens in between."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from imap_tools import MailBoxUnencrypted

from accounts.models import Client, Contact
from kam.models import User
from relationships import mailbox, mailing
from relationships.models import Mail
from relationships.tasks import fetch_mail
from tests import letters

USER, PASSWORD = "inbox@kam.example", "a:b/c@d"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    program = Path(sys.executable).parent / "pymap"
    options = ["--host", "127.0.0.1", "--port", str(number), "--no-tls", "--no-service", "admin"]
    options += ["--no-service", "managesieve", "dict", "--demo-user", USER, "--demo-password", PASSWORD]
    server = subprocess.Popen([program, *options], cwd=tmp_path_factory.mktemp("imap"))
    try:
        _wait_for(number)
        yield number
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the IMAP server does not answer")


@pytest.fixture
def box(port: int, settings: Any) -> Iterator[MailBoxUnencrypted]:
    """A folder of the test's own, as whoever looks after the mailbox sees it; the product reads it too."""
    folder = f"test-{uuid4().hex}"
    with MailBoxUnencrypted("127.0.0.1", port) as opened:
        opened.login(USER, PASSWORD)
        opened.folder.create(folder)
        opened.folder.set(folder)
        settings.INBOX_URL = f"imap://inbox%40kam.example:a%3Ab%2Fc%40d@127.0.0.1:{port}/{folder}"
        yield opened


def put(box: MailBoxUnencrypted, *mails: bytes) -> None:
    for mail in mails:
        box.append(mail, box.folder.get() or "INBOX")


def unread(box: MailBoxUnencrypted) -> int:
    box.folder.set(box.folder.get() or "INBOX")
    return len(box.uids("UNSEEN"))


def flagged(box: MailBoxUnencrypted) -> int:
    box.folder.set(box.folder.get() or "INBOX")
    return len(box.uids("FLAGGED"))


def shapes() -> list[bytes]:
    return [
        letters.plain(),
        letters.with_alternatives(),
        letters.html_only(),
        letters.with_files(),
        letters.outlook_reply("1@x.example"),
    ]


def test_mail_of_every_shape_flows_in_once(box: MailBoxUnencrypted, grupo: Client, contact: Contact) -> None:
    mails = shapes()
    put(box, *mails)

    assert (fetch_mail(), fetch_mail()) == (5, 0)
    assert unread(box) == 0

    put(box, *mails)  # such as from a second copy
    assert fetch_mail() == 5
    assert (Mail.objects.count(), grupo.interactions.count()) == (5, 5)
    assert {mail.route for mail in Mail.objects.all()} == {"mailbox"}


def test_what_the_mailbox_kept_as_read_is_left_alone(box: MailBoxUnencrypted, contact: Contact) -> None:
    put(box, letters.plain())
    box.flag(box.uids(), "\\Seen", True)

    assert fetch_mail() == 0
    assert not Mail.objects.exists()


def test_a_mail_that_is_none_or_too_large_is_set_aside(
    box: MailBoxUnencrypted, contact: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing, "BYTES_AT_MOST", 5000)
    put(box, b"nonsense\r\n\r\n", letters.letter("x" * 6000).as_bytes(), letters.plain())

    assert fetch_mail() == 1
    assert (unread(box), flagged(box)) == (0, 2)


@pytest.mark.usefixtures("fresh_cache", "contact")
def test_a_mail_that_fails_three_times_is_set_aside_and_stops_no_other(
    box: MailBoxUnencrypted, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = mailing.read

    def broken(raw: bytes, **said: Any) -> mailing.Letter:
        if b"poison" in raw:
            raise RuntimeError
        return read(raw, **said)

    monkeypatch.setattr(mailing, "read", broken)
    put(box, letters.letter("poison").as_bytes(), letters.plain())

    assert (fetch_mail(), unread(box)) == (1, 1)
    assert (fetch_mail(), unread(box)) == (0, 1)
    assert (fetch_mail(), unread(box), flagged(box)) == (0, 0, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url",
    [
        "imap://inbox%40kam.example:wrong@127.0.0.1:{port}/INBOX",
        "imap://inbox%40kam.example:a%3Ab%2Fc%40d@127.0.0.1:{port}/Nowhere",
        "imap://inbox:x@127.0.0.1:1/INBOX",
        "imaps://inbox:x@127.0.0.1:{port}/INBOX",
        "imaps://inbox:x@nowhere.invalid/INBOX",
    ],
)
def test_a_mailbox_that_cannot_be_read_is_tried_again_later(url: str, port: int, settings: Any) -> None:
    settings.INBOX_URL = url.format(port=port)

    assert fetch_mail() == 0


def test_without_a_mailbox_nothing_is_read(settings: Any) -> None:
    settings.INBOX_URL = ""

    assert fetch_mail() == 0


def test_nobody_signs_in_without_encryption_at_another_machine(settings: Any) -> None:
    settings.INBOX_URL = "imap://inbox:x@mail.example/INBOX"

    with pytest.raises(ImproperlyConfigured, match="INBOX_URL"):
        mailbox.fetch_mail()


KILLED = """
import os, sys, django
django.setup()
from django.conf import settings
from relationships import mailbox
settings.INBOX_URL = sys.argv[1]
settings.MEDIA_ROOT = sys.argv[2]
written = mailbox._write
def dies_after_the_second(raw, done=[]):
    written(raw)
    done.append(1)
    if len(done) == 2:
        os._exit(9)  # as kill -9 would: written, and not yet marked as read
mailbox._write = dies_after_the_second
mailbox.fetch_mail()
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(
    box: MailBoxUnencrypted, grupo: Client, alice: User, contact: Contact, settings: Any
) -> None:
    put(box, *shapes())
    database = connection.settings_dict
    place = f"{database['HOST']}:{database['PORT'] or 5432}"
    if str(database["HOST"]).startswith("/"):
        address = f"postgres://{database['USER']}@/{database['NAME']}?host={database['HOST']}&port={database['PORT']}"
    else:
        address = f"postgres://{database['USER']}:{database['PASSWORD']}@{place}/{database['NAME']}"
    surroundings = os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "kam.settings", "DEBUG": "1"}
    command = [sys.executable, "-c", KILLED, settings.INBOX_URL, str(settings.MEDIA_ROOT)]
    killed = subprocess.run(command, env=surroundings, check=False, timeout=60)

    assert killed.returncode == 9
    assert (Mail.objects.count(), unread(box)) == (2, 4)

    assert fetch_mail() == 4
    assert (Mail.objects.count(), grupo.interactions.count(), unread(box)) == (5, 5, 0)

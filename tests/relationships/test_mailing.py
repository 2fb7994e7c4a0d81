"""Reading mail: five shapes that programs send, and what strangers send."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relationships import mailing
from relationships.mail_text import folded, text_of_html
from relationships.mailing import Letter
from tests import letters

NOW = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
MEGABYTE = 1024 * 1024


def read(raw: bytes) -> Letter:
    return mailing.read(raw, received_at=NOW)


def test_a_plain_mail_is_read() -> None:
    found = read(letters.plain(Message_ID="<1@alvorada.example>", Cc="Bob <BOB@kam.example>, rita@alvorada.example"))

    assert (found.message_id, found.thread) == ("1@alvorada.example", "1@alvorada.example")
    assert (found.sender, found.sender_name) == ("rita@alvorada.example", "Rita Nunes")
    assert found.recipients == ("alice@kam.example", "bob@kam.example", "rita@alvorada.example")
    assert (found.subject, found.text) == ("Deliveries", "The deliveries are late again.")
    assert found.sent_at == letters.SENT_AT


def test_of_alternatives_the_plain_text_is_taken() -> None:
    assert read(letters.with_alternatives()).text == "Olá Alice,\n\nA margem caiu."


def test_html_becomes_text_without_anything_that_runs_or_loads() -> None:
    text = read(letters.html_only()).text

    assert text == "Dear Alice,\nthe price & the terms:\n\n• one\n• two\nour site"


def test_files_are_kept_and_pictures_within_the_text_are_not() -> None:
    found = read(letters.with_files(("offer.pdf", b"%PDF"), ("../../etc/passwd", b"x"), ("a\u202egnp.exe", b"y")))

    assert [(file.name, file.content) for file in found.enclosures] == [
        ("offer.pdf", b"%PDF"),
        ("passwd", b"x"),
        ("agnp.exe", b"y"),
    ]


def test_a_picture_that_was_attached_is_kept() -> None:
    message = letters.letter()
    message.add_attachment(b"PNG", maintype="image", subtype="png", filename="store.png")

    assert [file.name for file in read(message.as_bytes()).enclosures] == ["store.png"]


def test_a_mail_within_a_mail_is_a_file_of_it() -> None:
    message = letters.letter(Subject="Fwd")
    message.add_attachment(letters.letter("The first one", Subject="Inner"))

    found = read(message.as_bytes())

    assert (found.subject, "The first one" in found.text) == ("Fwd", False)
    assert [file.name for file in found.enclosures] == ["attachment.eml"]
    assert b"The first one" in found.enclosures[0].content


def test_a_reply_belongs_to_the_conversation_it_names_first() -> None:
    found = read(letters.outlook_reply("first@x.example", References="<first@x.example> <second@x.example>"))

    assert found.thread == "first@x.example"
    assert found.references == ("first@x.example", "second@x.example")


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("Yes.\n\nOn Mon, 2 Mar 2026 at 09:30, Rita <r@x> wrote:\n> Late?", "Yes."),
        ("Sim.\n\nEm 2/3/2026 09:30, Rita escreveu:\n> Late?", "Sim."),
        ("Yes.\n-----Original Message-----\nFrom: Rita", "Yes."),
        ("Yes.\n\nFrom: Rita Nunes\nSent: Monday\nTo: Alice\n\nLate?", "Yes."),
        ("> only a quote", "> only a quote"),
        ("Nothing quoted", "Nothing quoted"),
    ],
)
def test_what_a_reply_quotes_is_told_from_what_it_says(text: str, new: str) -> None:
    found = folded(text)

    assert found.new == new
    assert "".join((found.new + found.quoted).split()) == "".join(text.split())


@pytest.mark.parametrize("date", [None, "yesterday", "", "Mon, 99 Foo 2026 99:99:99", "Thu, 1 Jan 1970 00:00:00 +0000"])
def test_without_a_date_the_time_of_receipt_stands(date: str | None) -> None:
    raw = letters.plain(Date=None)
    raw = raw if date is None else b"Date: " + date.encode() + b"\r\n" + raw

    assert read(raw).sent_at == NOW


def test_without_a_date_the_last_server_tells_it() -> None:
    received = b"Received: from a by b; Mon, 2 Mar 2026 10:00:00 +0100\r\n"

    assert read(received + letters.plain(Date=None)).sent_at == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_a_mail_from_the_future_came_when_it_was_received() -> None:
    late = letters.plain(Date="Mon, 2 Mar 2099 10:00:00 +0000")

    assert read(late).sent_at == NOW


def test_without_an_id_the_same_mail_has_the_same_one() -> None:
    raw = letters.plain(Message_ID=None, Date=None)

    first, again = read(raw), mailing.read(raw, received_at=NOW + timedelta(days=1))

    assert (first.message_id, first.digest) == (again.message_id, again.digest)
    assert first.message_id.endswith("@no-message-id.invalid")


def test_an_id_of_any_length_is_kept_within_255_signs() -> None:
    found = read(letters.plain(Message_ID=None).replace(b"From:", b"Message-ID: <" + b"x" * 900 + b"@y>\r\nFrom:", 1))

    assert len(found.message_id) <= 255


@pytest.mark.parametrize(
    ("subject", "read_as"),
    [
        (b"=?utf-8?B?T2zDoQ==?= =?utf-8?Q?_mundo?=", "Olá mundo"),
        (b"=?iso-8859-1?Q?Ol=E1?=", "Olá"),
        (b"=?utf-8?B?a?=", "=?utf-8?B?a?="),
        (b"=?x-klingon?Q?Ol=C3=A1?=", "Olá"),
        ("Olá".encode(), "Olá"),
        ("Olá".encode("latin-1"), "Olá"),
        (b"Two\r\n lines", "Two lines"),
        (b"=?utf-8?Q?a=0D=0ABcc:_x@y.example?=", "a Bcc: x@y.example"),
        (b"nul \x00 and bell \x07", "nul and bell"),
    ],
)
def test_subjects_in_any_encoding_are_read(subject: bytes, read_as: str) -> None:
    raw = letters.plain(Subject=None)

    assert read(b"Subject: " + subject + b"\r\n" + raw).subject == read_as


@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        (b"utf-8", "São João".encode("latin-1"), "S�o Jo�o"),
        (b"us-ascii", "São João".encode(), "São João"),
        (b"windows-1252", "São João – €".encode("cp1252"), "São João – €"),
        (b"x-unknown", "São João".encode("cp1252"), "São João"),
        (b"punycode", b"plain", "plain"),
        (b"utf-8", b"nul\x00 here", "nul here"),
    ],
)
def test_texts_in_any_encoding_are_read(charset: bytes, body: bytes, text: str) -> None:
    head = b"From: a@x.example\r\nContent-Type: text/plain; charset=" + charset + b"\r\n\r\n"

    assert read(head + body).text == text


@pytest.mark.parametrize("sender", [b"", b"nobody", b"<>", b"a@b@c", b"(((((" * 5000, b"\xff\xfe", b"x@y\x00.example"])
def test_a_sender_that_cannot_be_read_is_nobody(sender: bytes) -> None:
    found = read(b"Subject: x\r\nFrom: " + sender + b"\r\n\r\nhello")

    assert found.sender in ("", "x@y.example")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "not a mail"),
        (b"just some text\n", "not a mail"),
        (mailing.OUTLOOK + bytes(100), ".msg"),
        (b"From: a@b.example\r\n\r\n" + bytes(25 * MEGABYTE), "too large"),
        (b"From: a@b.example\r\n\r\n" + b"\n" * 900_000, "complicated"),
    ],
)
def test_what_is_no_mail_is_refused_in_words(raw: bytes, said: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        read(raw)

    assert said in refusal.value.messages[0]


def test_a_mail_nested_without_end_is_refused() -> None:
    raw = b"From: a@b.example\r\n"
    for depth in range(2000):
        raw += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (depth, depth)

    with pytest.raises(ValidationError):
        read(raw)


def test_a_mail_of_too_many_parts_is_refused() -> None:
    raw = b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 500

    with pytest.raises(ValidationError):
        read(raw)


def test_a_mail_of_20_megabytes_is_read() -> None:
    found = read(letters.with_files(("film.mp4", os.urandom(15 * MEGABYTE))))

    assert len(found.enclosures[0].content) == 15 * MEGABYTE


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n" + b"<div>" * 1_000_000,
        b"From: a@b.example\r\nContent-Type: multipart/mixed; " + b";a=b" * 500_000 + b"\r\n\r\nx",
        b"From: " + b"a@b.example, " * 200_000 + b"\r\n\r\nx",
        b"Subject: " + b"=?utf-8?q?x?= " * 200_000 + b"\r\n\r\nx",
        b"From: a@b.example\r\nReferences: " + b"<x@y> " * 500_000 + b"\r\n\r\nx",
        b"From: a@b.example\r\n\r\n" + b"a" * 5_000_000,
        b"From: a@b.example\r\n\r\n" + b"On " * 1_000_000 + b"wrote:",
    ],
    ids=["nested html", "parameters", "senders", "encoded words", "references", "one line", "almost quotes"],
)
def test_a_mail_made_to_be_slow_takes_seconds_at_most(raw: bytes) -> None:
    began = time.monotonic()
    folded(read(raw).text)

    assert time.monotonic() - began < 10


def test_a_second_header_of_a_kind_has_no_say() -> None:
    raw = b"From: rita@alvorada.example\r\nFrom: ceo@kam.example\r\nSubject: one\r\nSubject: two\r\n\r\nx"

    found = read(raw)

    assert (found.sender, found.subject) == ("rita@alvorada.example", "one")


@pytest.mark.parametrize(
    ("header", "vouched"),
    [
        ("mx.kam.example; dmarc=pass header.from=alvorada.example", True),
        ("mx.kam.example; dkim=pass header.d=alvorada.example; spf=fail", True),
        ("mx.kam.example; dkim=pass header.i=@alvorada.example", True),
        ("mx.kam.example; dkim=pass header.d=evil.example", False),
        ("mx.kam.example; dkim=pass header.d=alvorada.example.evil", False),
        ("mx.kam.example; dmarc=fail", False),
        ("mx.kam.example; dmarc=fail (was dmarc=pass)", False),
        ("evil.example; dmarc=pass", False),
        ("", False),
    ],
)
def test_only_the_named_server_vouches_for_a_sender(header: str, vouched: bool) -> None:
    found = read(letters.plain(Authentication_Results=header or None))

    assert mailing.is_vouched_for(found, by="mx.kam.example") is vouched


def test_only_the_latest_word_of_the_server_counts() -> None:
    forged = letters.plain(Authentication_Results="mx.kam.example; dmarc=pass")

    found = read(b"Authentication-Results: mx.kam.example; dmarc=fail\r\n" + forged)

    assert not mailing.is_vouched_for(found, by="mx.kam.example")


def test_words_of_html_stay_apart() -> None:
    assert text_of_html("<table><tr><td>Price</td><td>12</td></tr><tr><td>Days</td></tr></table>") == "Price 12\n\nDays"


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=2000), st.integers(0, 400))
def test_no_damage_breaks_the_reading(noise: bytes, place: int) -> None:
    raw = letters.with_files()

    try:
        found = read(raw[:place] + noise + raw[place + 50 :])
    except ValidationError:
        return
    assert "\x00" not in found.text + found.subject + found.sender + found.message_id
    (found.text + found.subject + found.sender_name + "".join(file.name for file in found.enclosures)).encode()

"""Mails: in the reader's language, one head line each, links and looks of the installation only."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.mail.message import BadHeaderError
from django.utils import translation

from kam import mail
from kam.colours import LEAST, as_text, contrast, text_on
from kam.models import Brand


@pytest.fixture(autouse=True)
def _templates(settings: Any, tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "emails"
    folder.mkdir(parents=True)
    (folder / "note.subject.txt").write_text("{% translate 'Objectives' %}: {{ name }}\n")
    (folder / "note.txt").write_text("{% extends 'emails/base.txt' %}{% block content %}{{ name }}{% endblock %}")
    (folder / "note.html").write_text(
        "{% extends 'emails/base.html' %}{% block content %}<p>{{ name }}</p>{% endblock %}"
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], folder.parent]}]


def sent(name: str = "Silva & Filhos", language: str = "pt-pt", **more: Any) -> EmailMessage:
    to = more.pop("to", ("Rita Nunes", "rita@alvorada.example"))
    mail.send("note", to=to, language=language, context={"name": name}, message_id="note-1", **more)
    return outbox.outbox[-1].message()  # type: ignore[return-value]


@pytest.mark.django_db
def test_a_mail_is_in_its_readers_language_whatever_the_senders() -> None:
    with translation.override("en"):
        message = sent(language="pt-pt")

    assert message["Subject"] == "Objetivos: Silva & Filhos"
    assert translation.get_language() == "en"


@pytest.mark.django_db
def test_text_is_not_escaped_and_html_is() -> None:
    sent("<b>Silva & Filhos</b>")

    letter = outbox.outbox[-1]
    assert "<b>Silva & Filhos</b>" in letter.body
    assert "&lt;b&gt;Silva &amp; Filhos&lt;/b&gt;" in letter.alternatives[0].content


@pytest.mark.django_db
def test_every_attempt_carries_the_same_message_id(settings: Any) -> None:
    settings.SITE_URL = "https://kam.example:8443"

    assert sent()["Message-ID"] == sent()["Message-ID"] == "<note-1@kam.example>"


@pytest.mark.django_db
@pytest.mark.parametrize("bad", ["Rita\r\nBcc: all@x.example", "Rita\nX: 1"])
def test_a_line_break_in_subject_or_name_is_refused(bad: str) -> None:
    with pytest.raises(BadHeaderError):
        sent(bad)
    with pytest.raises(BadHeaderError):
        sent(to=(bad, "rita@alvorada.example"))
    assert outbox.outbox == []


@pytest.mark.django_db
def test_a_mail_is_from_the_brand_and_carries_its_small_print() -> None:
    Brand.objects.create(pk=1, name="Norte Bebidas", colour="#FFD500", footer="Norte Bebidas, S.A., Porto")

    message = sent(attachments=[mail.Attached("receipt.pdf", b"%PDF-", "application/pdf")])

    assert str(message["From"]).startswith("Norte Bebidas <")
    assert "Norte Bebidas, S.A., Porto" in outbox.outbox[-1].body
    assert "color: #000000" in outbox.outbox[-1].alternatives[0].content
    assert outbox.outbox[-1].attachments[0][0] == "receipt.pdf"


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#777777", "#ffd500", "#1b5cb8", "#00ff00", "#808080"])
def test_any_colour_becomes_readable(colour: str) -> None:
    assert contrast(text_on(colour), colour) >= LEAST
    assert contrast(as_text(colour, on="#ffffff"), "#ffffff") >= LEAST
    assert contrast(as_text(colour, on="#161d25"), "#161d25") >= LEAST


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert as_text("#1b5cb8", on="#ffffff") == "#1b5cb8"

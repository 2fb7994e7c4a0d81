"""Mails to people: three templates each (subject, text, HTML), in the language of whoever gets it.

A mail may be tried again after a failure that came too late, so it carries the same Message-ID each time: a mail
program then shows it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import formataddr, parseaddr
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import BadHeaderError
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import translation

from kam.brand import brand


class Attached(NamedTuple):
    """A file that goes with a mail. `kind` is its media type, such as application/pdf."""

    name: str
    content: bytes
    kind: str


def send(
    template: str,
    *,
    to: str | tuple[str, str],
    language: str,
    context: dict[str, Any],
    message_id: str,
    attachments: Sequence[Attached] = (),
    thread: str = "",
    reply_to: str = "",
) -> None:
    """Send `templates/emails/<template>.{subject.txt,txt,html}` to one person.

    `to`: an address, or (name, address). `language`: a code of settings.LANGUAGES, or "" for that of the installation.
    `message_id`: what tells this mail from all others, such as "agreement-12-proposed-7"; the same for every attempt.
    `thread`: what tells its conversation from all others; `reply_to`: the address answers go to, else the sender's.
    The templates also get `brand`, `site_url` and `language`. Raises BadHeaderError when the subject or a name holds a
    line break, and what the mail server's refusal raises.
    """
    name, address = to if isinstance(to, tuple) else ("", to)
    seen_as = brand()
    with translation.override(language or settings.LANGUAGE_CODE):
        told = {**context, "brand": seen_as, "site_url": settings.SITE_URL, "language": translation.get_language()}
        mail = EmailMultiAlternatives(
            subject=_one_line(_plain(f"emails/{template}.subject.txt", told).strip()),
            body=_plain(f"emails/{template}.txt", told).strip() + "\n",
            from_email=_address(seen_as.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
            to=[_address(name, address)],
            headers=_headers(message_id, thread),
            reply_to=[_one_line(reply_to)] if reply_to else None,
        )
        mail.attach_alternative(render_to_string(f"emails/{template}.html", told), "text/html")
    for attached in attachments:
        mail.attach(_one_line(attached.name), attached.content, attached.kind)
    mail.send()


def _headers(message_id: str, thread: str) -> dict[str, str]:
    plain = {"Message-ID": id_of(message_id), "Auto-Submitted": "auto-generated"}
    return plain | {"In-Reply-To": id_of(thread), "References": id_of(thread)} if thread else plain


def id_of(message_id: str) -> str:
    return _one_line(f"<{message_id}@{urlsplit(settings.SITE_URL).hostname}>")


def _plain(template: str, context: dict[str, Any]) -> str:
    """Text is not HTML: an ampersand in it stays one."""
    text: str = get_template(template).template.render(Context(context, autoescape=False))  # type: ignore[attr-defined]
    return text


def _address(name: str, address: str) -> str:
    return formataddr((_one_line(name), _one_line(address)))


def _one_line(text: str) -> str:
    """Refuse what would write further header lines."""
    if "\r" in text or "\n" in text:
        raise BadHeaderError("A line break in what goes into the head of a mail.")
    return text

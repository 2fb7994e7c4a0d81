"""A mail made of a few plain parts, for which no template of its own is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kam import mail


@dataclass(frozen=True, slots=True)
class Letter:
    """What the templates emails/letter.* show; every text in the language of whoever gets it."""

    subject: str
    greeting: str
    lines: list[str]
    facts: list[tuple[str, str]] = field(default_factory=list)
    quote: str = ""
    button: str = ""
    url: str = ""
    after: str = ""


def send(
    letter: Letter,
    *,
    to: tuple[str, str],
    language: str,
    message_id: str,
    attachments: Sequence[mail.Attached] = (),
) -> None:
    """See `kam.mail.send`."""
    mail.send(
        "letter", to=to, language=language, context=asdict(letter), message_id=message_id, attachments=attachments
    )


def hello(name: str) -> str:
    return _("Hello %s,") % name


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """In somebody's language, or that of the installation."""
    with translation.override(language or settings.LANGUAGE_CODE):
        yield

"""Reading mail: from the bytes of a message to what it says. Pure: nothing is written, asked for or loaded.

Every mail is a stranger's work, so nothing in it is believed to be well formed. The old policy of Python's email
package is used on purpose: it reads headers only when asked and never raises on a broken one.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email._policybase import Compat32
from email.message import Message
from email.utils import collapse_rfc2231_value, getaddresses, parsedate_to_datetime
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from relationships.mail_text import as_text, decoded, one_line, text_of_html, tidy

MEGABYTE = 1024 * 1024
BYTES_AT_MOST = 25 * MEGABYTE
TEXT_AT_MOST = 200_000  # characters
LINES_AT_MOST = 800_000  # those of 25 MB are 350,000
PARTS_AT_MOST = 200
NESTED_AT_MOST = 50
ENCLOSURES_AT_MOST = 50
PEOPLE_AT_MOST = 200
REFERENCES_AT_MOST = 100
FIRST_MAIL = datetime(1982, 8, 13, tzinfo=UTC)  # RFC 822; what claims to be older has no date
OUTLOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

REASONS = {
    "unknown": gettext_lazy("Nobody in it is known at a client you may change."),
    "several": gettext_lazy("The people in it belong to several clients."),
    "claims": gettext_lazy("It claims to be a mail that is here already, but says something else."),
    "stranger": gettext_lazy("None of us sent or received it."),
    "internal": gettext_lazy("Only colleagues take part in it."),
    "unverified": gettext_lazy("The mail server does not vouch for its sender."),
}

_ID = re.compile(r"<\s*([^<>\s]+)\s*>")
_ADDRESS = re.compile(r"^[^@\s,;:<>()\"]+@[^@\s,;:<>()\"]+$")
_SIGNATURES = {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}


class _Capped(Compat32):
    """Headers are cut: reading one costs by the square of its length, and nobody has use for such a long one."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[: 5_000 if name.lower().startswith("content-") else 50_000]


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that came with a mail."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """What one mail says. Addresses are in lower case; ids without angle brackets; `references` the oldest first.

    `digest`: SHA-256 of sender, date as stated, subject and text (space aside), in hexadecimal. `vouched`: the headers
    Authentication-Results, the latest first. `is_automatic`: no person wrote it (RFC 3834), such as a note of absence.
    """

    message_id: str
    references: tuple[str, ...]
    sender: str
    sender_name: str
    recipients: tuple[str, ...]
    sent_at: datetime
    subject: str
    text: str
    digest: str
    enclosures: tuple[Enclosure, ...]
    vouched: tuple[str, ...]
    is_automatic: bool = False

    @property
    def thread(self) -> str:
        """Message-ID of the first mail of the conversation, as far as this one tells."""
        return self.references[0] if self.references else self.message_id

    @property
    def addresses(self) -> tuple[str, ...]:
        """Everybody's, the sender's first."""
        return tuple(dict.fromkeys([*([self.sender] if self.sender else []), *self.recipients]))


def read(raw: bytes, *, received_at: datetime) -> Letter:
    """A mail from its bytes (RFC 5322, as in an .eml file). Raises ValidationError for what is no mail or too large.

    `received_at` (aware) stands for a date that is missing, broken or in the future.
    """
    message = _parsed(raw)
    sender_name, sender = _sender(message)
    stated = _date(_raw(message, "Date"))
    subject, (text, enclosures) = decoded(_raw(message, "Subject"))[:500], _contents(message)
    said_on = stated.astimezone(UTC).isoformat() if stated else ""
    digest = _digest(sender, said_on, subject, text)
    return Letter(
        message_id=_own_id(message) or f"{digest}@no-message-id.invalid",
        references=_references(message),
        sender=sender,
        sender_name=sender_name,
        recipients=_recipients(message),
        sent_at=min(stated or _received_on(message) or received_at, received_at),
        subject=subject,
        text=text[:TEXT_AT_MOST],
        digest=digest,
        enclosures=enclosures,
        vouched=tuple(one_line(value) for value in _all_raw(message, "Authentication-Results")),
        is_automatic=_is_automatic(message),
    )


def is_vouched_for(letter: Letter, *, by: str) -> bool:
    """Whether the mail server of this name says that the sender's domain is not forged (DMARC, or DKIM of the domain).

    Only its latest word counts: whoever forges a mail may have put such a header below.
    """
    words = (re.sub(r"\([^()]*\)", " ", value).lower() for value in letter.vouched)
    verdict = next((value for value in words if value.split(";")[0].split()[:1] == [by.lower()]), "")
    domain = re.escape(letter.sender.rpartition("@")[2])
    signed = rf"\bdkim\s*=\s*pass\b[^;]*\bheader\.[di]\s*=\s*(?:[^\s;@]*@)?{domain}(?:[\s;]|$)"
    return bool(re.search(r"\bdmarc\s*=\s*pass\b", verdict) or re.search(signed, verdict))


def file_name(name: str) -> str:
    """A name without folders, line breaks or signs that turn the direction of reading."""
    plain = one_line(name).replace("\\", "/").rsplit("/", 1)[-1].strip(". ")
    stem, dot, ending = plain.rpartition(".")
    return plain if len(plain) <= 200 else f"{(stem or ending)[:180]}{dot}{ending[:19] if stem else ''}"


def _parsed(raw: bytes) -> Message:
    _refuse_what_is_none(raw)
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip()
    if raw.startswith(b"From "):  # of an mbox file
        raw = raw.partition(b"\n")[2]
    if raw.count(b"\n") > LINES_AT_MOST or raw.lower().count(b"boundary=") > NESTED_AT_MOST:
        raise ValidationError(_("This mail is built in too complicated a way to be read."))
    try:
        message = message_from_bytes(raw, policy=_Capped())
    except RecursionError as nested:
        raise ValidationError(_("This mail is built in too complicated a way to be read.")) from nested
    if not any(message[name] for name in ("From", "Date", "Subject", "Message-ID")):
        raise ValidationError(_("This is not a mail: it has no sender, date or subject."))
    return message


def _refuse_what_is_none(raw: bytes) -> None:
    if len(raw) > BYTES_AT_MOST:
        limit = BYTES_AT_MOST // MEGABYTE
        raise ValidationError(_("The mail is too large: up to %d MB can be kept.") % limit)
    if not raw.strip():
        raise ValidationError(_("The file is empty."))
    if raw.startswith(OUTLOOK):
        raise ValidationError(_("This is a file of Outlook's own (.msg): save the mail as .eml and add that."))


def _all_raw(message: Message, name: str) -> list[str]:
    wanted = name.lower()
    return [str(value) for header, value in message.raw_items() if header.lower() == wanted]


def _raw(message: Message, name: str) -> str:
    """The first header of that name; a second one has no say."""
    return next(iter(_all_raw(message, name)), "")


def _is_automatic(message: Message) -> bool:
    stated = one_line(_raw(message, "Auto-Submitted")).lower()
    return stated not in ("", "no") or bool(_raw(message, "X-Autoreply") or _raw(message, "X-Autorespond"))


def _digest(*said: str) -> str:
    return sha256("\0".join(" ".join(part.split()) for part in said).encode()).hexdigest()


def _known_as(identity: str) -> str:
    """An id as it is kept: one too long is known by its digest."""
    plain = one_line(identity)
    return plain if len(plain) <= 255 else f"{sha256(plain.encode()).hexdigest()}@long-message-id.invalid"


def _own_id(message: Message) -> str:
    value = _raw(message, "Message-ID")
    found = _ID.search(value)
    return _known_as(found[1] if found else "".join(value.split()).strip("<>"))


def _references(message: Message) -> tuple[str, ...]:
    found = [*_ID.findall(_raw(message, "References")), *_ID.findall(_raw(message, "In-Reply-To"))[:1]]
    ids = list(dict.fromkeys(map(_known_as, found)))
    return tuple(ids if len(ids) <= REFERENCES_AT_MOST else [ids[0], *ids[1 - REFERENCES_AT_MOST :]])


def _people(message: Message, *names: str) -> list[tuple[str, str]]:
    """(name, address) of everybody in these headers who has a valid address."""
    headers = [value for name in names for value in _all_raw(message, name)]
    try:
        found = getaddresses(headers)
    except (RecursionError, ValueError, IndexError, TypeError):
        return []
    people = [(decoded(name)[:200], one_line(address).lower()) for name, address in found]
    return [(name, address) for name, address in people if len(address) <= 254 and _ADDRESS.match(address)]


def _sender(message: Message) -> tuple[str, str]:
    return next(iter(_people(message, "From") or _people(message, "Sender")), ("", ""))


def _recipients(message: Message) -> tuple[str, ...]:
    found = dict.fromkeys(address for _name, address in _people(message, "To", "Cc"))
    return tuple(found)[:PEOPLE_AT_MOST]


def _date(value: str) -> datetime | None:
    """A time with its zone (UTC when it has none), or nothing for one that cannot be."""
    try:
        found = parsedate_to_datetime(one_line(value))
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return found.astimezone(UTC) if found >= FIRST_MAIL else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _received_on(message: Message) -> datetime | None:
    return _date(_raw(message, "Received").rpartition(";")[2])


def _contents(message: Message) -> tuple[str, tuple[Enclosure, ...]]:
    plain: list[str] = []
    html: list[str] = []
    enclosures: list[Enclosure] = []
    for part in _parts(message):
        kind = part.get_content_type()
        if _is_enclosed(part, kind):
            enclosures += _enclosure(part, kind)
        elif kind == "text/html":
            html.append(_text(part))
        elif kind == "text/plain":
            plain.append(_text(part))
    text = tidy("\n\n".join(plain)) or tidy("\n\n".join(map(text_of_html, html)))
    return text, tuple(enclosures[:ENCLOSURES_AT_MOST])


def _parts(message: Message) -> Iterator[Message]:
    """The leaves, in their order. A mail enclosed in a mail is one of them."""
    waiting: list[Message] = [message]
    seen = 0
    while waiting:
        part = waiting.pop()
        seen += 1
        if seen > PARTS_AT_MOST:
            raise ValidationError(_("This mail is built in too complicated a way to be read."))
        inside = part.get_payload()
        if part.get_content_maintype() != "message" and isinstance(inside, list):
            waiting += [inner for inner in reversed(inside) if isinstance(inner, Message)]
        else:
            yield part


def _is_enclosed(part: Message, kind: str) -> bool:
    if part.get_content_disposition() == "attachment" or kind == "message/rfc822":
        return True
    if kind.startswith("image/") or kind.startswith("message/") or kind in _SIGNATURES:
        return False  # a picture within the text is no file
    return bool(_stated_name(part)) or kind not in ("text/plain", "text/html")


def _enclosure(part: Message, kind: str) -> Iterator[Enclosure]:
    content = _bytes(part)
    if content:
        name = file_name(_stated_name(part))
        yield Enclosure(name or f"{_('attachment')}{_ending(kind)}", content)


def _ending(kind: str) -> str:
    return ".eml" if kind == "message/rfc822" else mimetypes.guess_extension(kind) or ".bin"


def _stated_name(part: Message) -> str:
    found = part.get_param("filename", None, "content-disposition") or part.get_param("name", None)
    return decoded(collapse_rfc2231_value(found)) if found else ""


def _bytes(part: Message) -> bytes:
    inside = part.get_payload()
    if isinstance(inside, list):
        return b"".join(map(_whole, inside))
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _whole(message: Message) -> bytes:
    try:
        return message.as_bytes()
    except (ValueError, LookupError, KeyError, RecursionError):  # broken in a way that cannot be written again
        return b""


def _text(part: Message) -> str:
    return as_text(_bytes(part), _charset(part))


def _charset(part: Message) -> str:
    found = part.get_param("charset", "")
    return collapse_rfc2231_value(found) if isinstance(found, tuple) else str(found or "")

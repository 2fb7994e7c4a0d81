"""Reading the installation's own mailbox over IMAP: what is unread is taken in and then marked as read.

A mail is marked only after it was written, so a run that is killed in between finds it again, and taking it in again
changes nothing. One that cannot be taken in stays unread; after three tries it is set aside, flagged, for a person.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from imaplib import IMAP4
from urllib.parse import unquote, urlsplit

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import InterfaceError, OperationalError
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted, MailMessageFlags
from imap_tools.errors import ImapToolsError

from kam.limits import within
from kam.locks import only_one
from relationships import mailing, services
from relationships.models import Mail

log = structlog.get_logger(__name__)

LOCK = "relationships.fetch_mail"
MAILS_AT_MOST = 200  # in one run
TRIES, TRIES_COUNTED_FOR = 3, 24 * 3600
TIMEOUT = 20  # seconds, of each answer of the server
THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


class Busy(Exception):
    """Somebody else is reading the mailbox."""


def fetch_mail() -> int:
    """Take in what is unread in the mailbox of INBOX_URL; how many mails. A mailbox that is down is tried again."""
    if not settings.INBOX_URL:
        return 0
    try:
        with _opened(settings.INBOX_URL) as box:
            return sum(_take(box, uid, size) for uid, size in _unread(box))
    except Busy:
        return 0
    except (OSError, IMAP4.error, ImapToolsError, OperationalError, InterfaceError) as failure:
        log.warning("the mailbox is not read", error=type(failure).__name__, detail=str(failure)[:200])
        return 0


@contextmanager
def _opened(url: str) -> Iterator[BaseMailBox]:
    """The folder that an address such as imaps://user:password@host:993/INBOX names. The host proves who it is."""
    address = urlsplit(url)
    box = _connected(address.scheme, address.hostname or "", address.port)
    try:
        user, password = unquote(address.username or ""), unquote(address.password or "")
        log_in = box.login if (user + password).isascii() else box.login_utf8
        log_in(user, password, initial_folder=unquote(address.path.strip("/")) or "INBOX")
        yield box
    finally:
        box.client.shutdown()


def _connected(scheme: str, host: str, port: int | None) -> BaseMailBox:
    if scheme == "imaps":
        return MailBox(host, port or 993, timeout=TIMEOUT, ssl_context=ssl.create_default_context())
    if scheme == "imap+tls":
        return MailBoxStartTls(host, port or 143, timeout=TIMEOUT, ssl_context=ssl.create_default_context())
    if scheme == "imap" and host in THIS_MACHINE:
        return MailBoxUnencrypted(host, port or 143, timeout=TIMEOUT)
    raise ImproperlyConfigured("INBOX_URL starts with imaps:// or imap+tls://; without TLS only on this machine.")


def _unread(box: BaseMailBox) -> list[tuple[str, int]]:
    """(UID, size in bytes) of the oldest mails that are unread."""
    uids = box.uids("UNSEEN UNDELETED", charset=None)[:MAILS_AT_MOST]
    if not uids:
        return []
    _status, answers = box.client.uid("FETCH", ",".join(uids), "(UID RFC822.SIZE)")
    told = b"\n".join(answer for answer in answers if isinstance(answer, bytes)).decode("ascii", "replace")
    sizes = {_number("UID", line): int(_number("RFC822.SIZE", line) or 0) for line in told.split("\n")}
    return [(uid, sizes.get(uid, 0)) for uid in uids]


def _number(name: str, line: str) -> str:
    found = re.search(rf"\b{re.escape(name)} (\d+)", line)
    return found[1] if found else ""


def _take(box: BaseMailBox, uid: str, size: int) -> int:
    """Take one mail in; 1 when that was done, 0 when it was not."""
    if size > mailing.BYTES_AT_MOST:
        return _set_aside(box, uid, why="too large")
    raw = _raw(box, uid)
    try:
        _write(raw)
    except ValidationError as refusal:
        return _set_aside(box, uid, why=" ".join(refusal.messages))
    except (Busy, SoftTimeLimitExceeded, OperationalError, InterfaceError):
        raise  # none of which is this mail's fault
    except Exception:  # whatever one mail does, the others come in
        log.exception("a mail cannot be taken in", uid=uid)
        is_tried_again = within("mail", sha256(raw).hexdigest(), times=TRIES - 1, seconds=TRIES_COUNTED_FOR)
        return 0 if is_tried_again else _set_aside(box, uid, why="it failed three times")
    box.flag(uid, MailMessageFlags.SEEN, True)
    return 1


def _write(raw: bytes) -> None:
    with only_one(LOCK) as is_mine:
        if not is_mine:
            raise Busy
        services.take_in(raw, route=Mail.Route.MAILBOX, by=None)


def _raw(box: BaseMailBox, uid: str) -> bytes:
    """The whole mail, which stays unread."""
    _status, answers = box.client.uid("FETCH", uid, "(BODY.PEEK[])")
    return next((answer[1] for answer in answers if isinstance(answer, tuple)), b"")


def _set_aside(box: BaseMailBox, uid: str, *, why: str) -> int:
    log.warning("a mail is set aside: it stays in the mailbox, flagged and read", uid=uid, why=why)
    box.flag(uid, [MailMessageFlags.SEEN, MailMessageFlags.FLAGGED], True)
    return 0

"""Mails for tests, made by Python's email package as programs make them."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from itertools import count
from typing import Any

_number = count(1)
SENT_AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
RITA, ALICE = "Rita Nunes <rita@alvorada.example>", "Alice <alice@kam.example>"


def letter(text: str = "The deliveries are late again.", **headers: Any) -> EmailMessage:
    """A plain mail from Rita to Alice. Headers by name, with _ for -; None leaves one out."""
    usual = {
        "From": RITA,
        "To": ALICE,
        "Subject": "Deliveries",
        "Date": format_datetime(SENT_AT),
        "Message-ID": f"<{next(_number)}.{SENT_AT:%Y}@alvorada.example>",
    }
    message = EmailMessage(policy=SMTP)
    for name, value in (usual | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        if value is not None:
            message[name] = value
    message.set_content(text)
    return message


def plain(**headers: Any) -> bytes:
    return letter(**headers).as_bytes()


def with_alternatives(**headers: Any) -> bytes:
    message = letter("Olá Alice,\n\nA margem caiu.\n", **headers)
    message.add_alternative("<p>Olá Alice,</p><p><b>A margem caiu.</b></p>", subtype="html")
    return message.as_bytes()


def html_only(**headers: Any) -> bytes:
    message = letter(**headers)
    message.set_content(
        """<html><head><title>Secret title</title><style>p {color: red}</style></head>
        <body onload="steal()"><p>Dear Alice,<br>the price &amp; the terms:</p>
        <ul><li>one</li><li>two</li></ul><script>steal()</script>
        <img src="https://tracker.example/open.gif?who=alice"><a href="javascript:steal()">our site</a>
        <iframe src="https://evil.example"></iframe></body></html>""",
        subtype="html",
    )
    return message.as_bytes()


def with_files(*files: tuple[str, bytes], **headers: Any) -> bytes:
    message = letter(**headers)
    message.add_related(b"GIF89a", maintype="image", subtype="gif", cid="<logo>", disposition="inline")
    for name, content in files or (("offer.pdf", b"%PDF-1.7"),):
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def outlook_reply(to: str, **headers: Any) -> bytes:
    text = f"""Thanks, seven o'clock it is.

_____________________________________________
From: Rita Nunes <rita@alvorada.example>
Sent: Monday, 2 March 2026 09:30
To: Alice
Subject: Deliveries

The deliveries are late again ({to}).
"""
    usual = {
        "From": ALICE,
        "To": RITA,
        "Subject": "RE: Deliveries",
        "In_Reply_To": f"<{to}>",
        "References": f"<{to}>",
        "Thread_Topic": "Deliveries",
        "Thread_Index": "AdqK7mV1wZ0Qy3kTQk6m2F4nB8sTxA==",
        "X_MS_Has_Attach": "",
        "X_Originating_IP": "[192.0.2.1]",
    }
    return letter(text, **usual | headers).as_bytes()

"""What a mail says, as plain text: decoded whatever it claims to be, HTML without anything that runs or loads."""

from __future__ import annotations

import codecs
import re
from email.errors import HeaderParseError
from email.header import decode_header
from html.parser import HTMLParser
from typing import NamedTuple

import nh3

HTML_AT_MOST = 500_000  # characters, and so many tags: cleaning costs by the square of how deeply they are nested
TAGS_AT_MOST = 30_000
SLOW_OR_STRANGE = {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"}

BLOCKS = {"p", "div", "ul", "ol", "table", "tr", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
KEPT_TAGS = {*BLOCKS, "br", "li", "td", "th", "hr"}
DROPPED_WHOLE = {"script", "style", "head", "title", "noscript", "template", "svg", "math", "object", "iframe"}

_CONTROL = {code: None for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t\x85"}
_DIRECTIONS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])  # by which a name is made to look another

_QUOTE_STARTS = re.compile(
    r"""^(?:
        -{2,}\s*(?:original\ message|mensagem\ original|forwarded\ message|mensagem\ reencaminhada)\s*-{2,}\s*$
        | _{20,}\s*$
        | (?:on|em|no\ dia|a)\ .{6,200}\b(?:wrote|escreveu):\s*$
        | (?:from|de):\ .{3,200}\n\s*(?:sent|date|enviad[ao]|enviada\ em|data):\ .
        | >
    )""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)


class Folded(NamedTuple):
    """A text in two: what is new in it, and what it quotes of earlier mails."""

    new: str
    quoted: str


def folded(text: str) -> Folded:
    """Part what a reply says from what it quotes below. A text that begins with a quote is all new."""
    found = _QUOTE_STARTS.search(text)
    if not found or not text[: found.start()].strip():
        return Folded(text.strip(), "")
    return Folded(text[: found.start()].strip(), text[found.start() :].strip())


def as_text(content: bytes, charset: str = "") -> str:
    """Bytes as text: by the encoding they claim, else UTF-8, else Windows-1252; what cannot be read becomes �."""
    named = _codec(charset)
    for codec in dict.fromkeys((named, "utf-8", "" if named == "utf-8" else "cp1252")):
        if codec and (text := _strictly(content, codec)) is not None:
            return text
    return content.decode(named or "utf-8", "replace")


def decoded(header: str) -> str:
    """A header's text on one line, its encoded words (RFC 2047) read; as it stands when they are broken."""
    plain = as_text(header.encode("utf-8", "surrogateescape"))
    try:
        parts = decode_header(plain)
    except (HeaderParseError, ValueError):
        return one_line(plain)
    return one_line("".join(part if isinstance(part, str) else as_text(part, name or "") for part, name in parts))


def one_line(text: str) -> str:
    """Without line breaks and invisible signs, so that nothing can pose as another header, line or name."""
    return " ".join(tidy(text).translate(_DIRECTIONS).split())


def tidy(text: str) -> str:
    """Lines ended the same way, no trailing space, at most one empty line in a row, nothing that no database keeps."""
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    lines = (line.rstrip() for line in text.translate(_CONTROL).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def text_of_html(html: str) -> str:
    """What HTML says. Scripts, styles, images, links' addresses and everything else that could load are dropped."""
    kept = nh3.clean(
        _shortened(html), tags=KEPT_TAGS, clean_content_tags=DROPPED_WHOLE, attributes={}, strip_comments=True
    )
    reader = _Reader()
    reader.feed(kept)
    reader.close()
    return tidy(re.sub(r"[ \t\xa0]+", " ", "".join(reader.said)).replace("\n ", "\n"))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS or tag in ("br", "hr"):
            self.said.append("\n")
        elif tag == "li":
            self.said.append("\n• ")

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.said.append("\n")
        elif tag in ("td", "th"):
            self.said.append(" ")

    def handle_data(self, data: str) -> None:
        self.said.append(re.sub(r"\s+", " ", data))


def _shortened(html: str) -> str:
    html = html[:HTML_AT_MOST]
    if html.count("<") <= TAGS_AT_MOST:
        return html
    return "<".join(html.split("<", TAGS_AT_MOST)[:TAGS_AT_MOST])


def _codec(charset: str) -> str:
    """The name under which Python knows an encoding of text; empty when it knows none."""
    try:
        name = codecs.lookup(charset.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return ""
    return "" if name in SLOW_OR_STRANGE else name


def _strictly(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except (LookupError, ValueError):
        return None

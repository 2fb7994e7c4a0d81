"""Text that people write with a little mark-up: Markdown in, a few harmless HTML elements out."""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

ELEMENTS = frozenset({"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "br", "blockquote", "hr", "a", "code"})
SCHEMES = frozenset({"http", "https", "mailto"})
_reader = MarkdownIt("commonmark", {"html": False, "linkify": False}).disable("image")


def as_html(text: str) -> SafeString:
    """HTML in what was written stays text; of links only web and mail addresses are left."""
    made = nh3.clean(
        _reader.render(text),
        tags=set(ELEMENTS),
        attributes={"a": {"href"}},
        url_schemes=set(SCHEMES),
        link_rel="noopener",
    )
    return mark_safe(made)  # noqa: S308 (what nh3 let through)

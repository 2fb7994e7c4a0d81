"""XML from strangers, bit by bit: no entities, no documents from elsewhere, no more of it in memory than is needed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError  # the types; parsing is defusedxml's

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from accounts.intake.found import UnreadableFile

DEEPEST = 40
WIDEST = 200_000
"""Elements inside one entry: an invoice of more is none."""


def local(tag: str) -> str:
    return tag.rpartition("}")[2]


def text_at(element: Element | None, path: str) -> str:
    """The text of the first such element below, whatever its namespace: `a/b`. Empty where there is none."""
    for name in path.split("/"):
        element = next((child for child in _children(element) if local(child.tag) == name), None)
    return (element.text or "").strip() if element is not None else ""


def all_at(element: Element | None, path: str) -> list[Element]:
    found = [element] if element is not None else []
    for name in path.split("/"):
        found = [child for parent in found for child in parent if local(child.tag) == name]
    return found


def _children(element: Element | None) -> list[Element]:
    return list(element) if element is not None else []


def entries(file: IO[bytes], wanted: Collection[str]) -> Iterator[tuple[tuple[str, ...], Element]]:
    """Each wanted element whole, every other one without its children; with the names above it. Then it is let go."""
    try:
        yield from _walk(file, wanted)
    except DefusedXmlException:
        raise UnreadableFile(_("The file declares a document type or entities: such files are not read.")) from None
    except ParseError as problem:
        line, column = problem.position
        told = {"line": line, "column": column}
        raise UnreadableFile(_("The file is not whole or not XML: line %(line)s, column %(column)s.") % told) from None
    except (LookupError, UnicodeError, ValueError):
        raise UnreadableFile(_("The file is not written in the encoding it declares.")) from None


def _walk(file: IO[bytes], wanted: Collection[str]) -> Iterator[tuple[tuple[str, ...], Element]]:
    stack: list[Element] = []
    inside = held = 0
    for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            stack.append(element)
            inside += bool(inside or local(element.tag) in wanted)
            held = held + 1 if inside else 0
            _refuse_monsters(len(stack), held)
            continue
        stack.pop()
        inside = max(inside - 1, 0)
        if not inside:
            held = 0
            yield tuple(local(one.tag) for one in stack), element
            if stack:
                stack[-1].remove(element)


def _refuse_monsters(depth: int, held: int) -> None:
    if depth > DEEPEST:
        raise UnreadableFile(_("The file is nested more than %d levels deep.") % DEEPEST)
    if held > WIDEST:
        raise UnreadableFile(_("One document of the file has more than %d parts.") % WIDEST)

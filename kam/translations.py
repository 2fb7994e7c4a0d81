"""The catalogue of translations, kept without GNU gettext: what is said, known and missing.

`python -m kam.translations` takes new texts into the catalogue, keeps what is translated and drops what nothing says
any more. `compiled()` makes the .mo files that Django reads.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "kam" / "locale"
PORTUGUESE = LOCALE / "pt_PT" / "LC_MESSAGES" / "django.po"
APPS = ("kam", "accounts", "relationships", "planning", "growth", "performance")
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "_now": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")

# Brazilian or older spellings that must not come in.
NOT_OURS = re.compile(
    r"usuári|cadastr|gerenci|\bgerente|\bequipe|faturament|duplicata|planejament|registro|celular|contato|\bfato\b"
    r"|\bsenha\b|deletar|salvar|\btela\b|compartilh|aplicativo|banco de dados|\bvocê"
    r"|objectiv|\bacç|\bactiv|\bactua|projecto|direcç|factur|efectiv|respectiv|correct[oa]|exact[oa]|óptim",
    re.IGNORECASE,
)

Found = tuple[str | tuple[str, str], str]


def extracted() -> Catalog:
    """Everything the product says, from code and templates, with where it is said."""
    catalog = Catalog(charset="utf-8")
    for said, place in sorted(set(_said()), key=str):
        catalog.add(said, locations=[(place, 0)], flags=_flags(said))
    return catalog


def _said() -> Iterator[Found]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _found_in(path, path.read_text())
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in {".html", ".txt"}:
            yield from _found_in(path, _unindented(templatize(path.read_text())))


def _unindented(source: str) -> str:
    """A template turned into calls of gettext has no indentation that a tokenizer of Python would accept."""
    return "\n".join(line.lstrip() for line in source.splitlines())


def _found_in(path: Path, source: str) -> Iterator[Found]:
    place = path.relative_to(ROOT).as_posix()
    for _line, function, said, _comments in extract_python(io.BytesIO(source.encode()), KEYWORDS, [], {}):
        if message := _message(str(function), said):
            yield message, place


def _message(function: str, said: object) -> str | tuple[str, str] | None:
    if isinstance(said, tuple | list):
        texts = [text for text in said if isinstance(text, str)]
        is_plural = function.startswith("ngettext") and len(texts) >= 2
        return (texts[0], texts[1]) if is_plural else next(iter(texts), None)
    return said if isinstance(said, str) and said else None


def _flags(said: str | tuple[str, str]) -> list[str]:
    text = said if isinstance(said, str) else said[1]
    return ["python-format"] if "%" in "".join(PLACEHOLDER.findall(text)) else []


def known(path: Path = PORTUGUESE) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="pt_PT", charset="utf-8")


def update(path: Path = PORTUGUESE) -> list[str]:
    """Bring the catalogue up to date with the code; the texts that still want a translation."""
    catalog = known(path)
    started = catalog.creation_date
    catalog.update(extracted(), no_fuzzy_matching=True)
    catalog.creation_date = started  # a new date with every run would be a change of nothing else
    catalog.obsolete.clear()
    with path.open("wb") as file:
        write_po(file, catalog, width=120, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return [str(message.id) for message in _texts(catalog) if not _is_translated(message)]


def problems(path: Path = PORTUGUESE) -> list[str]:
    """What is wrong with the catalogue, one sentence each: gaps, changed placeholders, spellings not ours."""
    catalog = known(path)
    said = {message.id for message in _texts(extracted())}
    found = [f"not in the catalogue: {text!r}" for text in said - {message.id for message in _texts(catalog)}]
    for message in _texts(catalog):
        found += _problems_of(message)
    return sorted(found)


def _problems_of(message: Message) -> Iterator[str]:
    if not _is_translated(message):
        yield f"not translated: {message.id!r}"
        return
    for original, translated in zip(_forms(message.id), _forms(message.string), strict=False):
        if set(PLACEHOLDER.findall(original)) != set(PLACEHOLDER.findall(translated)):
            yield f"placeholders differ: {original!r} / {translated!r}"
        if NOT_OURS.search(PLACEHOLDER.sub("", translated)):
            yield f"not European Portuguese of today: {translated!r}"


def _texts(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _forms(text: str | Sequence[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def _is_translated(message: Message) -> bool:
    return not message.fuzzy and all(_forms(message.string or ""))


def compiled(paths: Iterable[Path] | None = None) -> list[Path]:
    """Compile the catalogues that changed since they were last compiled."""
    made = []
    for source in paths or LOCALE.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime <= source.stat().st_mtime:
            draft = target.with_suffix(f".{os.getpid()}")  # two processes may start at once
            with draft.open("wb") as file:
                write_mo(file, known(source))
            draft.replace(target)
            made.append(target)
    return made


if __name__ == "__main__":
    for text in update():
        print(text)

"""Documents on paper, set by Typst from templates/pdf/<name>.typ.

What people wrote goes in as data only: a template reads it by `json(bytes(sys.inputs.data))` and shows it as text, so
no mark-up in it is ever followed. Templates read files from their own folder and nothing from anywhere else.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import fontpkg_inter
import typst
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.utils.translation import get_language

ROOT = Path(settings.BASE_DIR) / "templates" / "pdf"
FONTS = Path(fontpkg_inter.__file__).parent / "files"


def render(template: str, data: dict[str, Any], *, root: Path = ROOT) -> bytes:
    """The document `<template>.typ` filled with `data` (anything JSON can say, days and decimals as text).

    The data get `lang`, the two letters of the reader's language. Raises typst.TypstError where the template is wrong.
    """
    told = {"lang": (get_language() or settings.LANGUAGE_CODE)[:2], **data}
    made = typst.compile(
        root / f"{template}.typ",
        root=root,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(told, cls=DjangoJSONEncoder)},
    )
    if not isinstance(made, bytes):
        raise TypeError(f"{template} came out as {type(made).__name__}")
    return made


def answer(document: bytes, *, name: str) -> HttpResponse:
    """A document as a browser shows it, under a file name of its own; never kept by a proxy."""
    disposition = f'inline; filename="{name}.pdf"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "private, no-store"}
    return HttpResponse(document, content_type="application/pdf", headers=headers)

"""Documents on paper: what people wrote stays text."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import typst

from kam import pdf

SHOWS = "#let data = json(bytes(sys.inputs.data))\n#data.text"


reader = shutil.which("pdftotext")


def text_of(document: bytes) -> str:
    read = subprocess.run([reader or "", "-layout", "-", "-"], input=document, capture_output=True, check=True)
    return read.stdout.decode()


@pytest.mark.skipif(reader is None, reason="reading a PDF takes pdftotext")
@pytest.mark.parametrize("typed", ['#read("/etc/passwd")', "*bold* and _slanted_", "$x^2$ for 5 €", "= Not a heading"])
def test_mark_up_in_the_data_comes_out_as_it_was_typed(typed: str, tmp_path: Path) -> None:
    (tmp_path / "shows.typ").write_text(SHOWS)

    assert typed in text_of(pdf.render("shows", {"text": typed}, root=tmp_path))


def test_a_template_reads_nothing_outside_its_folder(tmp_path: Path) -> None:
    inside = tmp_path / "pdf"
    inside.mkdir()
    (tmp_path / "secret.txt").write_text("canary")
    (inside / "reads.typ").write_text('#read("../secret.txt")')

    with pytest.raises(typst.TypstError):
        pdf.render("reads", {}, root=inside)


def test_documents_are_set_in_the_typeface_of_the_product(tmp_path: Path) -> None:
    (tmp_path / "paper.typ").write_text((pdf.ROOT / "paper.typ").read_text())
    (tmp_path / "page.typ").write_text('#import "paper.typ": *\n#show: paper.with(title: "A", foot: "B")\nção')

    assert b"Inter" in pdf.render("page", {}, root=tmp_path)

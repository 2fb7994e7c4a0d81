"""The product is whole in European Portuguese."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client as Browser
from django.utils import translation
from django.utils.translation import gettext, ngettext

from accounts.models import Client
from kam import translations
from kam.models import User


def test_everything_the_product_says_is_translated() -> None:
    assert translations.problems() == []


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ('msgid "Save"\nmsgstr ""', "not translated"),
        ('msgid "Save"\nmsgstr "Salvar"', "not European Portuguese"),
        ('msgid "Objectives"\nmsgstr "Objectivos"', "not European Portuguese"),
        ('msgid "Done: %s"\nmsgstr "Feito"', "placeholders differ"),
    ],
)
def test_a_catalogue_with_a_fault_is_found_out(wrong: str, problem: str, tmp_path: Path) -> None:
    faulty = tmp_path / "django.po"
    faulty.write_text(f'msgid ""\nmsgstr ""\n"Language: pt_PT\\n"\n\n{wrong}\n')

    assert any(sentence.startswith(problem) for sentence in translations.problems(faulty))


@pytest.mark.parametrize(("days", "text"), [(0, "0 dias"), (1, "1 dia"), (2, "2 dias")])
def test_nought_is_plural_in_portugal(days: int, text: str) -> None:
    with translation.override("pt-pt"):
        assert ngettext("%d day", "%d days", days) % days == text


def test_each_reader_gets_their_own_language(alice: User, grupo: Client, browse: Callable[..., Browser]) -> None:
    User.objects.filter(pk=alice.pk).update(language="pt-pt")
    page = browse(alice).get("/clients/").content.decode()

    assert "Último contacto" in page
    assert "Last contact" not in page


def test_a_refusal_is_said_in_the_readers_language(alice: User, grupo: Client, browse: Callable[..., Browser]) -> None:
    User.objects.filter(pk=alice.pk).update(language="pt-pt")
    page = browse(alice).post("/clients/new/", {"name": "X", "country": "PT", "tax_number": "1"}).content.decode()

    assert "Este campo é obrigatório" in page


def test_words_of_the_libraries_are_ours_too() -> None:
    with translation.override("pt-pt"):
        assert gettext("Search") == "Pesquisar"

"""What cannot be is refused in the reader's language, by a 422, and comes back as it was typed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client as Browser

from accounts.models import Client, Contact
from kam.models import Event, User
from planning.models import Objective
from tests import make

CLIENT = {"tier": "B", "country": "PT", "currency": "EUR"}
OBJECTIVE = {
    "title": "Receita", "process": "performance", "kind": "increase", "unit": "money", "currency": "EUR",
    "baseline": "0", "target": "100", "starts_on": "2026-01-01", "due_on": "2026-12-31", "curve": "linear",
    "cadence_days": "35", "milestones-TOTAL_FORMS": "0", "milestones-INITIAL_FORMS": "0",
}  # fmt: skip
TOO_LONG = "x" * 300

# What is tried: the form, what is typed, what is said in English and in Portuguese.
REFUSED = {
    "end before start": (
        "objective",
        {"starts_on": "2026-05-01", "due_on": "2026-04-30"},
        "The objective must be due after it starts.",
        "O prazo do objetivo tem de ser posterior ao início.",
    ),
    "target equal to baseline": (
        "objective",
        {"baseline": "100"},
        "To increase, the target must be above the baseline.",
        "Para aumentar, a meta tem de estar acima do ponto de partida.",
    ),
    "progress in the future": (
        "progress",
        {"value": "60", "noted_on": "2999-01-01"},
        "A reading cannot lie in the future: choose today or an earlier day.",
        "Uma leitura não pode ser do futuro: escolha hoje ou um dia anterior.",
    ),
    "unknown unit": ("objective", {"unit": "bananas"}, "bananas is not one of", "bananas não se encontra nas opções"),
    "negative money": ("objective", {"baseline": "-5"}, "This cannot be negative.", "Não pode ser negativo."),
    "negative progress": (
        "progress",
        {"value": "-1", "noted_on": "2026-01-01"},
        "This cannot be negative.",
        "Não pode ser negativo.",
    ),
    "client's name of 300 letters": (
        "client",
        {"name": TOO_LONG},
        "at most 200 characters",
        "no máximo 200 caracteres",
    ),
    "objective of 300 letters": (
        "objective",
        {"title": TOO_LONG},
        "at most 200 characters",
        "no máximo 200 caracteres",
    ),
    "contact's name of 300 letters": (
        "contact",
        {"name": TOO_LONG},
        "at most 120 characters",
        "no máximo 120 caracteres",
    ),
    "not a number": (
        "progress",
        {"value": "12 bananas", "noted_on": "2026-01-01"},
        "Enter a number, such as 1,234.5.",
        "Escreva um número, como 1\u00a0234,5.",
    ),
    "a number of two meanings": (
        "progress",
        {"value": "1.2.3", "noted_on": "2026-01-01"},
        "Enter a number, such as 1,234.5.",
        "Escreva um número, como 1\u00a0234,5.",
    ),
    "NIF with a wrong check digit": (
        "client",
        {"name": "Nova", "tax_number": "501964844"},
        "This is not a valid NIF",
        "Este NIF não é válido",
    ),
    "duplicate NIF": (
        "client",
        {"name": "Nova", "tax_number": "501 964 843"},
        "There is a client with this tax number already.",
        "Já há um cliente com este número fiscal.",
    ),
    "duplicate e-mail": (
        "contact",
        {"name": "Rita N.", "email": "RITA@alvorada.example"},
        "This client has a contact with this e-mail address already.",
        "Este cliente já tem um contacto com este endereço de e-mail.",
    ),
    "not an e-mail": ("contact", {"name": "Rita", "email": "rita@"}, "valid email", "e-mail válido"),
}


@pytest.fixture
def forms(alice: User, grupo: Client, contact: Contact, objective: Objective) -> dict[str, tuple[str, dict[str, Any]]]:
    """Where each form is, and what it needs beside what is tried."""
    owner = {"owner": alice.pk}
    return {
        "client": ("/clients/new/", CLIENT | owner | {"team": grupo.team_id}),
        "contact": (f"/clients/{grupo.pk}/contacts/new/", {}),
        "objective": (f"/clients/{grupo.pk}/objectives/new/", OBJECTIVE | owner),
        "progress": (f"/objectives/{objective.pk}/progress/", {}),
    }


@pytest.mark.parametrize("language", ["en", "pt-pt"])
@pytest.mark.parametrize("tried", REFUSED)
def test_what_cannot_be_is_said_and_comes_back_as_typed(
    tried: str, language: str, forms: dict[str, Any], alice: User, browse: Callable[..., Browser]
) -> None:
    form, typed, english, portuguese = REFUSED[tried]
    address, rest = forms[form]
    User.objects.filter(pk=alice.pk).update(language=language)
    events = Event.objects.count()

    answer = browse(alice).post(address, rest | typed)
    page = unescape(answer.content.decode())

    assert answer.status_code == 422
    assert (english if language == "en" else portuguese) in page
    assert [text for text in typed.values() if text not in page and text != "bananas"] == []
    assert Event.objects.count() == events


@pytest.mark.parametrize(("form", "field"), [("client", "name"), ("contact", "name"), ("objective", "title")])
def test_pictures_and_letters_of_any_script_are_kept(
    form: str, field: str, forms: dict[str, Any], alice: User, browse: Callable[..., Browser]
) -> None:
    address, rest = forms[form]
    kind = {"client": Client, "contact": Contact, "objective": Objective}[form]

    answer = browse(alice).post(address, rest | {field: "Café 🥐 株式会社"})

    assert answer.status_code == 302
    assert kind._default_manager.filter(**{field: "Café 🥐 株式会社"}).count() == 1


@pytest.mark.parametrize(("language", "meant"), [("en", "1.234"), ("pt-pt", "1234")])
def test_a_number_that_two_countries_read_differently_is_read_as_the_reader_does(
    language: str, meant: str, objective: Objective, alice: User, browse: Callable[..., Browser]
) -> None:
    User.objects.filter(pk=alice.pk).update(language=language)

    browse(alice).post(f"/objectives/{objective.pk}/progress/", {"value": "1.234", "noted_on": make.today()})

    assert objective.progress.get().value == Decimal(meant)


@pytest.mark.parametrize("form", ["client", "objective"])
def test_nobody_is_given_work_who_is_not_there_to_choose(
    form: str, forms: dict[str, Any], alice: User, dave: User, browse: Callable[..., Browser]
) -> None:
    address, rest = forms[form]

    assert browse(alice).post(address, rest | {"name": "Nova", "owner": dave.pk}).status_code == 422

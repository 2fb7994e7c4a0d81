"""Bad input through real forms: refused with a reason in the reader's language, and the form left as it was typed."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Client, Contact
from kam.models import User
from kam.numbers import number
from planning.models import Objective
from tests import make
from tests.browser.people import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Mistake(NamedTuple):
    """A form, what is typed into it, which field is at fault (if it is one), and what is said in both languages."""

    path: str
    typed: dict[str, str]
    fault: str
    english: str
    portuguese: str


OBJECTIVE = {"title": "Revenue", "baseline": "100", "target": "200", "starts_on": "2026-01-01", "due_on": "2026-12-31"}
NEW_OBJECTIVE = "/clients/{client}/objectives/new/"
NEW_PERSON = "/clients/{client}/contacts/new/"
NEW_CLIENT = "/clients/new/"
PROGRESS = "/objectives/{objective}/"
LOG = "/clients/{client}/interactions/new/"
TOMORROW = make.days_ago(-1).isoformat()
NO_BREAK = "\u00a0"
A_LONG_NAME = "Sociedade " * 30

MISTAKES = {
    "end before start": Mistake(
        NEW_OBJECTIVE,
        OBJECTIVE | {"due_on": "2025-12-31"},
        "due_on",
        "The objective must be due after it starts.",
        "O prazo do objetivo tem de ser posterior ao início.",
    ),
    "target equal to baseline": Mistake(
        NEW_OBJECTIVE,
        OBJECTIVE | {"target": "100"},
        "target",
        "To increase, the target must be above the baseline.",
        "Para aumentar, a meta tem de estar acima do ponto de partida.",
    ),
    "unknown unit": Mistake(
        NEW_OBJECTIVE,
        OBJECTIVE | {"unit": "parsecs"},
        "unit",
        "Select a valid choice. parsecs is not one of the available choices.",
        "Selecione uma opção válida. parsecs não se encontra nas opções disponíveis.",
    ),
    "negative money": Mistake(
        NEW_OBJECTIVE,
        OBJECTIVE | {"baseline": "-100"},
        "baseline",
        "This cannot be negative.",
        "Não pode ser negativo.",
    ),
    "not a number": Mistake(
        PROGRESS,
        {"value": "sixty"},
        "value",
        "Enter a number, such as 1,234.5.",
        f"Escreva um número, como 1{NO_BREAK}234,5.",
    ),
    "progress in the future": Mistake(
        PROGRESS,
        {"value": "60", "noted_on": TOMORROW},
        "noted_on",
        "A reading cannot lie in the future: choose today or an earlier day.",
        "Uma leitura não pode ser do futuro: escolha hoje ou um dia anterior.",
    ),
    "a name of 300 characters": Mistake(
        NEW_CLIENT,
        {"name": A_LONG_NAME.strip()},
        "name",
        "Ensure this value has at most 200 characters (it has 299).",
        "Garanta que este valor tenha no máximo 200 caracteres (tem 299).",
    ),
    "a tax number that another client has": Mistake(
        NEW_CLIENT,
        {"name": "Rio Claro", "country": "PT", "tax_number": "501964843"},
        "",
        "There is a client with this tax number already.",
        "Já há um cliente com este número fiscal.",
    ),
    "a tax number with a wrong check digit": Mistake(
        NEW_CLIENT,
        {"name": "Rio Claro", "country": "PT", "tax_number": "501964844"},
        "tax_number",
        "This is not a valid NIF: check its nine digits (the last one is a check digit).",
        "Este NIF não é válido: verifique os nove algarismos (o último é de controlo).",
    ),
    "an e-mail address that another person has": Mistake(
        NEW_PERSON,
        {"name": "Rita N.", "email": "RITA@alvorada.example"},
        "",
        "This client has a contact with this e-mail address already.",
        "Este cliente já tem um contacto com este endereço de e-mail.",
    ),
    "a next step without words": Mistake(
        LOG,
        {"summary": "Went over the deliveries", "next_step": "  ", "next_on": TOMORROW},
        "next_step",
        "Say what the next step is, or leave its date empty.",
        "Diga qual é o próximo passo, ou deixe a data vazia.",
    ),
}


@pytest.mark.parametrize("language", ["en", "pt-pt"])
@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_refused_and_explained(
    desk: Desk, contact: Contact, objective: Objective, mistake: Mistake, language: str
) -> None:
    alice = objective.owner
    User.objects.filter(pk=alice.pk).update(language=language)
    page = desk.open(alice, mistake.path.format(client=contact.client_id, objective=objective.pk))
    for name, text in mistake.typed.items():
        write(field(page, name), text)

    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.locator("main form button.primary").click()

    assert answer.value.status == 422
    expect(page.get_by_role("alert")).to_be_focused()
    said = mistake.english if language == "en" else mistake.portuguese
    expect(page.get_by_role("alert")).to_contain_text(said)
    if mistake.fault:
        expect(field(page, mistake.fault)).to_have_attribute("aria-invalid", "true")
        expect(field(page, mistake.fault)).to_have_accessible_description(re.compile(re.escape(said)))
    for name, text in mistake.typed.items():
        if text != "parsecs":  # a list cannot show what is not in it
            expect(field(page, name)).to_have_value(text)


def field(page: Page, name: str) -> Locator:
    return page.locator(f"main form [name={name}]").first


def write(field: Locator, text: str) -> None:
    """As somebody might who does not keep to the limits of the browser."""
    if field.evaluate("(one) => one.tagName") == "SELECT":
        field.evaluate("(one, text) => { one.add(new Option(text, text)); one.value = text; }", text)
    else:
        field.evaluate("(one) => one.removeAttribute('maxlength')")
        field.fill(text)


# --- What only looks bad ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "typed", "value"), [("en", "1.234", "1.234"), ("en", "1,234", "1234"), ("pt-pt", "1.234", "1234")]
)
def test_how_an_ambiguous_number_is_read_is_shown_before_it_is_saved(
    desk: Desk, objective: Objective, language: str, typed: str, value: str
) -> None:
    User.objects.filter(pk=objective.owner_id).update(language=language)
    page = desk.open(objective.owner, objective.get_absolute_url())
    field(page, "value").press_sequentially(typed)

    expect(page.locator("#progress-form output")).to_have_text(f"= {number(Decimal(value), language=language)}")
    expect(field(page, "value")).to_be_focused()
    field(page, "value").press("Enter")
    expect(page.locator("#toasts")).not_to_be_empty()
    assert objective.progress.get().value == Decimal(value)


def test_a_form_stays_while_its_numbers_are_read_back(desk: Desk, grupo: Client) -> None:
    page = desk.open(grupo.owner, NEW_OBJECTIVE.format(client=grupo.pk))
    field(page, "title").fill("Revenue")
    field(page, "target").press_sequentially("1,234")

    expect(page.locator("output", has_text="= 1,234")).to_be_visible()
    expect(field(page, "title")).to_have_value("Revenue")
    expect(field(page, "target")).to_be_focused()


def test_a_name_may_hold_any_character(desk: Desk, grupo: Client) -> None:
    page = desk.open(grupo.owner, NEW_CLIENT)
    name = "Padaria 🥐 <b>Ção</b> & Filhos"
    field(page, "name").fill(name)
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    assert Client.objects.filter(name=name).exists()

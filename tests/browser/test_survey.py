"""A survey from the first click to the call that an unhappy answer asks for, on a desk and on phones."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from accounts.models import Client, Contact
from kam import outbox
from kam.models import User
from planning.models import Action
from relationships.models import Response
from tests import make
from tests.browser.people import PHONE, Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LINK = re.compile(r"/s/[\w-]+/")
THUMB = 44  # pixels


@pytest.fixture
def people(grupo: Client, contact: Contact, alice: User) -> list[Contact]:
    others = [make.contact(grupo, name, by=alice, email=f"{name}@alvorada.example") for name in ("Rui", "Zita")]
    return [contact, *others]


@pytest.mark.usefixtures("people")
def test_a_survey_is_sent_answered_on_phones_and_followed_up(desk: Desk, alice: User) -> None:
    page = desk.open(alice, "/satisfaction/")
    it_is_made_and_sent(page)
    for person, score in (("Rui", 9), ("Zita", 9)):
        it_is_answered(desk.open(path=link_of(person), viewport=PHONE), score)
    assert [score_of(page), page.get_by_text("low n").count() > 0] == ["100", True]

    it_is_answered(desk.open(path=link_of("Rita Nunes"), viewport=PHONE), 4, "You were late twice")
    outbox.sweep()

    assert score_of(page) == "33"
    expect(page.locator("#score")).to_contain_text("n = 3 of 3 asked")
    expect(page.locator("#score")).to_contain_text("low n")
    a_call_is_planned_and_the_answer_marked(page)


def it_is_made_and_sent(page: Page) -> None:
    page.locator("#new-survey").click()
    page.get_by_label("Name").fill("Autumn")
    page.get_by_role("button", name="Save").click()
    for name in ("Rita Nunes", "Rui", "Zita"):
        page.get_by_label(name).check()
    page.get_by_role("button", name="Add the selected").click()
    page.locator("#start-survey").click()
    expect(page.get_by_role("heading", name="Ask 3 people?")).to_be_visible()
    outbox.sweep()
    assert mail.outbox == []
    page.locator("#confirm-start").click()
    expect(page.get_by_text("The survey is on its way.")).to_be_visible()
    outbox.sweep()
    assert len(mail.outbox) == 3


def link_of(person: str) -> str:
    letter = next(letter for letter in mail.outbox if letter.to[0].startswith(person))
    found = LINK.search(str(letter.body))
    assert found
    return found.group()


def it_is_answered(phone: Page, score: int, comment: str = "") -> None:
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for radio in phone.locator(".survey-answers input").all():
        box = radio.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= THUMB
    phone.get_by_role("radio", name=str(score), exact=True).check()
    phone.get_by_label("Why?").fill(comment)
    phone.get_by_role("button", name="Send my answer").click()
    expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()


def score_of(page: Page) -> str:
    page.reload()
    return (page.locator("#score .kpi-value").inner_text().split() or [""])[0]


def a_call_is_planned_and_the_answer_marked(page: Page) -> None:
    action = Action.objects.get(response__score=4)
    expect(page.locator(".survey-said", has_text="You were late twice")).to_contain_text(action.title)
    page.get_by_role("button", name="Mark the answer of Rita Nunes as followed up").click()
    expect(page.get_by_text("Followed up by Alice")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Followed up by Alice")).to_have_count(0)
    page.goto("/actions/")
    expect(page.get_by_role("link", name=action.title)).to_be_visible()


def test_it_is_answered_without_javascript_and_by_keyboard(desk: Desk, contact: Contact, alice: User) -> None:
    [invitation] = make.asked(contact, by=alice)
    phone = desk.open(path=f"{make.question(invitation)}?score=7", viewport=PHONE, java_script_enabled=False)
    expect(phone.get_by_role("radio", name="7", exact=True)).to_be_checked()
    phone.get_by_role("radio", name="7", exact=True).focus()
    phone.keyboard.press("ArrowRight")
    phone.keyboard.press("Tab")
    phone.keyboard.type("On time")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")

    expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
    assert (Response.objects.get().score, Response.objects.get().comment) == (8, "On time")


def test_the_language_is_switched_on_the_page(desk: Desk, contact: Contact, alice: User) -> None:
    [invitation] = make.asked(contact, by=alice)
    phone = desk.open(path=make.question(invitation), viewport=PHONE)
    phone.get_by_role("button", name="Portuguese").click()

    expect(phone.locator("html")).to_have_attribute("lang", "pt-pt")

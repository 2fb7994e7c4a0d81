"""The pages about people: who reads what on them, and that their forms work as plain forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import unescape

import pytest
from django.core import mail
from django.test import Client as Browser

from accounts import services as accounts
from accounts.models import Client, Contact
from kam import outbox
from kam.models import User
from planning import portal as portal_pages
from planning import receipts
from relationships.models import Opinion, Stakeholder
from tests import make
from tests.planning.test_portal_leaks import pages

Browse = Callable[..., Browser]
CANARY = "canary-opinion"


def text_of(browser: Browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return unescape(answer.content.decode())


def test_a_person_is_assessed_by_a_plain_form(contact: Contact, alice: User, browse: Browse) -> None:
    told = {"role": "champion", "support": "2", "evidence": "Took our side", "noted_on": make.today(),
            "audience": "workers"}  # fmt: skip

    answer = browse(alice).post(f"/people/{contact.pk}/assess/", told)

    assert (answer.status_code, answer["Location"]) == (302, contact.get_absolute_url())
    assert set(Opinion.objects.values_list("trait", "value", "audience")) == {
        ("role", "champion", "workers"), ("support", "2", "workers"),
    }  # fmt: skip
    page = text_of(browse(alice), contact.get_absolute_url())
    assert "Very favourable" in page
    assert "Took our side" in page


@pytest.mark.parametrize("left_out", ["evidence", "role", "noted_on"])
def test_what_is_missing_is_said_and_the_rest_comes_back(
    left_out: str, contact: Contact, alice: User, browse: Browse
) -> None:
    told = {"role": "champion", "evidence": "Took our side", "noted_on": "2026-01-05", "audience": "author"}
    del told[left_out]

    answer = browse(alice).post(f"/people/{contact.pk}/assess/", told)

    assert answer.status_code == 422
    assert [value for value in told.values() if value not in answer.content.decode()] == []
    assert not Opinion.objects.exists()


def test_a_conversation_logged_from_a_person_is_with_that_person(contact: Contact, alice: User, browse: Browse) -> None:
    browser = browse(alice)
    address = f"/clients/{contact.client_id}/interactions/new/?people={contact.pk}"

    shown = browser.get(f"/people/{contact.pk}/").content.decode()

    assert shown.count(f'href="{address}"') == 2  # the button on top, and the card of conversations
    assert list(browser.get(address).context["form"]["people"].value()) == [contact.pk]


def test_a_cadence_of_no_days_comes_back_from_the_form(contact: Contact, alice: User, browse: Browse) -> None:
    answer = browse(alice).post(f"/people/{contact.pk}/preferences/", {"contact_every": "0"})

    assert answer.status_code == 422
    assert "at least one day" in answer.content.decode()
    assert not Stakeholder.objects.exists()


def test_an_executive_reads_only_what_is_meant_for_every_reader(
    contact: Contact, alice: User, browse: Browse, request: pytest.FixtureRequest
) -> None:
    make.opinion(contact, "role", "decides", by=alice, evidence="among workers")
    make.opinion(contact, "support", "1", by=alice, evidence="to all readers", audience="readers")
    make.opinion(contact, "standing", "outside", by=alice, evidence="to myself", audience="author")
    told = ("among workers", "to all readers", "to myself")

    for who, expected in (("alice", told), ("bob", told[:2]), ("carol", told[1:2]), ("erin", told[1:2])):
        reader = request.getfixturevalue(who)
        page = text_of(browse(reader), contact.get_absolute_url())
        assert tuple(words for words in told if words in page) == expected, reader.name
        listed = text_of(browse(reader), "/people/")
        assert ("Decision maker</td>" in listed) is (expected != told[1:2]), reader.name


@pytest.mark.usefixtures("contact")
def test_filters_tell_nothing_of_opinions_one_may_not_see(
    contact: Contact, alice: User, erin: User, browse: Browse
) -> None:
    make.opinion(contact, "support", "-2", by=alice)

    assert "Rita Nunes" in text_of(browse(alice), "/people/?support=-2")
    assert "Rita Nunes" not in text_of(browse(erin), "/people/?support=-2")
    assert "Rita Nunes" in text_of(browse(erin), "/people/?who=unassessed")


def test_a_person_of_a_hidden_client_does_not_exist(contact: Contact, dave: User, browse: Browse) -> None:
    for address in ("", "assess/", "preferences/", "known-by/", "left/"):
        assert browse(dave).get(f"/people/{contact.pk}/{address}").status_code == 404
    assert "Rita Nunes" not in text_of(browse(dave), "/people/")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Ana Prado", "Buyer", "Rita Nunes"]),
        ("q=agua", ["Ana Prado"]),
        ("who=placeholder", ["Buyer"]),
        ("who=left", ["Gone Silva"]),
        ("role=decides", ["Rita Nunes"]),
        ("owner=me", ["Rita Nunes"]),
        ("owner=none", ["Ana Prado", "Buyer"]),
        ("ordering=-influence", ["Rita Nunes", "Ana Prado", "Buyer"]),
        ("ordering=-name", ["Rita Nunes", "Buyer", "Ana Prado"]),
        ("ordering=password", ["Ana Prado", "Buyer", "Rita Nunes"]),
        ("role=king", []),
    ],
)
def test_the_list_is_filtered_and_sorted(
    query: str, expected: list[str], contact: Contact, alice: User, browse: Browse
) -> None:
    grupo = contact.client
    make.contact(make.client("Água Viva", owner=alice), "Ana Prado", by=alice)
    make.placeholder(grupo, "Buyer", by=alice)
    accounts.note_departure(make.contact(grupo, "Gone Silva", by=alice), left_on=make.today(), by=alice)
    make.opinion(contact, by=alice)
    make.opinion(contact, "influence", "9", by=alice)
    make.stakeholder(contact, by=alice)

    answer = browse(alice).get(f"/people/?{query}")

    assert answer.status_code == (422 if query == "role=king" else 200)
    assert [one.contact.name for one in answer.context["rows"]] == expected


def test_a_role_is_noted_and_identified_by_plain_forms(grupo: Client, alice: User, browse: Browse) -> None:
    browse(alice).post(f"/clients/{grupo.pk}/placeholders/new/", {"name": "Head of logistics"})
    role = Contact.objects.get(is_placeholder=True)
    assert "Identify" in text_of(browse(alice), role.get_absolute_url())

    browse(alice).post(f"/people/{role.pk}/identify/", {"name": "Vera Pires", "job_title": ""})

    role.refresh_from_db()
    assert (role.name, role.job_title, role.is_placeholder) == ("Vera Pires", "Head of logistics", False)


def test_somebody_leaves_and_the_page_offers_to_take_it_back(contact: Contact, alice: User, browse: Browse) -> None:
    make.action(contact.client, by=alice, client_owner=contact, title="Send the forecast")
    assert "Send the forecast" in text_of(browse(alice), f"/people/{contact.pk}/left/")
    browser = browse(alice)
    browser.post(f"/people/{contact.pk}/left/", {"left_on": make.today()})

    page = text_of(browser, contact.get_absolute_url())

    assert "/undo/" in page
    assert "Send the forecast" in page
    assert "Rita Nunes" not in text_of(browser, f"/clients/{contact.client_id}/interactions/new/")
    browser.post(f"/people/{contact.pk}/back/")
    contact.refresh_from_db()
    assert contact.left_on is None


@pytest.fixture
def told(grupo: Client, contact: Contact, alice: User, bob: User) -> str:
    """A client whose portal is open, with an agreed target, of whose person everything is noted."""
    for trait, value in (("role", "decides"), ("influence", "9"), ("support", "-2"), ("orientation", "financial"),
                         ("standing", "inner")):  # fmt: skip
        for audience in ("readers", "workers", "author"):
            make.opinion(contact, trait, value, by=alice, evidence=f"{CANARY} {audience}", audience=audience)
    make.acquaintance(contact, alice, 2, by=alice, wanted=3, evidence=CANARY)
    make.stakeholder(contact, by=alice, hours=CANARY, wishes=CANARY)
    make.agreed_objective(grupo, contact, by=bob, is_shared=True)
    make.action(grupo, by=alice, client_owner=contact, is_shared=True)
    return make.portal(contact, by=alice)


WORDS = (CANARY, "Very reserved", "Inner circle", "Decision maker", "Trusted advisor")


def leaks(told: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> list[str]:
    return [where for where, body in told if any(word.lower() in body.lower() for word in WORDS)]


@pytest.mark.usefixtures("fresh_cache")
def test_no_page_of_the_portal_tells_an_opinion(told: str) -> None:
    read = list(pages(told))

    assert len(read) >= 4
    assert leaks(read) == []


@pytest.mark.usefixtures("told")
def test_no_mail_and_no_paper_for_the_client_tells_an_opinion(contact: Contact) -> None:
    outbox.sweep()
    outbox.sweep()
    letters = [letter for letter in mail.outbox if contact.email in letter.to[0]]
    papers = [receipts.facts(agreement) for agreement in portal_pages.agreed_with(contact)]

    assert letters
    assert papers
    assert (
        leaks([(letter.subject, f"{letter.subject} {letter.body} {letter.alternatives}") for letter in letters]) == []
    )  # type: ignore[attr-defined]
    assert leaks([("receipt", str(paper)) for paper in papers]) == []


def test_the_timeline_of_the_client_tells_no_opinion(contact: Contact, alice: User, browse: Browse) -> None:
    make.opinion(contact, "support", "-2", by=alice, evidence=CANARY, audience="readers")
    page = text_of(browse(alice), f"/clients/{contact.client_id}/timeline/")

    assert "Alice assessed Rita Nunes: Support" in page
    assert leaks([("timeline", page)]) == []

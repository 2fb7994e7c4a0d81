"""The pages of the relationship map: what they show, to whom, as of when, and what can be done there."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts.models import Client, Contact
from kam.models import Undo, User
from relationships import services
from relationships.models import Link
from relationships.people_map import people_map
from tests import make

Browse = Callable[..., Browser]


@pytest.fixture
def rita(contact: Contact) -> Contact:
    return contact


@pytest.fixture
def paulo(grupo: Client, alice: User) -> Contact:
    return make.contact(grupo, "Paulo Reis", by=alice, job_title="Buyer")


@pytest.fixture
def browser(alice: User, browse: Browse) -> Browser:
    return browse(alice)


def assess(
    person: Contact, *, by: User, noted_on: date | None = None, audience: str = "workers", **values: Any
) -> None:
    told = {"evidence": "Said so", "noted_on": noted_on or make.today(), "audience": audience}
    services.note_opinions(person, values={trait: str(value) for trait, value in values.items()}, by=by, **told)


def shown(browser: Browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


def gaps_of(page: str) -> list[str]:
    return re.findall(r'data-gap="(\w+)"', page)


def test_an_account_without_a_decision_maker_shows_that_until_somebody_has_the_role(
    grupo: Client, rita: Contact, alice: User, browser: Browser
) -> None:
    before = shown(browser, f"/clients/{grupo.pk}/map/")
    assert "no_decider" in gaps_of(before)
    assert f"/people/{rita.pk}/assess/?trait=role" in before

    assess(rita, role="decides", by=alice)

    assert "no_decider" not in gaps_of(shown(browser, f"/clients/{grupo.pk}/map/"))


def test_the_table_lists_the_same_people_and_lines_as_the_map(
    grupo: Client, rita: Contact, paulo: Contact, alice: User, browser: Browser
) -> None:
    make.link(paulo, rita, "reports_to", by=alice)
    make.link(paulo, rita, by=alice)

    tree, table = (shown(browser, f"/clients/{grupo.pk}/map/{query}") for query in ("", "?view=table"))

    assert set(re.findall(r'id="person-(\d+)"', tree)) == set(re.findall(r'id="person-(\d+)"', table))
    for page in (tree, table):
        assert "influences Rita Nunes" in page
        assert "influenced by Paulo Reis" in page
    nested = re.search(
        rf'id="person-{rita.pk}".*?<ul class="[^"]+">\s*<li>\s*<article[^>]*id="person-(\d+)"', tree, re.S
    )
    assert nested
    assert nested.group(1) == str(paulo.pk)


def test_lists_close_as_often_as_they_open(grupo: Client, rita: Contact, alice: User, browser: Browser) -> None:
    below = rita
    for number in range(4):
        below = services.add_report(grupo, name=f"Level {number}", superior=below, by=alice)
        services.add_report(grupo, name=f"Beside {number}", superior=rita, by=alice)

    page = shown(browser, f"/clients/{grupo.pk}/map/")

    tree = page[page.index('class="map-cards"') :]
    assert tree.count("<ul") == tree.count("</ul>")
    assert tree.count("<li>") == tree.count("</li>")


def test_filters_leave_those_who_pass_and_whoever_connects_them(
    grupo: Client, rita: Contact, paulo: Contact, alice: User, browser: Browser
) -> None:
    make.link(paulo, rita, "reports_to", by=alice)
    make.contact(grupo, "Nuno Peixoto", by=alice)
    assess(paulo, role="user", by=alice)

    page = shown(browser, f"/clients/{grupo.pk}/map/?role=user")
    table = shown(browser, f"/clients/{grupo.pk}/map/?role=user&view=table")

    assert "1 of 3 people" in page
    assert re.findall(r'id="person-(\d+)"', page) == [str(rita.pk), str(paulo.pk)]
    assert re.findall(r'id="person-(\d+)"', table) == [str(paulo.pk)]
    assert "Nobody matches" in shown(browser, f"/clients/{grupo.pk}/map/?role=champion")


@pytest.mark.parametrize("query", ["role=boss", "support=9", "owner=0", "on=tomorrow", "view=cube", "on=2100-01-01"])
def test_a_filter_it_does_not_know_is_refused(query: str, grupo: Client, rita: Contact, browser: Browser) -> None:
    answer = browser.get(f"/clients/{grupo.pk}/map/?{query}")

    assert answer.status_code == 422
    assert 'id="person-' not in answer.content.decode()


def test_the_map_shows_lines_opinions_and_people_as_they_stood(
    grupo: Client, rita: Contact, paulo: Contact, alice: User, browser: Browser
) -> None:
    Contact.objects.filter(pk__in=[rita.pk, paulo.pk]).update(created_at="2020-01-01T00:00:00Z")
    services.set_superior(paulo, superior=rita, since=make.days_ago(50), by=alice)
    assess(paulo, support=2, noted_on=make.days_ago(40), by=alice)
    assess(paulo, support=-1, noted_on=make.days_ago(5), by=alice)
    services.set_superior(paulo, superior=None, since=make.days_ago(10), by=alice)
    late = make.contact(grupo, "Late Comer", by=alice)

    def row(ago: int) -> str:
        page = shown(browser, f"/clients/{grupo.pk}/map/?view=table&on={make.days_ago(ago)}")
        assert ("Late Comer" in page) == (ago == 0)
        return page[page.index(f'id="person-{paulo.pk}"') :].split("</tr>")[0]

    assert "Rita Nunes" in row(30)
    assert "Very favourable" in row(30)
    assert "Rita Nunes" not in row(0)
    assert "Reserved" in row(0)
    past = shown(browser, f"/clients/{grupo.pk}/map/?on={make.days_ago(30)}")
    assert f"/people/{rita.pk}/links/new/" not in past
    assert late.pk


def test_opinions_that_a_reader_may_not_see_do_not_count_for_them(
    *, grupo: Client, rita: Contact, alice: User, carol: User, browser: Browser, browse: Browse
) -> None:
    assess(rita, role="decides", influence=9, by=alice)

    assert "no_decider" not in gaps_of(shown(browser, f"/clients/{grupo.pk}/map/"))
    hers = shown(browse(carol), f"/clients/{grupo.pk}/map/")
    assert "no_decider" in gaps_of(hers)
    assert "links/new/" not in hers
    assert people_map(grupo, reader=carol, on=make.today()).people[0].influence is None


def test_circles_in_old_data_do_not_hang_the_page(
    grupo: Client, rita: Contact, paulo: Contact, alice: User, browser: Browser
) -> None:
    for one, other in ((rita, paulo), (paulo, rita)):
        Link.objects.create(source=one, target=other, kind="reports_to", since=make.today(), by=alice)

    page = shown(browser, f"/clients/{grupo.pk}/map/")

    assert sorted(re.findall(r'id="person-(\d+)"', page)) == sorted([str(rita.pk), str(paulo.pk)])


def test_a_map_without_anybody_says_what_to_do(grupo: Client, browser: Browser) -> None:
    page = shown(browser, f"/clients/{grupo.pk}/map/")

    assert "Nobody is on the map yet" in page
    assert f"/clients/{grupo.pk}/contacts/new/" in page


def test_somebody_is_moved_and_moved_back(grupo: Client, rita: Contact, paulo: Contact, browser: Browser) -> None:
    answer = browser.post(f"/people/{paulo.pk}/reports-to/", {"superior": rita.pk})
    assert (answer.status_code, answer["Location"]) == (302, f"/clients/{grupo.pk}/map/")
    assert paulo.links.reporting().get().target == rita

    refused = browser.post(f"/people/{rita.pk}/reports-to/", {"superior": paulo.pk})
    assert refused.status_code == 422
    assert "directly or through others" in refused.content.decode()

    browser.post(f"/undo/{Undo.objects.latest('created_at').pk}/")
    assert not paulo.links.reporting().exists()


def test_a_person_of_another_client_cannot_be_chosen(
    grupo: Client, rita: Contact, alice: User, browser: Browser
) -> None:
    stranger = make.contact(make.client(owner=alice, team=grupo.team), by=alice)

    for path, body in (("reports-to", {"superior": stranger.pk}), ("links/new", {"target": stranger.pk})):
        answer = browser.post(f"/people/{rita.pk}/{path}/", {"kind": "influences", **body})
        assert answer.status_code == 422


def test_a_line_is_drawn_ended_and_taken_up_again(
    grupo: Client, rita: Contact, paulo: Contact, browser: Browser
) -> None:
    browser.post(f"/people/{rita.pk}/links/new/", {"kind": "influences", "target": paulo.pk})
    line = rita.links.get()
    browser.post(f"/undo/{Undo.objects.latest('created_at').pk}/")
    assert not rita.links.open().exists()
    services.reopen_link(line, by=line.by)
    assert f'id="line-{line.pk}"' in shown(browser, f"/people/{paulo.pk}/links/new/")

    assert f"/people/{rita.pk}/" in shown(browser, f"/history/relationships.link/{line.pk}/")

    browser.post(f"/links/{line.pk}/end/")
    line.refresh_from_db()
    assert line.until == make.today()

    browser.post(f"/undo/{Undo.objects.latest('created_at').pk}/")
    line.refresh_from_db()
    assert line.until is None


@pytest.mark.parametrize(("place", "under"), [("report", True), ("peer", False)])
def test_somebody_new_stands_below_a_person_or_beside_them(
    *, place: str, under: bool, grupo: Client, rita: Contact, paulo: Contact, alice: User, browser: Browser
) -> None:
    make.link(paulo, rita, "reports_to", by=alice)

    browser.post(f"/people/{paulo.pk}/reports/new/", {"place": place, "name": "Buyer of fruit", "is_placeholder": "on"})

    new = grupo.contacts.get(name="Buyer of fruit")
    assert (new.is_placeholder, new.links.reporting().get().target) == (True, paulo if under else rita)


def test_the_matrix_shows_levels_now_and_wanted_and_totals(
    grupo: Client, rita: Contact, alice: User, bob: User, browser: Browser
) -> None:
    services.note_acquaintance(rita, colleague=alice, level=1, wanted=3, noted_on=make.today(), by=alice)
    services.note_acquaintance(rita, colleague=bob, level=2, noted_on=make.today(), by=alice)
    make.interaction(grupo, by=alice, people=[rita])

    page = shown(browser, f"/clients/{grupo.pk}/who-knows-whom/")

    assert "1 → 3" in page
    assert f"/people/{rita.pk}/known-by/?colleague={bob.pk}" in page
    assert "1 · 1" in page  # alice knows one person and is in touch with one
    assert "1 · 0" in page  # bob is not in touch


def test_if_one_of_us_left_the_next_best_is_offered(
    grupo: Client, rita: Contact, alice: User, bob: User, browser: Browser
) -> None:
    assess(rita, influence=8, by=alice)
    make.interaction(grupo, by=alice, people=[rita])
    services.note_acquaintance(rita, colleague=bob, level=2, noted_on=make.today(), by=alice)

    page = shown(browser, f"/clients/{grupo.pk}/map/without/?colleague={alice.pk}")

    assert "100%" in page
    assert "<dd>0%</dd>" in page
    assert f"/people/{rita.pk}/preferences/?" in page
    assert f"owner={bob.pk}" in page
    assert browser.get(f"/clients/{grupo.pk}/map/without/?colleague=0").status_code == 422


@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_the_map_is_printed_on_one_sheet_marked_as_internal(
    *, paper: str, grupo: Client, rita: Contact, paulo: Contact, alice: User, browser: Browser
) -> None:
    make.link(paulo, rita, "reports_to", by=alice)

    answer = browser.get(f"/clients/{grupo.pk}/map/map.pdf?paper={paper}")

    assert answer["Content-Type"] == "application/pdf"
    assert BytesIO(answer.content).read(5) == b"%PDF-"
    assert browser.get(f"/clients/{grupo.pk}/map/map.pdf?paper=a5").status_code == 302


def test_the_clients_page_tells_coverage_and_the_three_worst_gaps(
    grupo: Client, rita: Contact, browser: Browser
) -> None:
    page = shown(browser, f"/clients/{grupo.pk}/relationships/")

    card = page[page.index('id="map-card"') :].split("</section>")[0]
    assert len(gaps_of(card)) == 3
    assert f"/clients/{grupo.pk}/map/" in card


def test_a_map_of_many_costs_as_many_statements_as_one_of_few(grupo: Client, alice: User, browser: Browser) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            shown(browser, f"/clients/{grupo.pk}/map/")
        return len(queries)

    def fill(count: int) -> None:
        top = make.contact(grupo, by=alice)
        for _ in range(count):
            person = services.add_report(grupo, name="Somebody", superior=top, by=alice)
            make.link(person, top, by=alice)
            assess(person, influence=5, role="user", by=alice)
            make.interaction(grupo, by=alice, people=[person])

    fill(2)
    cost()  # what the menu keeps for a minute is counted once
    few = cost()
    fill(12)

    assert (cost(), few <= 20) == (few, True)


@pytest.mark.parametrize("page", ["map", "who-knows-whom"])
def test_nobody_was_on_the_map_on_the_first_day_of_the_calendar(
    page: str, contact: Contact, alice: User, browse: Browse
) -> None:
    answer = browse(alice).get(f"/clients/{contact.client_id}/{page}/?on=0001-01-01")

    assert (answer.status_code, contact.name in answer.content.decode()) == (200, False)

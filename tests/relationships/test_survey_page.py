"""The page on which somebody answers: without an account, once, until the survey closes, and seen by nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import Client, Contact
from kam.models import Event, User
from relationships import portal, services
from relationships.models import Invitation, Response, Survey
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_cache")]

CANARY = "canary: your lorries are late"


@pytest.fixture
def colleague(grupo: Client, alice: User) -> Contact:
    return make.contact(grupo, "Rui Costa", by=alice, email="rui@alvorada.example")


@pytest.fixture
def invitation(contact: Contact, alice: User) -> Invitation:
    return make.asked(contact, by=alice)[0]


@pytest.fixture
def link(invitation: Invitation) -> str:
    return make.question(invitation)


def page_of(link: str, **named: Any) -> Any:
    return Browser().get(link, **named)


def text_of(link: str) -> str:
    return str(page_of(link).content.decode())


def test_anybody_with_the_link_answers_without_an_account(link: str) -> None:
    answer = Browser().post(link, {"score": "9", "comment": " Always on time "})

    assert (answer.status_code, answer.url) == (302, f"{link}thanks/")
    response = Response.objects.get()
    assert (response.score, response.comment) == (9, "Always on time")
    assert "Always on time" in text_of(answer.url)


@pytest.mark.parametrize(("kind", "low", "high"), [("nps", 0, 10), ("csat", 1, 5), ("ces", 1, 7)])
def test_each_kind_offers_its_own_answers(kind: str, low: int, high: int, contact: Contact, alice: User) -> None:
    [invitation] = make.asked(contact, by=alice, kind=kind)
    page = text_of(make.question(invitation))

    assert [f'value="{score}"' in page for score in range(-1, 12)] == [low <= score <= high for score in range(-1, 12)]


@pytest.mark.parametrize("score", ["11", "-1", "", "nine", "9.5", "99999999999999999999", "٩"])
def test_an_answer_that_is_none_is_refused(score: str, link: str) -> None:
    answer = Browser().post(link, {"score": score, "comment": "kept as typed"})

    assert answer.status_code == 422
    assert "kept as typed" in answer.content.decode()
    assert "Your answer: " in answer.content.decode()  # in words of the catalogue, not the name of a field
    assert not Response.objects.exists()


def test_opening_changes_nothing_also_not_from_a_mail_that_names_an_answer(link: str) -> None:
    before = Event.objects.count()
    for score in ("9", "11", "x", "²"):
        assert page_of(f"{link}?score={score}").status_code == 200

    assert not Response.objects.exists()
    assert Event.objects.count() == before


def test_the_answer_clicked_on_in_the_mail_is_marked(link: str) -> None:
    page = text_of(f"{link}?score=9")

    assert page.count("checked") == 1
    assert 'value="9"' in page.split("checked")[0].rsplit("<input", 1)[1]


def test_an_answer_is_shown_again_and_can_be_revised_until_the_survey_closes(link: str) -> None:
    Browser().post(link, {"score": "4", "comment": "Late twice"})
    page = text_of(link)
    assert "You answered 4." in page
    assert "Late twice" in page

    Browser().post(link, {"score": "8", "comment": "Better now"})

    response = Response.objects.get()
    assert (response.score, response.comment, response.revised_at is not None) == (8, "Better now", True)


def test_sent_twice_it_is_one_answer_and_one_event(link: str) -> None:
    for _ in range(2):
        Browser().post(link, {"score": "9"})

    assert Response.objects.get().revised_at is None
    assert Event.objects.filter(verb__startswith="relationships.survey_answer").count() == 1


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_it_is_one_answer(link: str) -> None:
    answers = at_once(*[lambda: Browser().post(link, {"score": "9"}).status_code] * 4)

    assert answers == [302] * 4
    assert Response.objects.count() == 1
    assert Event.objects.filter(verb__startswith="relationships.survey_answer").count() == 1


@pytest.mark.parametrize("how", ["closed", "over", "left"])
def test_after_the_end_a_friendly_page_takes_no_answer(
    how: str, link: str, invitation: Invitation, alice: User
) -> None:
    match how:
        case "closed":
            services.close_survey(invitation.survey, by=alice)
        case "over":
            Survey.objects.update(opens_on=make.days_ago(9), closes_on=make.days_ago(1))
        case "left":
            Contact.objects.update(left_on=make.today())

    for answer in (page_of(link), Browser().post(link, {"score": "9"})):
        assert answer.status_code == 410
        assert "This survey is closed" in answer.content.decode()
    assert not Response.objects.exists()


def test_an_unknown_link_is_not_found(link: str) -> None:
    for wrong in ("/s/nothing/", f"{link[:-2]}/", f"/s/{'A' * 43}/"):
        assert page_of(wrong).status_code == 404
        assert Browser().post(wrong, {"score": "9"}).status_code == 404


def test_the_link_of_a_survey_opens_no_portal_and_that_of_the_portal_no_survey(
    link: str, contact: Contact, alice: User
) -> None:
    assert page_of(link.replace("/s/", "/p/")).status_code == 404
    assert page_of(make.portal(contact, by=alice).replace("/p/", "/s/")).status_code == 404


def test_a_link_that_was_never_sent_opens_nothing(contact: Contact, alice: User) -> None:
    survey = make.survey(contact, by=alice)

    assert page_of(make.question(survey.invitations.get())).status_code == 404


def test_each_link_answers_for_its_own_person(contact: Contact, colleague: Contact, alice: User) -> None:
    first, second = make.asked(contact, colleague, by=alice)
    Browser().post(make.question(first), {"score": "3", "comment": CANARY})

    assert not Response.objects.filter(invitation=second).exists()
    for path in ("", "thanks/", "refuse/"):
        assert CANARY not in str(Browser().get(make.question(second) + path, follow=True).content)


def test_no_answer_is_shown_in_the_portal_not_even_ones_own(contact: Contact, colleague: Contact, alice: User) -> None:
    first, second = make.asked(contact, colleague, by=alice)
    make.answer(first, 3, CANARY)

    for person in (contact, colleague):
        page = text_of(make.portal(person, by=alice))
        assert CANARY not in page
        assert (make.question(second) in page) == (person == colleague)
        assert make.question(first) not in page


def test_the_portal_stops_asking_when_the_survey_ends(colleague: Contact, alice: User) -> None:
    [invitation] = make.asked(colleague, by=alice)
    services.close_survey(invitation.survey, by=alice)

    assert make.question(invitation) not in text_of(make.portal(colleague, by=alice))


def test_a_preview_of_the_portal_shows_no_link(
    colleague: Contact, grupo: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    [invitation] = make.asked(colleague, by=alice)
    page = browse(alice).get(f"/clients/{grupo.pk}/portal/preview/{colleague.pk}/").content.decode()

    assert make.question(invitation) not in page
    assert "One question for you" in page


def test_pages_are_kept_nowhere_and_tell_no_other_site(link: str) -> None:
    for path in ("", "refuse/"):
        answer = page_of(link + path)
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_wanting_no_surveys_is_asked_first_and_done_by_a_post(link: str, contact: Contact) -> None:
    assert page_of(f"{link}refuse/").status_code == 200
    contact.refresh_from_db()
    assert contact.surveys_refused_on is None

    assert Browser().post(f"{link}refuse/").status_code == 200

    contact.refresh_from_db()
    assert contact.surveys_refused_on == make.today()
    assert Event.objects.get(verb="accounts.surveys_refused").client_id == contact.client_id


def test_wanting_no_surveys_can_be_taken_back_also_after_the_end(
    link: str, contact: Contact, invitation: Invitation, alice: User
) -> None:
    services.close_survey(invitation.survey, by=alice)
    Browser().post(f"{link}refuse/")
    Browser().post(f"{link}refuse/", {"again": "1"})

    contact.refresh_from_db()
    assert contact.surveys_refused_on is None


def test_it_speaks_the_language_of_the_invitation_and_the_one_chosen(contact: Contact, alice: User) -> None:
    survey = make.survey(contact, by=alice)
    services.set_language(survey.invitations.get(), language="pt-pt", by=alice)
    services.start_survey(survey, by=alice)
    link, browser = make.question(survey.invitations.get()), Browser(headers={"Accept-Language": "en"})
    assert 'lang="pt-pt"' in browser.get(link).content.decode()

    answer = browser.post(f"{link}language/", {"language": "en", "next": "https://elsewhere.example/"})

    assert answer.url == link
    assert 'lang="en"' in browser.get(link).content.decode()


def test_trying_links_is_slowed_down() -> None:
    browser = Browser(REMOTE_ADDR="203.0.113.9")
    answers = [browser.get(f"/s/{n}/").status_code for n in range(portal.MISSES + 1)]

    assert answers == [404] * portal.MISSES + [429]


def test_writing_is_slowed_down(link: str) -> None:
    browser = Browser(REMOTE_ADDR="203.0.113.9")
    answers = [browser.post(link, {"score": "11"}).status_code for _ in range(portal.WRITES + 1)]

    assert answers == [422] * portal.WRITES + [429]


def test_what_they_type_is_shown_as_typed(link: str) -> None:
    Browser().post(link, {"score": "2", "comment": "<script>alert(1)</script>"})

    assert "<script>alert" not in text_of(f"{link}thanks/")


def test_an_answer_after_the_last_day_in_our_time_zone_is_too_late(invitation: Invitation) -> None:
    last = timezone.now() + timedelta(days=15)

    assert not services.is_open(invitation, at=last)


def at_once(*calls: Callable[[], int]) -> list[int]:
    """What each call answers; all begin together, each in a thread and on a connection of its own."""
    start, answers = Barrier(len(calls)), []

    def run(call: Callable[[], int]) -> None:
        start.wait()
        answers.append(call())
        connection.close()

    threads = [Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers

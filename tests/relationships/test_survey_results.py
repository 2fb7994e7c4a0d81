"""What the pages of surveys show, to whom, and what they let people do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Client, Contact
from kam import outbox
from kam.models import Undo, User
from relationships import loyalty, services
from relationships.models import Invitation, Opinion, Response, Survey
from tests import make

pytestmark = pytest.mark.django_db

CANARY = "canary: told to us alone"
Browse = Callable[..., Browser]


@pytest.fixture
def hidden(dave: User) -> Client:
    """A client that only dave's team sees."""
    return make.client("Monte Sul", owner=dave)


def people_of(client: Client, count: int, *, by: User) -> list[Contact]:
    return [make.contact(client, by=by, email=f"p{number}.{client.pk}@client.example") for number in range(count)]


def answered(client: Client, *scores: int | None, by: User, **fields: Any) -> list[Invitation]:
    """A survey of as many people, who answered so (None: not at all)."""
    invitations = make.asked(*people_of(client, len(scores), by=by), by=by, **fields)
    for invitation, score in zip(invitations, scores, strict=True):
        if score is not None:
            make.answer(invitation, score, f"Because of {score}")
    return invitations


def read(browse: Browse, user: User, path: str) -> str:
    answer = browse(user).get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_score_comes_with_its_n_its_rate_its_interval_and_its_day(grupo: Client, alice: User, browse: Browse) -> None:
    answered(grupo, 10, 9, 9, 8, 3, None, None, None, by=alice)

    page = read(browse, alice, "/satisfaction/")

    assert "n = 5 of 8 asked (63%)" in page
    assert "95%: " in page
    assert "low n" not in page.split("By client")[0]


def test_few_answers_are_marked(grupo: Client, alice: User, browse: Browse) -> None:
    [first, *_rest] = answered(grupo, 9, 9, 4, by=alice)

    for path in ("/satisfaction/", f"/surveys/{first.survey_id}/", f"/clients/{grupo.pk}/loyalty/"):
        assert "low n" in read(browse, alice, path)


def test_only_the_clients_one_sees_are_counted(grupo: Client, hidden: Client, frank: User, browse: Browse) -> None:
    alice, dave = grupo.owner, hidden.owner
    both = make.asked(*people_of(grupo, 1, by=alice), *people_of(hidden, 1, by=dave), by=frank)
    make.answer(both[0], 10)
    make.answer(both[1], 0, CANARY)
    survey = both[0].survey

    assert loyalty.of_survey(survey, alice).counts == {10: 1}
    assert loyalty.of_survey(survey, dave).counts == {0: 1}
    assert loyalty.of_survey(survey, frank).counts == {10: 1, 0: 1}
    for path in ("/satisfaction/", "/satisfaction/comments/?silent=on", f"/surveys/{survey.pk}/"):
        page = read(browse, alice, path)
        assert CANARY not in page
        assert "Monte Sul" not in page
        assert "clients you may see" in page


def test_a_survey_that_asks_nobody_one_sees_is_not_there(hidden: Client, alice: User, dave: User) -> None:
    answered(hidden, 9, by=dave, name="Southern")

    assert not Survey.objects.visible_to(alice).exists()


def test_the_api_counts_and_shows_no_more(hidden: Client, alice: User, dave: User) -> None:
    answered(hidden, 9, by=dave)
    _token, plain = make.token(alice)
    caller = Browser(headers={"Authorization": f"Bearer {plain}"})

    for path in ("surveys", "invitations", "responses", "events"):
        assert caller.get(f"/api/v1/{path}/").json()["results"] == [] or path == "events"
    assert "survey_sent" not in caller.get("/api/v1/events/").content.decode()


def test_no_token_is_in_the_api(grupo: Client, alice: User) -> None:
    [invitation] = answered(grupo, 9, by=alice)
    _token, plain = make.token(alice)
    told = Browser(headers={"Authorization": f"Bearer {plain}"}).get("/api/v1/invitations/").content.decode()

    for secret in (services.survey_token(invitation), invitation.nonce, invitation.digest):
        assert secret not in told


def test_the_worst_client_stands_first(grupo: Client, alice: User) -> None:
    other = make.client("Rio Claro", owner=alice)
    answered(grupo, 10, 10, by=alice)
    answered(other, 10, 2, by=alice)

    standings = loyalty.by_client(loyalty.lately(alice, on=make.today()), "nps")

    assert [(one.client.name, one.result.value) for one in standings] == [("Rio Claro", 0), ("Grupo Alvorada", 100)]


def test_the_trend_follows_the_waves_and_the_quarters(grupo: Client, alice: User) -> None:
    [first, _second] = answered(grupo, 10, 0, by=alice, repeat_months=3)
    earlier = timezone.now() - timedelta(days=100)
    Invitation.objects.update(sent_at=earlier)
    Survey.objects.update(opens_on=earlier.date(), closes_on=earlier.date() + timedelta(days=14))
    services.mind_surveys(at=timezone.now())
    wave = Survey.objects.get(follows=first.survey)
    make.answer(wave.invitations.all()[0], 9)

    assert [one.result.value for one in loyalty.by_wave(wave, alice)] == [0, 100]
    assert len(loyalty.by_quarter(Invitation.objects.visible_to(alice), "nps")) == 2
    assert loyalty.course(loyalty.by_wave(wave, alice)).plot is not None


def test_loyalty_tells_for_how_long_and_says_when_it_guesses(grupo: Client, alice: User, browse: Browse) -> None:
    assert not loyalty.tenure(grupo, on=make.today()).since
    make.interaction(grupo, by=alice, happened_at=timezone.now() - timedelta(days=400))
    assert "since the first conversation known" in read(browse, alice, f"/clients/{grupo.pk}/loyalty/")

    grupo = accounts.change_client(grupo, by=alice, customer_since=make.days_ago(3 * 365 + 2))

    told = loyalty.tenure(grupo, on=make.today())
    assert (told.years, told.is_guessed) == (3, False)


def test_coverage_counts_the_roles_one_may_know_of(grupo: Client, alice: User, carol: User) -> None:
    first, second, third = answered(grupo, 10, 3, None, by=alice)
    for invitation, audience in ((first, "readers"), (second, "workers")):
        Opinion.objects.create(
            contact=invitation.contact, trait="role", value="decides", noted_on=make.today(), evidence="Signs",
            audience=audience, by=alice,
        )  # fmt: skip

    found = loyalty.cover(grupo, alice, on=make.today())
    assert [(one.role, one.people, one.answered, one.happy, one.unhappy) for one in found] == [
        ("decides", 2, 2, 1, 1),
        ("", 1, 0, 0, 0),
    ]
    known_to_carol = {one.role: one.people for one in loyalty.cover(grupo, carol, on=make.today())}
    assert known_to_carol == {"decides": 1, "": 2}
    assert third.contact_id


def test_the_page_of_a_person_and_the_tab_of_the_client_show_what_they_answered(
    grupo: Client, alice: User, carol: User, browse: Browse
) -> None:
    [invitation] = answered(grupo, 4, by=alice)

    for path in (f"/people/{invitation.contact_id}/", f"/clients/{grupo.pk}/relationships/"):
        assert "Because of 4" in read(browse, carol, path)


def test_comments_are_found_by_their_follow_up_and_mood(grupo: Client, alice: User, browse: Browse) -> None:
    answered(grupo, 4, 9, 2, by=alice)
    services.follow_up(Response.objects.get(score=2), by=alice)

    def shown(query: str) -> set[str]:
        page = read(browse, alice, f"/satisfaction/comments/{query}")
        return {score for score in ("4", "9", "2") if f"Because of {score}" in page}

    assert shown("") == {"4", "9", "2"}
    assert shown("?state=open&which=unhappy") == {"4"}
    assert shown("?state=done") == {"2"}
    assert shown("?which=happy") == {"9"}
    assert shown("?q=of+9") == {"9"}
    assert browse(alice).get("/satisfaction/comments/?state=perhaps").status_code == 422


def test_following_up_is_marked_and_taken_back(grupo: Client, alice: User, browse: Browse) -> None:
    answered(grupo, 4, by=alice)
    response, browser = Response.objects.get(), browse(alice)
    browser.post(f"/responses/{response.pk}/follow-up/")
    response.refresh_from_db()
    assert response.followed_up_by == alice

    browser.post(f"/undo/{Undo.objects.get().pk}/")

    response.refresh_from_db()
    assert response.followed_up_at is None


# --- Making one, page by page -----------------------------------------------------------------------------------------


def test_a_survey_is_made_previewed_and_sent_from_the_pages(
    grupo: Client, contact: Contact, alice: User, browse: Browse
) -> None:
    browser = browse(alice)
    usual = {"remind_after": 5, "reminders": 1, "fatigue_days": 60, "kind": "nps"}
    days = {"opens_on": make.today().isoformat(), "closes_on": make.days_ago(-14).isoformat()}
    answer = browser.post("/surveys/new/", {"name": "Autumn", **usual, **days})
    survey = Survey.objects.get()
    assert answer.url == f"/surveys/{survey.pk}/people/"

    assert browser.post(answer.url, {"people": [contact.pk]}).status_code == 302
    preview = browser.get(f"/surveys/{survey.pk}/preview/?language=pt-pt").content.decode()
    assert 'lang="pt-pt"' in preview
    assert "Rita Nunes" in preview
    assert "/s/" not in preview
    confirmation = browser.get(f"/surveys/{survey.pk}/start/").content.decode()
    assert "rita@alvorada.example" in confirmation
    assert not Invitation.objects.asked().exists()

    browser.post(f"/surveys/{survey.pk}/start/")
    outbox.sweep()

    assert [letter.to for letter in mail.outbox] == [["Rita Nunes <rita@alvorada.example>"]]


def test_adding_people_to_a_running_survey_is_looked_at_twice(
    grupo: Client, contact: Contact, alice: User, browse: Browse
) -> None:
    [first] = make.asked(contact, by=alice)
    [new] = people_of(grupo, 1, by=alice)
    path, browser = f"/surveys/{first.survey_id}/people/", browse(alice)

    page = browser.post(path, {"people": [new.pk]}).content.decode()
    assert new.email in page
    assert Invitation.objects.count() == 1

    browser.post(path, {"people": [new.pk], "confirmed": "1"})
    assert Invitation.objects.asked().count() == 2


def test_who_would_be_left_out_is_said_with_the_reason(
    grupo: Client, contact: Contact, alice: User, browse: Browse
) -> None:
    make.asked(contact, by=alice)
    survey = make.survey(contact, *people_of(grupo, 1, by=alice), by=alice)

    page = read(browse, alice, f"/surveys/{survey.pk}/start/")

    assert "Will be left out (1)" in page
    assert "was asked a short while ago" in page


def test_people_of_others_cannot_be_added_by_their_id(hidden: Client, alice: User, dave: User, browse: Browse) -> None:
    [stranger] = people_of(hidden, 1, by=dave)
    survey = make.survey(by=alice)

    assert browse(alice).post(f"/surveys/{survey.pk}/people/", {"people": [stranger.pk]}).status_code == 422
    assert not survey.invitations.exists()


def test_closing_is_undone(contact: Contact, alice: User, browse: Browse) -> None:
    [invitation] = make.asked(contact, by=alice)
    browser = browse(alice)
    browser.post(f"/surveys/{invitation.survey_id}/close/")
    assert Survey.objects.get().status == Survey.Status.CLOSED

    browser.post(f"/undo/{Undo.objects.get().pk}/")

    assert Survey.objects.get().status == Survey.Status.RUNNING


def test_a_form_with_days_the_wrong_way_round_comes_back_as_typed(alice: User, north: Any, browse: Browse) -> None:
    sent = {"name": "Autumn", "kind": "ces", "opens_on": "2026-05-02", "closes_on": "2026-05-01", "reminders": 9}
    answer = browse(alice).post("/surveys/new/", sent)

    assert answer.status_code == 422
    assert 'value="Autumn"' in answer.content.decode()
    assert not Survey.objects.exists()

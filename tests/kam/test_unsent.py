"""Drafts: whose they are, what is in them, and when they end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import Client, Contact
from kam import unsent
from kam.models import UnsentForm, User
from kam.tasks import let_drafts_die

WORDS = "Between the two of us"
FORM = "/clients/new/"


@pytest.fixture
def address(grupo: Client) -> str:
    return f"/clients/{grupo.pk}/interactions/new/"


def typed(user: User, **values: str | list[str]) -> dict[str, str | list[str]]:
    return {"draft_of": unsent.signed(user), "summary": WORDS} | values


def test_what_was_typed_stands_in_the_form_again(
    address: str, contact: Contact, alice: User, browse: Callable[..., Browser]
) -> None:
    browser = browse(alice)
    kept = browser.post(f"/unsent/?of={address}", typed(alice, kind="visit", people=[str(contact.pk)], minutes="many"))
    assert kept.status_code == 204

    form = browser.get(address).context["form"]
    assert (form["summary"].value(), form["kind"].value(), form["minutes"].value()) == (WORDS, "visit", "many")
    assert form["people"].value() == [str(contact.pk)]


def test_the_latest_draft_of_a_form_is_the_only_one(address: str, alice: User) -> None:
    unsent.keep(alice, address, [("summary", ["First"])])
    unsent.keep(alice, address, [("summary", ["Second"])])

    assert UnsentForm.objects.get().values == {"summary": ["Second"]}


def test_a_form_that_is_empty_again_has_no_draft(address: str, alice: User) -> None:
    unsent.keep(alice, address, [("summary", ["First"])])
    unsent.keep(alice, address, [("summary", [""])])

    assert not UnsentForm.objects.exists()


def test_nobody_else_is_shown_a_draft(
    address: str, alice: User, bob: User, frank: User, browse: Callable[..., Browser]
) -> None:
    unsent.keep(alice, address, [("summary", [WORDS])])

    for other in (bob, frank):
        assert WORDS not in browse(other).get(address).content.decode()
    browse(bob).post(f"/unsent/discard/?of={address}")
    assert unsent.of(alice, address)


def test_a_form_that_somebody_else_opened_is_not_kept_as_ones_own(
    address: str, alice: User, bob: User, browse: Callable[..., Browser]
) -> None:
    refused = browse(bob).post(f"/unsent/?of={address}", typed(alice))

    assert (refused.status_code, UnsentForm.objects.exists()) == (422, False)


@pytest.mark.parametrize("name", ["password", "password1", "oldpassword", "csrfmiddlewaretoken", "submission", "next"])
def test_secrets_and_what_nobody_typed_are_not_kept(name: str, address: str, alice: User) -> None:
    unsent.keep(alice, address, [(name, ["secret"]), ("summary", [WORDS])])

    assert UnsentForm.objects.get().values == {"summary": [WORDS]}


@pytest.mark.parametrize("address", ["", "clients", "//evil.example/", "https://evil.example/", "/nowhere/", "/" * 201])
def test_a_draft_belongs_to_a_form_of_ours(address: str, alice: User) -> None:
    with pytest.raises(ValidationError, match="address"):
        unsent.keep(alice, address, [("summary", [WORDS])])


@pytest.mark.parametrize("address", ["//[", "/history/a%00b/1/"])
def test_an_address_that_is_none_is_refused_in_words(address: str, alice: User, browse: Callable[..., Browser]) -> None:
    assert browse(alice).post(f"/unsent/?of={address}", typed(alice)).status_code == 422
    assert browse(alice).post(f"/unsent/discard/?of={address}").status_code == 302


def test_a_sign_that_no_text_holds_is_left_out(address: str, alice: User, browse: Callable[..., Browser]) -> None:
    assert browse(alice).post(f"/unsent/?of={address}", typed(alice, summary="a\0b")).status_code == 204
    assert UnsentForm.objects.get().values == {"summary": ["ab"]}

    Browser().post(address, typed(alice, summary="c\0d"))
    assert UnsentForm.objects.get().values == {"summary": ["cd"]}


def test_a_draft_holds_no_more_than_a_form(alice: User) -> None:
    with pytest.raises(ValidationError, match="more than"):
        unsent.keep(alice, FORM, [("summary", ["x" * 64_000])])


def test_of_one_persons_drafts_the_oldest_go(alice: User, bob: User) -> None:
    unsent.keep(bob, "/clients/1/interactions/new/", [("summary", [WORDS])])
    for pk in range(1, unsent.AT_MOST + 3):
        unsent.keep(alice, f"/clients/{pk}/interactions/new/", [("summary", [WORDS])])

    kept = UnsentForm.objects.filter(user=alice).order_by("pk")
    assert (kept.count(), kept[0].address) == (unsent.AT_MOST, "/clients/3/interactions/new/")
    assert UnsentForm.objects.filter(user=bob).exists()


def test_saving_ends_the_draft(address: str, alice: User, browse: Callable[..., Browser]) -> None:
    unsent.keep(alice, address, [("summary", [WORDS])])

    browse(alice).post(address, typed(alice, kind=""))
    assert UnsentForm.objects.exists()  # it was refused

    browse(alice).post(address, typed(alice, kind="call"))
    assert not UnsentForm.objects.exists()


def test_discarding_a_draft_leads_back_to_the_empty_form(
    address: str, alice: User, browse: Callable[..., Browser]
) -> None:
    unsent.keep(alice, address, [("summary", [WORDS])])

    answer = browse(alice).post(f"/unsent/discard/?of={address}?next=/clients/")
    assert answer["Location"] == f"{address}?next=/clients/"
    assert not UnsentForm.objects.exists()


def test_a_draft_nobody_comes_back_to_dies_after_30_days(alice: User) -> None:
    for pk, days in ((1, 29), (2, 31)):
        unsent.keep(alice, f"/clients/{pk}/interactions/new/", [("summary", [WORDS])])
        UnsentForm.objects.filter(address__contains=pk).update(saved_at=timezone.now() - timedelta(days=days))

    assert let_drafts_die() == 1
    assert UnsentForm.objects.get().address == "/clients/1/interactions/new/"


# --- The session has ended --------------------------------------------------------------------------------------------


def test_what_is_sent_after_the_session_ended_is_kept_for_its_author(
    address: str, alice: User, bob: User, browse: Callable[..., Browser]
) -> None:
    answer = browse().post(address, typed(alice, kind="call"))

    assert answer["Location"] == f"/login/?next={address}"
    assert UnsentForm.objects.get().user == alice
    assert browse(alice).get(address).context["form"]["summary"].value() == WORDS
    assert WORDS not in browse(bob).get(address).content.decode()


@pytest.mark.parametrize("author", ["", "1", "forged:signature"])
def test_nobody_writes_into_the_drafts_of_others(author: str, address: str, browse: Callable[..., Browser]) -> None:
    browse().post(address, {"draft_of": author, "summary": WORDS})

    assert not UnsentForm.objects.exists()


def test_a_person_who_may_no_longer_sign_in_gets_no_draft(
    address: str, alice: User, browse: Callable[..., Browser]
) -> None:
    author = typed(alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    browse().post(address, author)

    assert not UnsentForm.objects.exists()


def test_htmx_is_told_to_sign_in_over_a_form_and_on_a_page_for_a_link(
    address: str, alice: User, browse: Callable[..., Browser]
) -> None:
    browser = browse(htmx=True)
    asked = browser.get(address, headers={"HX-Current-URL": "http://testserver/clients/"})
    ticked = browser.post("/actions/1/done/", headers={"HX-Current-URL": "http://testserver/clients/"})
    sent = browser.post(address, typed(alice))

    here = "/login/?next=http%3A%2F%2Ftestserver%2Fclients%2F"
    assert (asked.status_code, asked["HX-Redirect"]) == (401, here)
    assert (ticked.status_code, ticked["X-Sign-In"], "HX-Redirect" in ticked) == (401, here, False)
    assert sent["X-Sign-In"].endswith("interactions%2Fnew%2F")


def test_signing_in_leads_to_no_other_site(address: str, browse: Callable[..., Browser]) -> None:
    answer = browse(htmx=True).get(address, headers={"HX-Current-URL": "https://evil.example/"})

    assert answer["HX-Redirect"] == "/login/?next=%2F"


def test_a_form_of_an_earlier_session_is_told_apart(address: str, alice: User, db: None) -> None:
    strict = Browser(enforce_csrf_checks=True, headers={"HX-Request": "true"})
    ended = strict.post(address, typed(alice))
    strict.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    old = strict.post(address, typed(alice))

    assert (ended.status_code, "X-Sign-In" in ended) == (401, True)
    assert (old.status_code, "X-Token-Old" in old) == (403, True)
    fresh = strict.get("/unsent/").json()
    assert fresh["user"] == alice.pk
    again = typed(alice, kind="call", csrfmiddlewaretoken=fresh["token"])
    assert strict.post(address, again).status_code == 302


def test_the_token_is_for_whoever_is_signed_in(browse: Callable[..., Browser], db: None) -> None:
    assert browse().get("/unsent/").status_code == 302

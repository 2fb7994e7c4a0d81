"""Who a token lets in, and to what."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Client, Contact
from kam import services
from kam.models import ApiToken, Event, User
from kam.scopes import ALL
from planning.models import Objective
from tests import make
from tests.api.conftest import START, Caller


def with_header(value: str) -> APIClient:
    return APIClient(headers={"Authorization": value})


def test_a_token_says_who_it_belongs_to_and_what_it_may(alice: User, caller: Caller) -> None:
    me = caller(alice, "clients:read", "planning:write").get(f"{START}/me").json()

    assert (me["id"], me["email"]) == (alice.pk, alice.email)
    assert me["memberships"] == [{"team": alice.memberships.get().team_id, "role": "kam"}]
    assert me["token"]["scopes"] == ["clients:read", "planning:write"]


@pytest.mark.django_db
def test_without_a_token_there_is_only_a_challenge() -> None:
    answer = APIClient().get(f"{START}/clients/")

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="KAM"')
    assert answer.json()["code"] == "not_authenticated"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer x", f"Bearer kam_pat_{'a' * 43}", "Bearer kam_pat_a b", "bearer é"]
)
def test_an_unknown_token_is_refused(header: str) -> None:
    answer = with_header(header).get(f"{START}/clients/")

    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")


def test_another_scheme_is_nobody(alice: User) -> None:
    assert with_header("Basic YTpi").get(f"{START}/clients/").json()["code"] == "not_authenticated"


@pytest.mark.parametrize("how", ["expired", "revoked", "left"])
def test_a_token_that_is_over_is_refused_at_once(how: str, alice: User) -> None:
    token, plain = make.token(alice)
    api = with_header(f"Bearer {plain}")
    assert api.get(f"{START}/clients/").status_code == 200

    if how == "expired":
        ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now())
    elif how == "revoked":
        services.revoke_token(token, by=alice)
    else:
        User.objects.filter(pk=alice.pk).update(is_active=False)

    assert api.get(f"{START}/clients/").status_code == 401


def test_a_token_is_kept_as_its_digest_only(alice: User) -> None:
    token, plain = make.token(alice)

    assert plain.startswith(token.prefix)
    assert not any(plain in str(value) for value in vars(token).values())


@pytest.mark.parametrize(
    ("path", "group"),
    [
        ("clients", "clients"),
        ("contacts", "clients"),
        ("interactions", "relationships"),
        ("objectives", "planning"),
        ("progress", "planning"),
        ("actions", "planning"),
        ("goal-reviews", "performance"),
        ("standings", "performance"),
        ("events", "workspace"),
        ("users", "workspace"),
        ("teams", "workspace"),
    ],
)
def test_each_resource_needs_the_scope_of_its_group(path: str, group: str, alice: User, caller: Caller) -> None:
    others = [scope for scope in ALL if scope != f"{group}:read"]

    assert caller(alice, f"{group}:read").get(f"{START}/{path}/").status_code == 200
    refused = caller(alice, *others).get(f"{START}/{path}/")
    assert (refused.status_code, refused.json()["code"]) == (403, "insufficient_scope")
    assert f"{group}:read" in refused.json()["detail"]


def test_reading_is_not_writing(contact: Contact, alice: User, caller: Caller) -> None:
    api, client = caller(alice, "clients:read", "planning:read"), contact.client_id
    writes = [
        ("post", "clients/"),
        ("patch", f"clients/{client}/"),
        ("post", "contacts/"),
        ("patch", f"contacts/{contact.pk}/"),
        ("post", "objectives/1/close/"),
    ]

    for verb, path in writes:
        answer = getattr(api, verb)(f"{START}/{path}", {"name": "Changed"})
        assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")

    assert not Client.objects.filter(name="Changed").exists()


def test_expanding_needs_the_scope_of_what_is_shown(grupo: Client, alice: User, caller: Caller) -> None:
    api = caller(alice, "clients:read")

    assert api.get(f"{START}/clients/?expand=owner").json()["code"] == "insufficient_scope"
    assert api.get(f"{START}/clients/?expand=objectives").json()["code"] == "insufficient_scope"


def test_use_is_noted_once_a_minute(alice: User) -> None:
    token, plain = make.token(alice)
    api = with_header(f"Bearer {plain}")
    api.get(f"{START}/me")
    token.refresh_from_db()
    first = token.last_used_at
    assert first is not None

    api.get(f"{START}/me")
    token.refresh_from_db()
    assert token.last_used_at == first

    ApiToken.objects.update(last_used_at=first - timedelta(minutes=1))
    api.get(f"{START}/me")
    token.refresh_from_db()
    assert token.last_used_at >= first


def test_what_a_token_writes_is_labelled_with_its_name(grupo: Client, alice: User) -> None:
    token, plain = make.token(alice)

    with_header(f"Bearer {plain}").patch(f"{START}/clients/{grupo.pk}/", {"city": "Braga"})

    event = Event.objects.get(verb="accounts.client_changed")
    assert (event.by, event.source, event.source_name) == (alice, "api", token.name)
    context = grupo.events.order_by("-pgh_id").first().pgh_context  # type: ignore[attr-defined]
    assert (context["user"], context["source"], context["name"]) == (alice.pk, "api", token.name)


def test_the_session_of_the_pages_works_too_and_writes_need_its_csrf_token(grupo: Client, alice: User) -> None:
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(alice)
    address, change = f"{START}/clients/{grupo.pk}/", '{"city": "Braga"}'

    assert browser.get(address).status_code == 200
    refused = browser.patch(address, change, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied")

    token = browser.get("/developers/console/").context["csrf_token"]
    accepted = browser.patch(address, change, content_type="application/json", headers={"X-CSRFToken": str(token)})
    assert accepted.status_code == 200


def test_the_command_prints_a_token_that_works(alice: User) -> None:
    out = StringIO()

    call_command("create_token", alice.email, "--scopes", "clients:read", "--days", "7", stdout=out)

    api = with_header(f"Bearer {out.getvalue().strip()}")
    assert api.get(f"{START}/clients/").status_code == 200
    assert api.get(f"{START}/objectives/").status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize(
    "arguments", [["nobody@kam.example"], ["alice@kam.example", "--days", "0"], ["alice@kam.example", "--days", "400"]]
)
def test_the_command_says_why_there_is_no_token(arguments: list[str], alice: User) -> None:
    with pytest.raises(CommandError):
        call_command("create_token", *arguments)


def test_a_token_hears_only_of_what_it_may_read(alice: User, grupo: Client, objective: Objective) -> None:
    _token, plain = make.token(alice, "workspace:read", "clients:read")

    answer = Browser().get("/api/v1/events/", headers={"Authorization": f"Bearer {plain}"})

    verbs = {event["verb"] for event in answer.json()["results"]}
    assert "accounts.client_created" in verbs
    assert not {verb for verb in verbs if verb.startswith("planning.")}

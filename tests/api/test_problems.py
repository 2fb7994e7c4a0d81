"""Every error is a problem of RFC 9457: text for people in their language, codes for programs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from rest_framework.exceptions import ErrorDetail
from rest_framework.exceptions import ValidationError as ApiValidationError
from rest_framework.test import APIClient

from accounts import services
from accounts.models import Client
from kam import problems
from kam.models import User
from tests import make
from tests.api.conftest import START, Caller

PORTUGUESE = {"Accept-Language": "pt-PT"}


@pytest.fixture
def api(alice: User, caller: Caller) -> APIClient:
    return caller(alice)


def test_a_problem_says_what_rfc_9457_wants_and_where_to_read_on(api: APIClient, settings: Any) -> None:
    settings.SITE_URL = "https://kam.example"

    answer = api.get(f"{START}/clients/?staus=open")

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    problem = answer.json()
    assert problem.pop("request_id")
    assert problem == {
        "type": "urn:kam:problem:unknown_parameter",
        "title": "The request is not valid",
        "status": 400,
        "detail": "staus: There is no such parameter here.",
        "code": "unknown_parameter",
        "errors": {"staus": [{"message": "There is no such parameter here.", "code": "unknown_parameter"}]},
        "docs_url": "https://kam.example/developers/#unknown_parameter",
    }


def test_the_text_is_in_the_language_asked_for_and_the_codes_are_not(grupo: Client, api: APIClient) -> None:
    english = api.post(f"{START}/clients/", {}).json()
    portuguese = api.post(f"{START}/clients/", {}, headers=PORTUGUESE).json()

    assert english["errors"]["name"][0]["code"] == portuguese["errors"]["name"][0]["code"] == "required"
    assert portuguese["errors"]["name"][0]["message"] == "Este campo é obrigatório."
    assert english["code"] == portuguese["code"] == "invalid"


def test_without_a_wish_the_text_is_in_the_language_of_the_tokens_owner(alice: User, api: APIClient) -> None:
    User.objects.filter(pk=alice.pk).update(language="pt-pt")

    message = api.post(f"{START}/clients/", {}).json()["errors"]["name"][0]["message"]

    assert message == "Este campo é obrigatório."


def test_every_code_is_documented(api: APIClient, browse: Any, alice: User) -> None:
    page = browse(alice).get("/developers/").content.decode()

    assert all(f'id="{code}"' in page for code in problems.CODES)


@pytest.mark.parametrize(
    ("verb", "path", "status", "code"),
    [
        ("get", "clients/999999/", 404, "not_found"),
        ("get", "nothing/here", 404, "not_found"),
        ("post", "nothing/here", 404, "not_found"),
        ("get", "clients/x/", 404, "not_found"),
        ("get", "clients/99999999999999999999/", 404, "not_found"),
        ("get", "standings/999999999999999999/", 404, "not_found"),
        ("put", "me", 405, "method_not_allowed"),
        ("options", "clients/", 405, "method_not_allowed"),
        ("delete", "clients/", 405, "method_not_allowed"),
    ],
)
def test_each_failure_has_its_code(verb: str, path: str, status: int, code: str, api: APIClient) -> None:
    answer = getattr(api, verb)(f"{START}/{path}")

    assert (answer.status_code, answer["Content-Type"]) == (status, problems.CONTENT_TYPE)
    assert answer.json()["code"] == code in problems.CODES


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        ("{", "application/json", 400, "parse_error"),
        ("[" * 200_000, "application/json", 400, "parse_error"),
        ('{"name": NaN}', "application/json", 400, "parse_error"),
        ("\xff", "application/json", 400, "parse_error"),
        ("name=x", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
        ("x" * (5 * 1024 * 1024 + 1), "application/json", 413, "too_large"),
    ],
)
def test_a_body_that_cannot_be_read(body: str, content_type: str, status: int, code: str, api: APIClient) -> None:
    answer = api.generic("POST", f"{START}/clients/", body.encode("latin-1"), content_type)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert code in problems.CODES


def test_what_nobody_foresaw_is_a_problem_too_and_tells_nothing(
    alice: User, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**values: Any) -> None:
        raise RuntimeError("the secret cause")

    monkeypatch.setattr(services, "create_client", broken)
    api = caller(alice)
    api.raise_request_exception = False

    answer = api.post(f"{START}/clients/", {"name": "x"})

    assert (answer.status_code, answer["Content-Type"]) == (500, problems.CONTENT_TYPE)
    assert answer.json()["code"] == "error" in problems.CODES
    assert "secret" not in answer.content.decode()


def test_a_refusal_of_a_service_keeps_its_fields_and_codes() -> None:
    refusal = ValidationError({"name": ValidationError("No.", code="no"), "__all__": ["Never."]})

    answer = problems.handle(refusal, {})

    assert answer is not None
    assert answer.data["errors"] == {
        "name": [{"message": "No.", "code": "no"}],
        "__all__": [{"message": "Never.", "code": "invalid"}],
    }
    assert answer.data["detail"] == "name: No. Never."


def test_errors_within_lists_have_their_place() -> None:
    described = problems.describe(ApiValidationError({"milestones": {1: {"value": [ErrorDetail("No.", "no")]}}}))

    assert described["errors"] == {"milestones.1.value": [{"message": "No.", "code": "no"}]}


def test_problems_are_json_whatever_the_language() -> None:
    with override("pt-pt"):
        assert json.dumps(problems.describe(problems.InvalidToken()))


def test_a_hidden_record_and_a_missing_one_are_told_apart_by_nothing(grupo: Client, dave: User, caller: Caller) -> None:
    api = caller(dave)
    hidden, missing = (api.get(f"{START}/clients/{pk}/").json() for pk in (grupo.pk, grupo.pk + 1000))

    assert hidden | {"request_id": ""} == missing | {"request_id": ""}


def test_a_hidden_id_and_a_missing_one_in_a_body_read_alike(grupo: Client, dave: User, caller: Caller) -> None:
    api = caller(dave)
    bodies = ({"client": pk, "name": "x"} for pk in (grupo.pk, 10**9))
    hidden, missing = (api.post(f"{START}/contacts/", body).json()["errors"]["client"][0]["code"] for body in bodies)

    assert hidden == missing == "does_not_exist"
    assert make.today()

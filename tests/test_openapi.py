"""The OpenAPI document is valid, complete and true."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from rest_framework.test import APIClient
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.models import Contact
from kam.models import User
from kam.schema import document, operations
from kam.serializers import RecordSerializer
from kam.wsgi import application
from planning.models import Action, Objective
from relationships import services as relationships
from relationships.models import Interaction
from tests import make
from tests.api.test_writes import WRITTEN


def described() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_it_is_made_without_a_warning_and_valid() -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=StringIO())


def test_it_is_valid_openapi_3_1() -> None:
    assert document()["openapi"].startswith("3.1")
    assert not list(OpenAPIV31SpecValidator(json.loads(json.dumps(document()))).iter_errors())


def test_every_operation_has_a_summary_an_example_and_its_problems() -> None:
    for path, method, operation in described():
        where = f"{method} {path}"
        success = next(answer for code, answer in operation["responses"].items() if code.startswith("2"))
        assert operation["summary"], where
        assert path.endswith("/me/") or success["content"]["application/json"]["examples"], where
        assert {"400", "401"} <= operation["responses"].keys() or path.endswith("/me/"), where
        if body := operation.get("requestBody"):
            assert body["content"]["application/json"]["examples"], where


def test_the_developers_page_lists_every_operation() -> None:
    assert sum(len(listed) for listed in operations().values()) == len(list(described()))


@pytest.mark.parametrize("serializer", [found for found in WRITTEN if issubclass(found, RecordSerializer)])
def test_examples_have_exactly_the_fields_of_their_records(serializer: type[RecordSerializer[Any]]) -> None:
    assert list(serializer.example) == list(serializer.Meta.fields)


def test_it_is_served_as_yaml_and_as_json_to_those_who_may_use_it(alice: User) -> None:
    _token, plain = make.token(alice, "clients:read")
    api = APIClient(headers={"Authorization": f"Bearer {plain}"})

    assert api.get("/api/v1/schema").content.startswith(b"openapi: 3.1")
    assert api.get("/api/v1/schema/", headers={"Accept": "application/json"}).json()["openapi"].startswith("3.1")
    assert APIClient().get("/api/v1/schema").status_code == 401


@pytest.fixture
def _open_connection() -> Iterator[None]:
    """As Django's own test client does: the end of a request does not end the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def ids(
    objective: Objective, contact: Contact, action: Action, interaction: Interaction, alice: User
) -> dict[str, int]:
    """A record of each kind that is written; random ids would mostly find nothing."""
    progress = make.progress(objective, 60, by=alice)
    return {
        "clients": objective.client_id,
        "contacts": contact.pk,
        "objectives": objective.pk,
        "actions": action.pk,
        "interactions": interaction.pk,
        "meetings": make.meeting(objective.client, by=alice).pk,
        "progress": progress.pk,
        "issues": make.issue(objective.client, by=alice).pk,
        "invoices": make.invoice(objective.client, by=alice).pk,
        "payments": make.payment(objective.client, by=alice).pk,
        "needs": (need := make.need(objective.client, by=alice)).pk,
        "assessments": make.assessment(need, by=alice).pk,
        "assessment-rounds": relationships.start_round(objective.client, by=alice).pk,
        "status-updates": make.status_update(objective.client, by=alice).pk,
        "plans": make.plan(objective.client, by=alice).pk,
    }


PERIOD = {"starts_on": "2026-01-01", "due_on": "2026-12-31", "baseline": "0", "target": "1000000", "curve": "linear"}


@pytest.mark.usefixtures("_open_connection")
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_whatever_is_sent_nothing_breaks_and_answers_are_as_described(
    mode: GenerationMode, ids: dict[str, int], alice: User
) -> None:
    """A bounded run of schemathesis, in process, the same each time; with values that fit the document and others."""
    _token, plain = make.token(alice)
    schema = schemathesis.openapi.from_dict(document())
    schema.app = application

    for found in schema.get_all_operations():
        operation = found.ok()
        _fuzz(operation, operation.as_strategy(generation_mode=mode), ids, {"Authorization": f"Bearer {plain}"})


def _fuzz(operation: Any, cases: Any, ids: dict[str, int], headers: dict[str, str]) -> None:
    @settings(max_examples=8, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=cases)
    def answers_as_described(case: schemathesis.Case) -> None:
        _aim(case, operation.path.split("/")[3], ids)
        checks = [not_a_server_error, status_code_conformance, content_type_conformance]
        if "fields" not in case.query:  # which leaves out what the document promises
            checks.append(response_schema_conformance)
        case.validate_response(case.call(headers=headers), checks=checks)

    answers_as_described()


def _aim(case: schemathesis.Case, resource: str, ids: dict[str, int]) -> None:
    """At records that are there, with a period that can be: else hardly a case would get beyond them."""
    for name in case.path_parameters:
        case.path_parameters[name] = ids.get("objectives" if name == "objective" else resource, 1)
    if isinstance(case.body, dict) and "client" in case.body:
        case.body["client"] = ids["clients"]
        case.body |= PERIOD if resource == "objectives" else {}

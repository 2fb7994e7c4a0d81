"""Lists: filtered by what is allowed, in an order that holds, page by page at a constant number of queries."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import services as accounts
from accounts.models import Client, Contact
from kam.api import router
from kam.models import Team, User
from kam.services import remember_external_id
from performance.models import GoalReview
from performance.services import refresh_standings, review_goals, set_margin
from planning.models import Objective
from planning.services import log_interaction
from relationships import services as relationships
from tests import make
from tests.api.conftest import START, Caller

RESOURCES = [
    "clients", "contacts", "interactions", "objectives", "progress", "actions", "goal-reviews", "standings", "events",
    "users", "teams", "opinions", "stakeholders", "acquaintances", "needs", "assessments", "assessment-rounds",
    "status-updates", "margins", "documents", "issues", "issue-messages",
    "invoices", "payments",
    "clients", "contacts", "interactions", "meetings", "objectives", "progress", "actions", "goal-reviews",
    "standings", "events", "users", "teams",
]  # fmt: skip


def walked(api: APIClient, address: str) -> Iterator[dict[str, Any]]:
    """Every record of a list, page by page."""
    following: str | None = address
    while following:
        page = api.get(following).json()
        yield from page["results"]
        following = page["next"]


@pytest.fixture
def api(alice: User, caller: Caller) -> APIClient:
    return caller(alice)


@pytest.fixture
def fill(alice: User, north: Team) -> Callable[[int], None]:
    """So many clients, each with one record of every kind and with two external ids."""

    def clients(count: int) -> None:
        for _ in range(count):
            client = make.client(owner=alice, team=north)
            person = make.contact(client, by=alice)
            objective = make.objective(client, by=alice)
            make.progress(objective, 60, by=alice)
            make.action(client, by=alice, objective=objective)
            make.interaction(client, by=alice, people=[person])
            make.opinion(person, by=alice)
            make.stakeholder(person, by=alice)
            make.acquaintance(person, alice, by=alice)
            accounts.write_message(make.issue(client, by=alice, reporter=person), body="On our way", by=alice)
            need = make.need(client, by=alice)
            make.document(client, by=alice)
            make.allocation(make.invoice(client, by=alice), by=alice)
            make.assessment(need, by=alice, in_round=relationships.start_round(client, by=alice))
            make.meeting(client, by=alice, people=[person])
            make.status_update(client, by=alice)
            set_margin(client, year=2026, percent=Decimal(20), by=alice)
            for record in (client, person, objective):
                remember_external_id(record, system="erp", value=f"E{record.pk}")
                remember_external_id(record, system="crm", value=f"C{record.pk}")
        review_goals(on=make.today())
        refresh_standings(on=make.today())

    return clients


@pytest.mark.parametrize("path", RESOURCES)
@pytest.mark.parametrize("parameter", ["staus", "client__owner__password", "format", "page", "q", "_connector"])
def test_an_unknown_parameter_is_refused_by_name(path: str, parameter: str, api: APIClient) -> None:
    answer = api.get(f"{START}/{path}/?{parameter}=1")

    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_parameter")
    assert list(answer.json()["errors"]) == [parameter]


def test_parameters_of_lists_are_unknown_to_a_single_record(grupo: Client, api: APIClient) -> None:
    assert api.get(f"{START}/clients/{grupo.pk}/?limit=5").json()["code"] == "unknown_parameter"


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("clients", "owner=you"), ("clients", "owner=-1"), ("clients", "team=1.5"), ("clients", "team=9" + 20 * "9"),
        ("clients", "tier=Z"), ("clients", "is_active=maybe"), ("clients", "updated_since=yesterday"),
        ("clients", "limit=0"), ("clients", "limit=201"), ("clients", "limit=ten"), ("clients", "limit=%C2%B2"),
        ("clients", "ordering=owner__password"), ("clients", "ordering=employees"), ("clients", "ordering=name,id"),
        ("clients", "fields=password"), ("clients", "expand=owner.memberships"), ("clients", "expand=account_team"),
        ("clients", "search=%00"), ("objectives", "due_on__gte=01/02/2026"), ("objectives", "status=open"),
        ("objectives", "expand=client.parent.parent"), ("goal-reviews", "turned=1"), ("goal-reviews", "on=2026-02-30"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused_and_not_ignored(path: str, parameter: str, api: APIClient) -> None:
    answer = api.get(f"{START}/{path}/?{parameter}")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [parameter.partition("=")[0]]


def test_filters_find_what_they_say(alice: User, bob: User, north: Team, api: APIClient) -> None:
    water = make.client("Água Viva", owner=alice, team=north, tier="A", segment="Retalho")
    stone = make.client("Pedra", owner=bob, team=north, parent=water, tier="B", country="PT", tax_number="501964843")
    remember_external_id(stone, system="erp", value="C-1:7")

    def found(query: str) -> list[int]:
        return [row["id"] for row in api.get(f"{START}/clients/?{query}").json()["results"]]

    assert found("owner=me") == found(f"owner={alice.pk}") == found("search=agua") == found("tier=A") == [water.pk]
    assert found(f"parent={water.pk}") == found("search=5019") == found("country=PT") == [stone.pk]
    assert found("external_id=erp:C-1:7") == [stone.pk]
    assert found("external_id=crm:C-1:7") == found("segment=Outro") == []
    assert found(f"team={north.pk}&is_active=true&ordering=-name") == [stone.pk, water.pk]


def test_reviews_are_found_by_day_status_and_turn(objective: Objective, alice: User, api: APIClient) -> None:
    day, before = make.today(), make.days_ago(1)
    for on, status, previous in ((before, "good", ""), (day, "warn", "good")):
        GoalReview.objects.create(
            objective=objective,
            on=on,
            status=status,
            signal=status,
            previous_status=previous,
            share=1,
            rule_version="1",
        )

    def found(query: str) -> list[str]:
        return [row["on"] for row in api.get(f"{START}/goal-reviews/?{query}").json()["results"]]

    assert found("") == found(f"objective={objective.pk}") == found("owner=me") == [str(day), str(before)]
    assert found("turned=true") == found("status=warn") == found(f"on={day}") == found(f"on__gte={day}") == [str(day)]
    assert found("turned=false") == found(f"on__lte={before}") == [str(before)]


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("0473-01-21T02:36:53%2B23:20", 200),
        ("9999-12-31T23:59:59-23:59", 400),
        ("2026-03-01T09:00:00", 200),
        ("x", 400),
    ],
)
def test_times_at_the_edge_do_not_break_the_database(since: str, status: int, api: APIClient) -> None:
    assert api.get(f"{START}/clients/?updated_since={since}").status_code == status


def test_updated_since_gives_what_a_copy_has_missed(grupo: Client, alice: User, api: APIClient) -> None:
    Client.objects.update(updated_at=timezone.now() - timedelta(days=2))
    since = (timezone.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert api.get(f"{START}/clients/?updated_since={since}").json()["results"] == []

    api.patch(f"{START}/clients/{grupo.pk}/", {"city": "Braga"})

    changed = api.get(f"{START}/clients/?updated_since={since}").json()["results"]
    assert [row["city"] for row in changed] == ["Braga"]  # at once: what was written is read back


@pytest.mark.parametrize("ordering", ["id", "-id", "name", "-name", "created_at", "-updated_at"])
def test_every_record_is_on_exactly_one_page(ordering: str, alice: User, north: Team, api: APIClient) -> None:
    for name in ("b", "a", "b", "b", "ç", "B", "a"):
        make.client(name, owner=alice, team=north)
    Client.objects.update(updated_at=timezone.now())  # the same for all: the key decides

    rows = [row["id"] for row in walked(api, f"{START}/clients/?limit=2&ordering={ordering}")]

    sign = "-" if ordering.startswith("-") else ""
    expected = Client.objects.by_name() if "name" in ordering else Client.objects.order_by(ordering, f"{sign}pk")
    keys = list(expected.values_list("pk", flat=True))
    assert rows == (keys[::-1] if ordering == "-name" else keys)


def test_rows_that_come_and_go_do_not_shift_the_pages(alice: User, north: Team, api: APIClient) -> None:
    first, *others = [make.client(name, owner=alice, team=north) for name in "bcdefg"]
    pages = walked(api, f"{START}/clients/?limit=2&ordering=name")
    seen = [next(pages)["id"] for _ in range(2)]

    first.delete()
    make.client("a", owner=alice, team=north)

    assert [*seen, *(row["id"] for row in pages)][1:] == [client.pk for client in others]


@pytest.mark.parametrize(
    "place",
    [[], ["name", "x", 1], ["id", 5, 1], ["id", "x\0", 1], ["id", "1", 2**70], ["id", "1", None], {"id": 1}, "id", 7],
)
def test_a_forged_cursor_is_refused(place: Any, api: APIClient) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")

    answer = api.get(f"{START}/clients/?cursor={cursor}")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["cursor"])


@pytest.mark.parametrize("cursor", ["x", "!!", "%FF", "W10", "-"])
def test_a_garbled_cursor_is_refused(cursor: str, api: APIClient) -> None:
    assert api.get(f"{START}/clients/?cursor={cursor}").status_code == 400


def test_a_cursor_opens_nothing(grupo: Client, dave: User, caller: Caller) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(["id", "0", 0]).encode()).decode().rstrip("=")

    assert caller(dave).get(f"{START}/clients/?cursor={cursor}").json()["results"] == []


def test_links_lead_to_our_own_address_whatever_the_host_header(
    alice: User, north: Team, api: APIClient, settings: Any
) -> None:
    settings.SITE_URL = "https://kam.example"
    for _ in range(2):
        make.client(owner=alice, team=north)

    page = api.get(f"{START}/clients/?limit=1", headers={"Host": "evil.example"}).json()

    assert page["next"].startswith("https://kam.example/api/v1/clients/?")
    assert page["results"][0]["web_url"].startswith("https://kam.example/clients/")


def test_fields_leave_out_and_expand_puts_in(grupo: Client, objective: Objective, alice: User, api: APIClient) -> None:
    def shown(query: str) -> Any:
        return api.get(f"{START}/clients/{grupo.pk}/?{query}").json()

    assert shown("fields=id,name") == {"id": grupo.pk, "name": "Grupo Alvorada"}
    assert shown("fields=id&expand=owner")["owner"]["name"] == "Alice"
    assert set(shown("fields=id&expand=owner")) == {"id", "owner"}
    assert [aim["id"] for aim in shown("expand=objectives")["objectives"]] == [objective.pk]
    assert shown("expand=objectives.owner")["objectives"][0]["owner"]["email"] == alice.email
    assert shown("expand=parent")["parent"] is None


def test_whatever_can_be_expanded_is_shown(grupo: Client, contact: Contact, alice: User, caller: Caller) -> None:
    talk = log_interaction(grupo, by=alice, kind="call", summary="Prices", people=[contact], next_step="Send the list")
    make.need(grupo, by=alice, heard_in=talk)
    api = caller(alice)

    [need] = api.get(f"{START}/needs/?expand=heard_in.actions").json()["results"]
    assert (need["heard_in"]["people"], need["heard_in"]["actions"][0]["title"]) == ([contact.pk], "Send the list")
    [action] = api.get(f"{START}/actions/?expand=interaction").json()["results"]
    assert action["interaction"]["id"] == talk.pk
    for name, viewset, _base in router.registry:
        for part in viewset.serializer_class.expandable:
            shown = api.get(f"{START}/{name}/?expand={part}")
            assert shown.status_code == 200 or "(" in name, (name, part)  # the others are below a record


def test_too_much_to_expand_is_refused(
    grupo: Client, alice: User, api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        make.objective(grupo, by=alice)
    monkeypatch.setattr("kam.shape.EXPANDED_AT_MOST", 2)

    assert list(api.get(f"{START}/clients/?expand=objectives").json()["errors"]) == ["expand"]


def test_times_are_in_utc_and_external_ids_are_shown(grupo: Client, api: APIClient) -> None:
    remember_external_id(grupo, system="erp", value="C-1")

    shown = api.get(f"{START}/clients/{grupo.pk}/").json()

    assert shown["created_at"] == grupo.created_at.isoformat().replace("+00:00", "Z")
    assert shown["external_ids"] == [{"system": "erp", "id": "C-1"}]


@pytest.mark.parametrize(
    "path", [*RESOURCES, "clients/?expand=owner,team,objectives.actions", "objectives/?expand=client.owner"]
)
def test_a_list_costs_the_same_queries_however_long(path: str, fill: Callable[[int], None], api: APIClient) -> None:
    address = f"{START}/{path}" if "?" in path else f"{START}/{path}/?limit=50"
    fill(3)
    api.get(address)
    few = _queries(api, address)
    fill(12)
    many = _queries(api, address)

    assert 0 < few == many
    assert "expand" in path or many <= 6


def _queries(api: APIClient, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert api.get(address).status_code == 200
    return len(queries.captured_queries)


def test_addresses_work_without_their_last_slash(grupo: Client, api: APIClient) -> None:
    assert api.get(f"{START}/clients/{grupo.pk}").status_code == 200
    assert api.get(f"{START}/me").status_code == 200

"""Who sees and changes what over the API: the same as on the pages, whichever way a record is asked for."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts import services as accounts
from accounts.models import Client, Contact
from kam.models import Team, User
from performance.services import review_goals
from planning.models import Action, Objective, Progress
from relationships import services as relationships
from relationships.models import Interaction
from tests import make
from tests.api.conftest import START, Caller

CANARY = "Canário"


@pytest.fixture
def records(alice: User, north: Team) -> dict[str, int]:
    """One record of each kind, of a client nobody outside the team may hear of."""
    client = make.client(f"{CANARY} SA", owner=alice, team=north, tax_number=CANARY, city=CANARY)
    contact = make.contact(client, f"{CANARY} Nunes", by=alice)
    objective = make.objective(client, by=alice, title=CANARY)
    progress = make.progress(objective, 60, by=alice)
    action = make.action(client, by=alice, title=CANARY, objective=objective)
    interaction = make.interaction(client, by=alice, summary=CANARY, people=[contact])
    need = make.need(client, by=alice, statement=CANARY)
    in_round = relationships.start_round(client, by=alice)
    assessment = make.assessment(need, by=alice, note=CANARY, in_round=in_round)
    review_goals(on=make.today())
    return {
        "clients": client.pk,
        "contacts": contact.pk,
        "objectives": objective.pk,
        "progress": progress.pk,
        "actions": action.pk,
        "interactions": interaction.pk,
        "documents": make.document(client, by=alice, title=CANARY).pk,
        "issues": (issue := make.issue(client, by=alice, title=CANARY)).pk,
        "issue-messages": accounts.write_message(issue, body=CANARY, by=alice).pk,
        "invoices": make.invoice(client, by=alice, number=CANARY).pk,
        "payments": make.payment(client, by=alice, number=CANARY).pk,
        "needs": need.pk,
        "assessments": assessment.pk,
        "assessment-rounds": in_round.pk,
        "goal-reviews": objective.reviews.get().pk,  # type: ignore[attr-defined]
        "standings": client.pk,
    }


@pytest.mark.parametrize(
    ("who", "sees"), [("alice", True), ("bob", True), ("carol", True), ("dave", False), ("erin", True), ("frank", True)]
)
def test_who_sees_each_kind_of_record(
    who: str, sees: bool, records: dict[str, int], request: pytest.FixtureRequest, caller: Caller
) -> None:
    api = caller(request.getfixturevalue(who))
    for path, pk in records.items():
        listed = api.get(f"{START}/{path}/").json()["results"]
        shown = api.get(f"{START}/{path}/{pk}/")

        assert bool(listed) is sees, path
        assert shown.status_code == (200 if sees else 404), path


def test_nothing_of_a_hidden_client_gets_out_by_another_way(
    records: dict[str, int], dave: User, south: Team, alice: User, caller: Caller
) -> None:
    """dave has a client of his own that hangs together with the hidden one, and asks every way there is."""
    parent = Client.objects.get(pk=records["clients"])
    own = make.client("Own", owner=dave, team=south, parent=parent)
    make.objective(own, by=dave)
    client, objective = records["clients"], records["objectives"]
    asked = [
        "clients/?expand=parent,parent.objectives,objectives",
        "contacts/?expand=client.parent",
        "objectives/?expand=client.parent,actions",
        f"clients/?search={CANARY}",
        f"clients/?parent={client}&expand=parent",
        f"contacts/?client={client}",
        f"objectives/?client={client}",
        f"progress/?objective={objective}",
        f"progress/?client={client}&include_deleted=true",
        f"actions/?objective={objective}",
        f"interactions/?client={client}&expand=actions",
        f"goal-reviews/?client={client}&expand=objective",
        f"standings/?client={client}&expand=client",
        f"documents/?client={client}&expand=client",
        f"invoices/?client={client}&expand=client",
        f"invoices/?number={CANARY}",
        f"payments/?client={client}",
        f"needs/?client={client}",
        f"assessments/?client={client}&expand=need.client",
        f"assessment-rounds/?client={client}&expand=client",
        f"events/?client={client}",
        "events/?by=" + str(alice.pk),
        f"events/?subject_type=accounts.client&subject_id={client}",
    ]
    api = caller(dave)

    for path in asked:
        answer = api.get(f"{START}/{path}")
        assert answer.status_code == 200, answer.content
        assert CANARY not in answer.content.decode(), path
    assert api.get(f"{START}/objectives/{objective}/progress/").status_code == 404


@pytest.mark.usefixtures("grupo")
def test_events_are_of_visible_clients_or_ones_own(request: pytest.FixtureRequest, caller: Caller) -> None:
    def verbs(who: str) -> set[str]:
        api = caller(request.getfixturevalue(who))
        return {event["verb"] for event in api.get(f"{START}/events/?limit=200").json()["results"]}

    assert {"accounts.client_created", "kam.token_created"} <= verbs("alice")
    assert "accounts.client_created" in verbs("bob")
    assert verbs("dave") == {"kam.token_created"}  # his own
    assert "kam.user_created" in verbs("frank")  # the audit is the administrator's


def test_access_that_ends_ends_at_once(grupo: Client, dave: User, alice: User, caller: Caller) -> None:
    accounts.join_account_team(grupo, dave, by=alice, access="edit")
    api, address = caller(dave), f"{START}/clients/{grupo.pk}/"
    assert api.patch(address, {"city": "Braga"}).status_code == 200

    grupo.account_team.all().delete()

    assert api.get(address).status_code == 404


MOVES = ["objectives/{objectives}/close/", "actions/{actions}/done/", "progress/{progress}/withdraw/",
         "interactions/{interactions}/remove/", "assessments/{assessments}/withdraw/",
         "assessment-rounds/{assessment-rounds}/finish/"]  # fmt: skip


@pytest.mark.parametrize(("who", "status"), [("carol", 403), ("dave", 404), ("erin", 403)])
def test_who_may_only_look_changes_nothing(
    who: str, status: int, records: dict[str, int], request: pytest.FixtureRequest, caller: Caller
) -> None:
    api = caller(request.getfixturevalue(who))
    changes: list[tuple[str, str, dict[str, Any]]] = [
        ("patch", "clients/{clients}/", {"name": "Taken"}),
        ("patch", "contacts/{contacts}/", {"name": "Taken"}),
        ("patch", "objectives/{objectives}/", {"title": "Taken"}),
        ("patch", "actions/{actions}/", {"title": "Taken"}),
        ("patch", "interactions/{interactions}/", {"summary": "Taken"}),
        ("post", "objectives/{objectives}/progress/", {"value": "1", "noted_on": "2026-01-01"}),
        *(("post", path, {}) for path in MOVES),
    ]

    for verb, path, body in changes:
        assert getattr(api, verb)(f"{START}/{path.format(**records)}", body).status_code == status, path

    assert not Client.objects.filter(name="Taken").exists()
    assert Progress.objects.kept().count() == 1


@pytest.mark.parametrize(("who", "status"), [("carol", 400), ("dave", 400), ("erin", 403)])
def test_a_client_in_a_body_must_be_one_the_caller_may_change(
    who: str, status: int, grupo: Client, request: pytest.FixtureRequest, caller: Caller
) -> None:
    api = caller(request.getfixturevalue(who))
    bodies: dict[str, dict[str, Any]] = {
        "contacts": {"name": "Taken"},
        "objectives": {"title": "Taken", "target": "1", "starts_on": "2026-01-01", "due_on": "2026-02-01"},
        "actions": {"title": "Taken", "due_on": "2026-02-01"},
        "interactions": {"kind": "call", "summary": "Taken"},
    }

    for path, body in bodies.items():
        answer = api.post(f"{START}/{path}/", body | {"client": grupo.pk})
        assert answer.status_code == status, path
        assert status == 403 or list(answer.json()["errors"]) == ["client"], answer.content

    assert not any(model.objects.filter(client=grupo).exists() for model in (Contact, Objective, Action, Interaction))


def test_other_ids_in_a_body_are_limited_too(
    grupo: Client, alice: User, dave: User, south: Team, caller: Caller
) -> None:
    foreign = make.client("Foreign", owner=dave, team=south)
    stranger, aim = make.contact(foreign, by=dave), make.objective(foreign, by=dave)
    api: APIClient = caller(alice)
    refused = [
        ("patch", f"clients/{grupo.pk}", {"owner": dave.pk}),
        ("patch", f"clients/{grupo.pk}", {"team": south.pk}),
        ("patch", f"clients/{grupo.pk}", {"parent": foreign.pk}),
        ("post", "actions", {"client": grupo.pk, "title": "x", "due_on": "2026-02-01", "objective": aim.pk}),
        ("post", "actions", {"client": grupo.pk, "title": "x", "due_on": "2026-02-01", "owner": dave.pk}),
        ("post", "interactions", {"client": grupo.pk, "kind": "call", "summary": "x", "people": [stranger.pk]}),
    ]

    for verb, path, body in refused:
        answer = getattr(api, verb)(f"{START}/{path}/", body)
        assert answer.status_code == 400, (path, body)
        assert list(answer.json()["errors"]) == [list(body)[-1]]


def test_a_contact_of_another_own_client_does_not_take_part(grupo: Client, alice: User, caller: Caller) -> None:
    other = make.contact(make.client(owner=alice), by=alice)
    body = {"client": grupo.pk, "kind": "call", "summary": "x", "people": [other.pk]}

    answer = caller(alice).post(f"{START}/interactions/", body)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["people"])
    assert not Interaction.objects.exists()

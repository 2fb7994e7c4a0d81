"""Writing over the API: through the services, field by field, and nothing beside the fields that are for writing."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework import serializers

from accounts.api import (
    ClientSerializer,
    ContactSerializer,
    DisputeSerializer,
    DocumentSerializer,
    EventSerializer,
    InvoiceSerializer,
    IssueMessageSerializer,
    IssueSerializer,
    PaymentSerializer,
    PortalAccessSerializer,
    PromiseSerializer,
    ReminderSerializer,
)
from accounts.models import Client, Contact
from kam.api import TeamSerializer, UserSerializer
from kam.models import Event, Team, User
from kam.serializers import RecordSerializer
from performance.api import GoalReviewSerializer, MarginSerializer, StandingSerializer, StatusUpdateSerializer
from planning.api import (
    ActionSerializer,
    AgreementSerializer,
    InteractionSerializer,
    MilestoneSerializer,
    ObjectiveSerializer,
    PlanSerializer,
    ProgressSerializer,
    StrategySerializer,
)
from planning.models import Action, Objective
from relationships.api import (
    AcquaintanceSerializer,
    AssessmentRoundSerializer,
    AssessmentSerializer,
    CoverageSerializer,
    InvitationSerializer,
    LinkSerializer,
    MailSerializer,
    MeetingSerializer,
    NeedSerializer,
    OpinionSerializer,
    ResponseSerializer,
    StakeholderSerializer,
    SurveySerializer,
)
from relationships.models import Interaction
from tests import make
from tests.api.conftest import START, Caller

# Every field that can be written over the API. A new one has to be thought about, and added here.
WRITTEN: dict[type[serializers.BaseSerializer[Any]], tuple[set[str], set[str]]] = {  # (always, when created only)
    ClientSerializer: (
        {
            "name", "parent", "tier", "segment", "country", "city", "tax_number", "website", "employees",
            "annual_revenue", "contact_every", "customer_since", "owner", "team",
        },
        set(),
    ),
    InteractionSerializer: (
        {"kind", "summary", "happened_at", "people", "sentiment", "minutes", "about", "objectives"},
        {"client", "next_step", "next_on", "submission"},
    ),
    ContactSerializer: (
        {
            "name", "job_title", "email", "phone", "language", "left_on", "is_placeholder", "legal_basis",
            "consented_on", "consent_told", "surveys_refused_on",
        },
        {"client"},
    ),
    ObjectiveSerializer: (
        {
            "title", "process", "unit", "currency", "kind", "baseline", "minimum", "target", "stretch", "starts_on",
            "due_on", "curve", "monthly_shares", "milestones", "cadence_days", "owner", "client_owner", "parent",
            "roll_up", "weight", "follows", "is_shared",
        },
        {"client", "status"},
    ),
    MilestoneSerializer: ({"title", "due_on", "value"}, set()),
    ProgressSerializer: ({"value", "noted_on", "note"}, set()),
    AgreementSerializer: ({"message", "reason", "expires_on", "recipients", "objective"}, set()),
    ActionSerializer: (
        {"title", "objective", "need", "strategy", "owner", "client_owner", "is_shared", "due_on"},
        {"client"},
    ),
    OpinionSerializer: (
        set(),
        {"contact", "trait", "value", "noted_on", "evidence", "heard_in", "audience"},
    ),
    StakeholderSerializer: ({"owner", "contact_every", "channel", "hours", "wishes"}, {"contact"}),
    AcquaintanceSerializer: (set(), {"contact", "colleague", "level", "wanted", "noted_on", "evidence"}),
    MeetingSerializer: (
        {"title", "starts_at", "ends_at", "place", "people", "owner", "agenda"},
        {"client"},
    ),
    IssueSerializer: (
        {
            "title", "description", "kind", "severity", "reporter", "route", "owner", "is_shared", "cause",
            "cause_told", "knowledge",
        },
        {"client", "opened_at"},
    ),
    IssueMessageSerializer: ({"audience", "body", "minutes", "issue"}, set()),
    NeedSerializer: (
        {
            "statement", "kind", "status", "stated_by", "stated_on", "importance", "fit", "grounds", "due_on",
            "assess_every", "heard_in",
        },
        {"client"},
    ),
    DocumentSerializer: (
        {
            "kind", "title", "reference", "valid_from", "expires_on", "renewal", "notice_days", "responsible",
            "keep_until", "is_shared", "note",
        },
        {"client"},
    ),
    AssessmentSerializer: ({"assessed_on", "importance", "fit", "status", "note", "asked"}, set()),
    AssessmentRoundSerializer: (set(), {"client"}),
    LinkSerializer: ({"source", "kind", "target", "since"}, set()),
    CoverageSerializer: (set(), set()),
    MailSerializer: ({"content", "client"}, {"content", "client"}),
    StrategySerializer: (
        {"title", "hypothesis", "plan", "need", "objective", "inside", "outside", "owner"},
        {"client"},
    ),
    PlanSerializer: (
        {"title", "starts_on", "ends_on", "ambition", "review_every", "meets_on", "is_shared", "author"},
        {"client"},
    ),
    SurveySerializer: (
        {
            "name", "kind", "about", "opens_on", "closes_on", "repeat_months", "remind_after", "reminders",
            "fatigue_days",
        },
        set(),
    ),
    InvitationSerializer: (set(), set()),
    ResponseSerializer: (set(), set()),
    PortalAccessSerializer: ({"contact", "expires_on", "asks_code"}, set()),
    InvoiceSerializer: (
        {"issued_on", "due_on", "net_amount", "tax_amount", "gross_amount", "corrects", "reference", "note"},
        {"client", "kind", "source", "number", "currency"},
    ),
    PaymentSerializer: (
        {"received_on", "amount", "note"},
        {"client", "source", "number", "currency", "is_spread"},
    ),
    DisputeSerializer: (
        set(),
        {"invoice", "reason", "told", "amount", "raised_on", "raised_by", "opens_issue"},
    ),
    PromiseSerializer: (set(), {"invoice", "amount", "promised_for", "made_on", "made_by", "note"}),
    ReminderSerializer: (set(), set()),
    EventSerializer: (set(), set()),
    GoalReviewSerializer: (set(), set()),
    StandingSerializer: (set(), set()),
    StatusUpdateSerializer: ({"title", "body"}, {"client", "since", "until", "language"}),
    MarginSerializer: ({"year", "percent"}, {"client"}),
    TeamSerializer: (set(), set()),
    UserSerializer: (set(), set()),
}  # fmt: skip


@pytest.mark.parametrize("serializer", WRITTEN)
def test_only_the_fields_of_the_list_are_written(serializer: type[RecordSerializer[Any]]) -> None:
    always, at_first = WRITTEN[serializer]

    assert {name for name, field in serializer().fields.items() if not field.read_only} == always | at_first
    assert getattr(serializer, "create_only", set()) == at_first


def test_every_serializer_is_in_the_list() -> None:
    def below(kind: type[Any]) -> set[type[Any]]:
        return {found for sub in kind.__subclasses__() for found in ({sub} | below(sub))}

    assert {found for found in below(RecordSerializer) if hasattr(found.Meta, "model")} <= set(WRITTEN)


@pytest.mark.parametrize("field", ["id", "is_active", "created_at", "web_url", "is_demo", "nonsense"])
def test_a_field_that_is_not_written_is_refused(field: str, grupo: Client, alice: User, caller: Caller) -> None:
    answer = caller(alice).patch(f"{START}/clients/{grupo.pk}/", {"name": "Changed", field: "1"})

    refusal = answer.json()["errors"][field][0]
    assert (answer.status_code, refusal["code"] in ("read_only", "unknown_field")) == (400, True)
    grupo.refresh_from_db()
    assert grupo.name != "Changed"


@pytest.mark.parametrize("field", ["status", "current", "client"])
def test_moves_and_readings_are_not_smuggled_in_by_patch(
    field: str, objective: Objective, alice: User, caller: Caller
) -> None:
    other = make.client(owner=alice)
    value = {"status": "closed", "current": "100", "client": other.pk}[field]

    answer = caller(alice).patch(f"{START}/objectives/{objective.pk}/", {field: value})

    assert (answer.status_code, answer.json()["errors"][field][0]["code"]) == (400, "read_only")


@pytest.mark.parametrize("verb", ["put", "delete"])
@pytest.mark.parametrize("path", ["clients", "contacts", "objectives", "actions", "interactions", "progress", "users"])
def test_nothing_is_replaced_or_deleted(verb: str, path: str, grupo: Client, alice: User, caller: Caller) -> None:
    answer = getattr(caller(alice), verb)(f"{START}/{path}/{grupo.pk}/", {"name": "x"})

    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize("path", ["goal-reviews", "standings", "events", "users", "teams", "progress"])
def test_what_is_only_read_takes_no_post(path: str, alice: User, caller: Caller) -> None:
    assert caller(alice).post(f"{START}/{path}/", {}).status_code == 405


def test_a_client_is_created_and_changed_through_the_services(alice: User, north: Team, caller: Caller) -> None:
    api = caller(alice)
    body = {"name": "Água & Cia", "tier": "A", "country": "pt", "tax_number": "501 964 843",
            "annual_revenue": {"amount": "1234.5", "currency": "USD"}}  # fmt: skip

    made = api.post(f"{START}/clients/", body)
    assert made.status_code == 201, made.content
    shown = made.json()
    assert (shown["owner"], shown["team"], shown["tax_number"]) == (alice.pk, north.pk, "501964843")
    assert shown["annual_revenue"] == {"amount": "1234.50", "currency": "USD"}
    assert api.get(f"{START}/clients/{shown['id']}/").json() == shown

    address = f"{START}/clients/{shown['id']}/"
    assert api.patch(address, {"annual_revenue": None}).json()["annual_revenue"] is None
    assert api.patch(address, {"annual_revenue": {"amount": "5"}}).json()["annual_revenue"]["currency"] == "EUR"
    assert [event.source for event in Event.objects.filter(verb="accounts.client_changed")] == ["api", "api"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "x", "country": "PT", "tax_number": "501964842"}, "tax_number"),
        ({"name": "x", "country": "PT", "tax_number": "501964843"}, "__all__"),  # grupo has it
        ({"name": "x", "annual_revenue": {"amount": "-1"}}, "annual_revenue.amount"),
        ({"name": "x", "annual_revenue": {"amount": "1", "currency": "euros"}}, "annual_revenue.currency"),
        ({"name": "x", "annual_revenue": 12}, "annual_revenue.__all__"),
        ({"name": "x", "tier": "Z"}, "tier"),
        ({"name": "x", "contact_every": 0}, "contact_every"),
        ({"name": "x", "owner": None}, "owner"),
        ({"name": "x", "owner": "me"}, "owner"),
        ({"name": "x", "owner": 10**30}, "owner"),
        ({"name": "x\u0000"}, "name"),
        (["x"], "__all__"),
    ],
)
def test_a_refusal_names_the_field(body: Any, field: str, grupo: Client, alice: User, caller: Caller) -> None:
    answer = caller(alice).post(f"{START}/clients/", body)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert Client.objects.count() == 1


def test_an_interaction_and_its_next_step_are_one_write(contact: Contact, alice: User, caller: Caller) -> None:
    body = {"client": contact.client_id, "kind": "call", "summary": "Rever entregas", "people": [contact.pk],
            "next_step": "Enviar preços", "next_on": "2030-01-02"}  # fmt: skip

    made = caller(alice).post(f"{START}/interactions/?expand=actions", body)

    assert made.status_code == 201, made.content
    assert (made.json()["people"], made.json()["by"]) == ([contact.pk], alice.pk)
    assert [action["title"] for action in made.json()["actions"]] == ["Enviar preços"]
    assert "next_step" not in made.json()

    refused = caller(alice).post(f"{START}/interactions/", body | {"next_step": " ", "summary": "Again"})
    assert refused.status_code == 400
    assert Interaction.objects.count() == 1


def test_an_interaction_sent_again_is_answered_with_the_first(grupo: Client, alice: User, caller: Caller) -> None:
    body = {"client": grupo.pk, "kind": "call", "summary": "Rever entregas", "next_step": "Enviar preços",
            "submission": "5a7c7c0e-7a3c-4d6e-9a57-0f7a1f0a2b11"}  # fmt: skip

    first, second = (caller(alice).post(f"{START}/interactions/", body) for _time in range(2))

    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert (Interaction.objects.count(), Action.objects.count()) == (1, 1)


def test_an_interaction_tells_how_it_went_and_what_about(objective: Objective, alice: User, caller: Caller) -> None:
    api, client = caller(alice), objective.client
    need, other = make.need(client, by=alice), make.need(make.client(owner=alice), by=alice)
    body = {"client": client.pk, "kind": "call", "summary": "Prices", "sentiment": -1, "minutes": 30,
            "about": [need.pk], "objectives": [objective.pk]}  # fmt: skip

    made = api.post(f"{START}/interactions/", body)
    assert made.status_code == 201, made.content
    assert {name: made.json()[name] for name in ("sentiment", "minutes", "about", "objectives")} == {
        "sentiment": -1, "minutes": 30, "about": [need.pk], "objectives": [objective.pk]
    }  # fmt: skip
    address = f"{START}/interactions/{made.json()['id']}/"
    assert api.patch(address, {"objectives": [], "sentiment": None}).json()["objectives"] == []
    assert api.get(address).json()["about"] == [need.pk]
    for field, value in (("sentiment", 2), ("minutes", 0), ("minutes", 1441), ("about", [other.pk])):
        refused = api.patch(address, {field: value})
        assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])


def test_an_interaction_is_pinned_and_found_by_what_it_is(contact: Contact, alice: User, caller: Caller) -> None:
    api, client = caller(alice), contact.client
    need, objective = make.need(client, by=alice), make.objective(client, by=alice)
    usual: dict[str, Any] = {"people": [contact], "about": [need], "objectives": [objective], "sentiment": 1}
    talk, _other = make.interaction(client, by=alice, **usual), make.interaction(client, by=alice)

    assert api.post(f"{START}/interactions/{talk.pk}/pin/").json()["pinned_at"]
    queries = (f"person={contact.pk}", f"need={need.pk}", f"objective={objective.pk}", "sentiment=1", "pinned=true")
    for query in queries:
        found = api.get(f"{START}/interactions/?{query}").json()["results"]
        assert [row["id"] for row in found] == [talk.pk], query
    assert len(api.get(f"{START}/interactions/?pinned=false").json()["results"]) == 1
    assert api.post(f"{START}/interactions/{talk.pk}/unpin/").json()["pinned_at"] is None


def test_an_interaction_taken_back_can_be_restored(interaction: Interaction, alice: User, caller: Caller) -> None:
    api, address = caller(alice), f"{START}/interactions/"

    assert api.post(f"{address}{interaction.pk}/remove/").json()["removed_at"]
    assert api.get(address).json()["results"] == []
    assert [row["id"] for row in api.get(f"{address}?include_deleted=true").json()["results"]] == [interaction.pk]

    assert api.post(f"{address}{interaction.pk}/restore/").json()["removed_at"] is None
    assert len(api.get(address).json()["results"]) == 1


def test_progress_moves_the_objective(objective: Objective, alice: User, caller: Caller) -> None:
    api, address = caller(alice), f"{START}/objectives/{objective.pk}/"

    noted = api.post(f"{address}progress/", {"value": "60", "noted_on": str(make.today())})
    assert noted.status_code == 201, noted.content
    assert api.get(address).json()["current"] == "60.0000"
    assert [reading["value"] for reading in api.get(f"{address}progress/").json()["results"]] == ["60.0000"]

    api.post(f"{START}/progress/{noted.json()['id']}/withdraw/")
    assert api.get(address).json()["current"] is None
    assert api.get(f"{address}progress/").json()["results"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"value": "1", "noted_on": "2999-01-01"}, "noted_on"),
        ({"value": "-1", "noted_on": "2026-01-01"}, "value"),
        ({"value": "NaN", "noted_on": "2026-01-01"}, "value"),
        ({"value": "1" * 30, "noted_on": "2026-01-01"}, "value"),
        ({"value": "1", "noted_on": "01/02/2026"}, "noted_on"),
    ],
)
def test_progress_that_cannot_be_is_refused(
    body: dict[str, str], field: str, objective: Objective, alice: User, caller: Caller
) -> None:
    answer = caller(alice).post(f"{START}/objectives/{objective.pk}/progress/", body)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_a_closed_objective_is_moved_and_not_changed(objective: Objective, alice: User, caller: Caller) -> None:
    api, address = caller(alice), f"{START}/objectives/{objective.pk}/"

    assert api.post(f"{address}close/").json()["status"] == "closed"
    assert api.patch(address, {"title": "Changed"}).status_code == 400
    assert api.post(f"{address}progress/", {"value": "1", "noted_on": "2026-01-01"}).status_code == 400
    assert api.post(f"{address}reopen/").json()["status"] == "active"
    assert api.post(f"{address}cancel/").json()["status"] == "cancelled"


def test_milestones_are_written_with_their_objective(grupo: Client, alice: User, caller: Caller) -> None:
    body = {"client": grupo.pk, "title": "Rollout", "unit": "count", "kind": "milestone", "target": "10",
            "starts_on": "2026-01-01", "due_on": "2026-12-31", "curve": "milestones",
            "milestones": [{"title": "Half", "due_on": "2026-06-30", "value": "5"}]}  # fmt: skip
    api = caller(alice)

    made = api.post(f"{START}/objectives/", body)
    assert made.status_code == 201, made.content
    assert made.json()["milestones"] == [{"title": "Half", "due_on": "2026-06-30", "value": "5.0000"}]

    address = f"{START}/objectives/{made.json()['id']}/"
    changed = api.patch(address, {"milestones": [{"due_on": "2026-03-31", "value": "2"}]})
    assert changed.json()["milestones"] == [{"title": "", "due_on": "2026-03-31", "value": "2.0000"}]

    outside = api.patch(address, {"milestones": [{"due_on": "2027-03-31", "value": "2"}]})
    assert (outside.status_code, list(outside.json()["errors"])) == (400, ["due_on"])
    shapeless = api.post(f"{START}/objectives/", body | {"milestones": [{"due_on": "2026-03-31"}]})
    assert list(shapeless.json()["errors"]) == ["milestones.0.value"]


def test_an_action_is_planned_done_and_reopened(objective: Objective, alice: User, caller: Caller) -> None:
    api = caller(alice)
    body = {"client": objective.client_id, "title": "Call back", "due_on": "2030-01-01", "objective": objective.pk}

    made = api.post(f"{START}/actions/", body)
    assert made.status_code == 201, made.content
    address = f"{START}/actions/{made.json()['id']}/"
    assert made.json()["owner"] == alice.pk

    assert api.post(f"{address}done/").json()["status"] == "done"
    assert api.post(f"{address}reopen/").json()["done_at"] is None
    assert api.patch(address, {"objective": None}).json()["objective"] is None
    assert api.post(f"{address}drop/").json()["status"] == "dropped"
    assert Action.objects.get().status == "dropped"

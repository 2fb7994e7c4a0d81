"""Account plans: their period, their parts and evidence, versions, the plan as of a day, and the next plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import Client
from kam.models import User
from planning import services
from planning.chronicle import content_of
from planning.comparison import compared
from planning.models import Plan, SwotItem
from planning.upkeep import completeness, listed
from tests import make


@pytest.fixture
def plan(grupo: Client, alice: User) -> Plan:
    return make.plan(grupo, by=alice)


@pytest.fixture
def item(plan: Plan, alice: User) -> SwotItem:
    return make.swot_item(plan, by=alice)


@pytest.fixture
def other(alice: User, grupo: Client) -> Client:
    return make.client("Rio Claro", owner=alice, team=grupo.team)


@pytest.fixture
def browser(alice: User, browse: Callable[..., Browser]) -> Browser:
    return browse(alice)


def began(plan: Plan, days: int) -> None:
    happened(plan.client, days)
    happened(plan, days)


def happened(record: Client | Plan | SwotItem, days: int) -> None:
    """What was done to the record so far was done so many days ago."""
    moment = timezone.now() - timedelta(days=days)
    type(record).objects.filter(pk=record.pk).update(created_at=moment)
    history = type(record).pgh_event_model._default_manager  # type: ignore[union-attr]
    history.filter(id=record.pk).update(pgh_created_at=moment)


def _sent(alice: User, start: int, end: int) -> dict[str, object]:
    days = {"starts_on": make.days_ago(start).isoformat(), "ends_on": make.days_ago(end).isoformat()}
    return {"title": "As typed", "review_every": 30, "author": alice.pk} | days


def test_a_client_has_one_plan_at_a_time(plan: Plan, grupo: Client, alice: User, browser: Browser) -> None:
    answer = browser.post(f"/clients/{grupo.pk}/plans/new/", _sent(alice, 10, -300))

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"starts_on"}
    assert "As typed" in answer.content.decode()
    assert Plan.objects.get() == plan


def test_a_plan_ends_after_it_starts(grupo: Client, alice: User, browser: Browser) -> None:
    answer = browser.post(f"/clients/{grupo.pk}/plans/new/", _sent(alice, 10, 20))

    assert answer.status_code == 422
    assert "ends_on" in answer.context["form"].errors
    assert not Plan.objects.exists()


def test_a_plan_does_not_end_beyond_the_calendar(grupo: Client, alice: User) -> None:
    with pytest.raises(ValidationError) as refused:
        make.plan(grupo, by=alice, ends_on=date.max)

    assert set(refused.value.message_dict) == {"ends_on"}


def test_a_plan_may_begin_the_day_after_another_ends(plan: Plan, grupo: Client, alice: User, browser: Browser) -> None:
    answer = browser.post(f"/clients/{grupo.pk}/plans/new/", _sent(alice, -101, -200))

    assert answer.status_code == 302
    assert Plan.objects.count() == 2


def test_a_removed_plan_leaves_its_period_free_and_comes_back_only_while_it_is(
    plan: Plan, grupo: Client, alice: User
) -> None:
    services.remove_plan(plan, by=alice)
    make.plan(grupo, by=alice)

    with pytest.raises(ValidationError):
        services.restore_plan(plan, by=alice)


@pytest.mark.parametrize("field", ["need", "objective", "interaction"])
def test_evidence_is_of_the_same_client(
    field: str, item: SwotItem, other: Client, alice: User, browser: Browser
) -> None:
    strange = {"need": make.need, "objective": make.objective, "interaction": make.interaction}[field](other, by=alice)  # type: ignore[operator]

    with pytest.raises(ValidationError) as refused:
        services.add_evidence(item, by=alice, **{field: strange})
    answer = browser.post(f"/swot/{item.pk}/evidence/", {field: strange.pk})

    assert set(refused.value.message_dict) == {field}
    assert answer.status_code == 422
    assert not item.evidence.exists()


def test_evidence_is_linked_to_a_record_and_told_on_the_plan(
    item: SwotItem, grupo: Client, alice: User, browser: Browser
) -> None:
    need = make.need(grupo, by=alice)

    browser.post(f"/swot/{item.pk}/evidence/", {"need": need.pk})

    assert str(need) in browser.get(f"/plans/{item.plan_id}/").content.decode()
    assert item.evidence.get().need == need


@pytest.mark.parametrize("path", ["/swot/{swot}/remove/", "/evidence/{evidence}/remove/", "/risks/{risk}/remove/"])
def test_what_was_removed_comes_back_by_undo(
    path: str, plan: Plan, item: SwotItem, alice: User, browser: Browser
) -> None:
    evidence = services.add_evidence(item, note="Seen on the visit", by=alice)
    risk = make.risk(plan, by=alice)
    kinds = {"swot": item, "evidence": evidence, "risk": risk}
    record = next(one for kind, one in kinds.items() if f"{{{kind}}}" in path)

    removed = browser.post(path.format(**{kind: one.pk for kind, one in kinds.items()}), follow=True)
    record.refresh_from_db()
    assert record.removed_at

    browser.post(_undo_of(removed.content.decode()))
    record.refresh_from_db()
    assert record.removed_at is None


def _undo_of(page: str) -> str:
    start = page.index("/undo/")
    return page[start : page.index('"', start)]


def test_a_closed_risk_opens_again_by_undo(plan: Plan, alice: User, browser: Browser) -> None:
    risk = make.risk(plan, by=alice)

    closed = browser.post(f"/risks/{risk.pk}/close/", follow=True)
    risk.refresh_from_db()
    assert not risk.is_open

    browser.post(_undo_of(closed.content.decode()))
    risk.refresh_from_db()
    assert risk.is_open


@pytest.mark.parametrize(("part", "place"), [("swot", "text"), ("risks", "statement")])
def test_a_part_that_says_nothing_is_refused_in_its_place(part: str, place: str, plan: Plan, browser: Browser) -> None:
    sent = {"kind": "S", "response": "As typed", "likelihood": 9, "impact": 3}

    answer = browser.post(f"/plans/{plan.pk}/{part}/", sent)

    assert answer.status_code == 422
    assert f'name="{place}"' in answer.content.decode()


def test_marking_it_reviewed_makes_the_next_version(plan: Plan, browser: Browser) -> None:
    browser.post(f"/plans/{plan.pk}/review/", {"note": "First quarter"})
    browser.post(f"/plans/{plan.pk}/review/", {})

    plan.refresh_from_db()
    assert [(one.number, one.note) for one in plan.versions.all()] == [(2, ""), (1, "First quarter")]
    assert plan.reviewed_on == make.today()


def test_the_plan_as_of_a_day_holds_what_was_there_then(
    plan: Plan, item: SwotItem, alice: User, browser: Browser
) -> None:
    began(plan, 40)
    happened(item, 30)
    services.change_swot_item(item, text="Said otherwise since", by=alice)
    make.swot_item(plan, text="Came later", by=alice)

    then = browser.get(f"/plans/{plan.pk}/?asof={make.days_ago(20)}").content.decode()
    now = browser.get(f"/plans/{plan.pk}/").content.decode()

    assert "Our own cold chain" in then
    assert "Came later" not in then
    assert "Said otherwise since" not in then
    assert "Our own cold chain" not in now
    assert "Came later" in now
    assert f"/plans/{plan.pk}/edit/" not in then


@pytest.mark.parametrize("day", ["2199-01-01", "yesterday", "", "2001-01-01"])
def test_a_day_that_the_plan_has_no_past_for_is_refused_beside_the_field(
    day: str, plan: Plan, item: SwotItem, browser: Browser
) -> None:
    answer = browser.get(f"/plans/{plan.pk}/?asof={day}")

    assert answer.status_code == 422
    assert answer.context["asof"].errors["asof"]
    assert item.text in answer.content.decode()


def test_two_moments_compared_tell_what_came_went_and_changed(plan: Plan, item: SwotItem, alice: User) -> None:
    gone, stays = make.swot_item(plan, "T", text="Gone", by=alice), make.risk(plan, by=alice, impact=2)
    before = content_of(plan)
    services.remove_swot_item(gone, by=alice)
    make.swot_item(plan, "O", text="New", by=alice)
    services.change_risk(stays, impact=5, by=alice)
    after = content_of(plan)

    assert before
    assert after
    swot, risks = compared(before, after)

    assert (swot.added, swot.removed, swot.changed) == (["New"], ["Gone"], [])
    assert [(change.before, change.after) for changed in risks.changed for change in changed.fields] == [("2", "5")]


def test_a_version_is_compared_with_now(plan: Plan, alice: User, browser: Browser) -> None:
    began(plan, 40)
    services.mark_reviewed(plan, by=alice)
    plan.versions.update(at=timezone.now() - timedelta(days=30))
    make.swot_item(plan, text="Came later", by=alice)

    answer = browser.get(f"/plans/{plan.pk}/compare/?from=1")

    assert answer.status_code == 200
    assert "Came later" in answer.content.decode()


def test_a_version_there_is_none_of_is_refused(plan: Plan, browser: Browser) -> None:
    assert browser.get(f"/plans/{plan.pk}/compare/?from=7").status_code == 422


def test_the_next_plan_takes_the_swot_its_evidence_and_the_open_risks_along(
    plan: Plan, item: SwotItem, alice: User
) -> None:
    services.add_evidence(item, note="Seen on the visit", by=alice)
    services.remove_swot_item(make.swot_item(plan, text="Gone", by=alice), by=alice)
    make.risk(plan, by=alice)
    services.close_risk(make.risk(plan, statement="Over", by=alice), by=alice)

    copy = services.copy_plan(plan, by=alice)

    assert [one.text for one in copy.swot.all()] == [item.text]
    assert [one.note for one in copy.swot.get().evidence.all()] == ["Seen on the visit"]
    assert [one.statement for one in copy.risks.all()] == ["They build a brand of their own"]
    assert (copy.copied_from, copy.starts_on) == (plan, plan.ends_on + timedelta(days=1))


def test_a_copy_into_a_taken_period_is_refused(plan: Plan, browser: Browser) -> None:
    sent = {"title": "As typed", "starts_on": plan.starts_on.isoformat(), "ends_on": plan.ends_on.isoformat()}

    answer = browser.post(f"/plans/{plan.pk}/copy/", sent)

    assert answer.status_code == 422
    assert "As typed" in answer.content.decode()


def test_the_plan_prints_as_pdf(plan: Plan, item: SwotItem, browser: Browser) -> None:
    answer = browser.get(f"/plans/{plan.pk}/plan.pdf")

    assert b"".join(answer).startswith(b"%PDF")  # type: ignore[arg-type]
    assert answer["Content-Type"] == "application/pdf"


def test_who_may_only_look_sees_the_plan_without_its_forms(
    plan: Plan, item: SwotItem, carol: User, browse: Callable[..., Browser]
) -> None:
    looking = browse(carol)

    answer = looking.get(f"/plans/{plan.pk}/")

    assert answer.status_code == 200
    assert f"/plans/{plan.pk}/swot/" not in answer.content.decode()
    assert looking.post(f"/plans/{plan.pk}/swot/", {"kind": "S", "text": "Mine"}).status_code == 403
    assert looking.post(f"/swot/{item.pk}/remove/").status_code == 403


def test_completeness_counts_the_sections_that_say_something(plan: Plan, alice: User, grupo: Client) -> None:
    make.swot_item(plan, "S", by=alice)
    services.change_plan(plan, ambition="First choice for chilled goods", by=alice)
    make.risk(plan, by=alice)

    content = content_of(Plan.objects.get())

    assert content
    told = completeness(content)
    assert told.filled == listed(Plan.objects.all()).get().filled  # type: ignore[attr-defined]
    assert told.filled == 3
    assert len(told.missing) == told.of - 3


def test_the_api_shows_what_is_kept_of_the_plan_and_narrows_to_those_overdue(
    plan: Plan, item: SwotItem, other: Client, alice: User, browser: Browser
) -> None:
    services.add_evidence(item, note="Seen on the visit", by=alice)
    services.remove_swot_item(make.swot_item(plan, text="Gone", by=alice), by=alice)
    services.mark_reviewed(make.plan(other, by=alice), by=alice)

    found = browser.get("/api/v1/plans/?review_overdue=true").json()["results"]

    assert [one["id"] for one in found] == [plan.pk]
    assert [(part["text"], part["evidence"][0]["note"]) for part in found[0]["swot"]] == [
        (item.text, "Seen on the visit")
    ]


def test_the_api_refuses_a_plan_over_another(plan: Plan, grupo: Client, browser: Browser) -> None:
    period = {"starts_on": make.today().isoformat(), "ends_on": make.days_ago(-9).isoformat()}
    sent = {"client": grupo.pk, "title": "Second"} | period

    answer = browser.post("/api/v1/plans/", sent, content_type="application/json")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["starts_on"])


def test_the_list_narrows_to_plans_whose_review_is_overdue(
    plan: Plan, other: Client, alice: User, browser: Browser
) -> None:
    fresh = make.plan(other, by=alice)
    services.mark_reviewed(fresh, by=alice)

    rows = browser.get("/plans/?stale=on").context["rows"]

    assert [found for found, _freshness in rows] == [plan]

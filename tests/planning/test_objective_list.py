"""The objectives list and board: what they show, which filters they know, and the value edited in its cell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts.models import Client, Contact
from kam.drafts import Draft, Ending
from kam.models import User
from kam.numbers import date_short
from planning import board, services
from planning.models import Objective
from tests import make

LIST_BUDGET = 12
DAY = date(2026, 3, 12)


def titles(browser: Browser, query: str) -> list[str]:
    page: Any = browser.get(f"/objectives/?{query}")
    assert page.status_code == 200
    return [row.objective.title for row in page.context["rows"]]


def test_the_list_shows_each_objective_with_what_is_known_beside_it(
    grupo: Client, contact: Contact, alice: User, browse: Callable[..., Browser]
) -> None:
    objective = make.objective(grupo, by=alice, client_owner=contact, baseline=Decimal(10))
    for days, value in ((3, 40), (2, 50), (1, 60)):
        make.progress(objective, value, by=alice, noted_on=make.days_ago(days))
    services.complete_action(make.action(grupo, by=alice, objective=objective), by=alice)
    make.action(grupo, by=alice, objective=objective)
    services.drop_action(make.action(grupo, by=alice, objective=objective), by=alice)

    page: Any = browse(alice).get("/objectives/")
    row = page.context["rows"][0]

    assert row.trend == [40, 50, 60]
    assert (row.actions, row.done, row.done_share) == (2, 1, 0.5)
    assert page.context["totals"] == {"n": 1, "clients": 1, "overdue": 0, "unread": 0}
    text = page.content.decode()
    assert all(told in text for told in ("Alice / Rita Nunes", "€60", "from €10", "1/2"))


def test_a_trend_is_the_last_twelve_readings(objective: Objective, alice: User) -> None:
    for day in range(15):
        make.progress(objective, day, by=alice, noted_on=make.days_ago(20 - day))

    assert board.rows_of([objective], user=alice)[0].trend == list(range(3, 15))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, ["–"]),
        ({"agreement": "proposed"}, ["Proposed"]),
        ({"agreement": "agreed", "agreed_version": 2, "agreed_on": DAY}, ["● agreed v2", date_short(DAY)]),
        (
            {"agreement": "agreed", "agreed_version": 1, "agreed_on": DAY, "agreed_offline": True},
            ["◍ agreed v1", f"{date_short(DAY)}, recorded by us"],
        ),
        (
            {
                "agreement": "countered",
                "agreed_version": 1,
                "agreed_on": DAY,
                "next_terms": {"target": 1},
            },
            ["● agreed v1", "Countered", "draft differs"],
        ),
        ({"agreement": "declined"}, ["Declined"]),
    ],
)
def test_what_was_agreed_is_shown_with_what_is_asked_now(fields: dict[str, Any], told: list[str]) -> None:
    mark = board.agreement_mark(Objective(**fields))

    assert all(f">{words}<" in mark for words in told)


def test_the_list_is_filtered_by_its_address(
    grupo: Client, alice: User, bob: User, browse: Callable[..., Browser]
) -> None:
    with time_machine.travel(date(2026, 5, 10)):
        period = {"starts_on": date(2026, 1, 1), "due_on": date(2026, 6, 30)}
        old = make.objective(grupo, by=alice, title="Old", **period | {"due_on": date(2026, 4, 30)})
        make.objective(grupo, by=alice, title="Café", **period | {"process": "growth"})
        make.objective(grupo, by=alice, title="Far", owner=bob, **period | {"due_on": date(2026, 12, 31)})
        make.objective(grupo, by=alice, title="Draft", status="draft", **period)
        Objective.objects.filter(pk=old.pk).update(agreement="agreed", agreed_version=1)
        make.progress(old, 5, by=alice, noted_on=date(2026, 5, 1))
        browser = browse(alice)
        expected = {
            "": ["Old", "Café", "Far"],
            "status=draft": ["Draft"],
            "status=any": ["Old", "Café", "Draft", "Far"],
            "q=cafe": ["Café"],
            "q=alvorada": ["Old", "Café", "Far"],
            "client=nobody": [],
            "process=growth": ["Café"],
            "owner=me": ["Old", "Café"],
            f"owner={bob.pk}": ["Far"],
            "agreed=agreed": ["Old"],
            "agreed=no": ["Café", "Far"],
            "due=overdue": ["Old"],
            "due=quarter": ["Old", "Café"],
            "due_from=2026-05-01&due_to=2026-06-30": ["Café"],
            "idle=30": ["Café", "Far"],
            "ordering=-due": ["Far", "Café", "Old"],
            "ordering=title": ["Café", "Far", "Old"],
            "ordering=-attained": ["Old", "Café", "Far"],
            "ordering=nonsense": ["Old", "Café", "Far"],
        }

        assert {query: titles(browser, query) for query in expected} == expected


@pytest.mark.parametrize(
    "query", ["status=nonsense", "owner=0", "due=never", "due_from=soon", "idle=-1", "idle=many", "agreed=perhaps"]
)
def test_a_filter_that_makes_no_sense_is_refused_and_shows_nothing(
    query: str, objective: Objective, alice: User, browse: Callable[..., Browser]
) -> None:
    page: Any = browse(alice).get(f"/objectives/?{query}")

    assert page.status_code == 422
    assert page.context["rows"] == []
    assert browse(alice).get(f"/objectives/?view=board&{query}").status_code == 422


def test_the_list_costs_few_statements(grupo: Client, alice: User, browse: Callable[..., Browser]) -> None:
    for _ in range(5):
        make.progress(make.objective(grupo, by=alice), 5, by=alice)
    browser = browse(alice)
    browser.get("/actions/")  # what the menu keeps for a minute is counted once
    for address in ("/objectives/", "/objectives/?view=board&by=status", "/objectives/?view=board&by=quarter"):
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        assert len(queries) <= LIST_BUDGET, address


# --- The board --------------------------------------------------------------------------------------------------------


def columns(browser: Browser, by: str) -> dict[str, tuple[int, int]]:
    """Each column's count and how many cards it shows."""
    page: Any = browser.get(f"/objectives/?view=board&by={by}")
    return {column.label: (column.count, len(column.rows)) for column in page.context["columns"]}


def test_the_board_has_a_column_for_each_status(grupo: Client, alice: User, browse: Callable[..., Browser]) -> None:
    for status in ("draft", "active", "active", "closed"):
        make.objective(grupo, by=alice, status=status)

    assert columns(browse(alice), "status") == {
        "Draft": (1, 1), "Proposed": (0, 0), "Agreed, not yet begun": (0, 0), "Active": (2, 2), "Closed": (1, 1),
        "Cancelled": (0, 0),
    }  # fmt: skip


def test_the_board_by_quarter_shows_when_what_runs_is_due(
    grupo: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    for due_on in (date(2027, 3, 31), date(2027, 4, 1), date(2027, 6, 30)):
        make.objective(grupo, by=alice, due_on=due_on)

    assert columns(browse(alice), "quarter") == {"Q1 2027": (1, 1), "Q2 2027": (2, 2)}


def test_a_full_column_names_how_many_more_there_are(
    grupo: Client, alice: User, browse: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "CARDS", 2)
    for _ in range(3):
        make.objective(grupo, by=alice, status="draft")

    page = browse(alice).get("/objectives/?view=board&by=status").content.decode()
    assert "1 more" in page
    assert "status=draft" in page


def test_a_card_is_moved_by_those_who_may_change_it_and_the_board_stays(
    grupo: Client, alice: User, carol: User, browse: Callable[..., Browser]
) -> None:
    objective = make.objective(grupo, by=alice, status="draft")
    here = "/objectives/?view=board&by=status"

    assert f"/objectives/{objective.pk}/start/" in browse(alice).get(here).content.decode()
    assert f"/objectives/{objective.pk}/start/" not in browse(carol).get(here).content.decode()
    answer = browse(alice).post(f"/objectives/{objective.pk}/start/", {"next": here})
    assert (answer.status_code, answer.headers["Location"]) == (302, here)


def test_the_board_shows_only_what_one_may_see(
    objective: Objective, dave: User, browse: Callable[..., Browser]
) -> None:
    assert columns(browse(dave), "status")["Active"] == (0, 0)
    assert columns(browse(dave), "quarter") == {}


# --- The value in its cell --------------------------------------------------------------------------------------------


def test_the_cell_becomes_a_form_and_the_value_again(
    objective: Objective, alice: User, browse: Callable[..., Browser]
) -> None:
    browser, address = browse(alice, htmx=True), f"/objectives/{objective.pk}/actual/"

    form = browser.get(address).content.decode()
    assert f'<input id="actual-{objective.pk}"' in form
    saved = browser.post(address, {"value": "61.5"})
    assert saved.status_code == 200
    assert f'id="actual-{objective.pk}"' in saved.content.decode()
    assert "€61.50" in saved.content.decode()
    assert saved.content.decode().count("The reading is recorded.") == 1
    assert objective.progress.get().noted_on == make.today()
    assert "<input" not in browser.get(address + "?shown").content.decode()


@pytest.mark.parametrize("typed", ["", "sixty", "-1", "9" * 30])
def test_a_value_that_cannot_be_is_refused_in_the_cell(
    typed: str, objective: Objective, alice: User, browse: Callable[..., Browser]
) -> None:
    answer = browse(alice, htmx=True).post(f"/objectives/{objective.pk}/actual/", {"value": typed})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert f'aria-describedby="actual-error-{objective.pk}"' in text
    assert f'id="actual-error-{objective.pk}"' in text
    assert f'value="{typed}"' in text
    assert not objective.progress.exists()


def test_a_closed_objective_says_in_the_cell_that_it_takes_no_value(
    objective: Objective, alice: User, browse: Callable[..., Browser]
) -> None:
    services.close_objective(objective, by=alice)
    answer = browse(alice, htmx=True).post(f"/objectives/{objective.pk}/actual/", {"value": "5"})

    assert answer.status_code == 422
    assert "active objectives only" in answer.content.decode()


def test_without_scripts_the_cell_leads_to_the_objective(
    objective: Objective, alice: User, browse: Callable[..., Browser]
) -> None:
    answer = browse(alice).get(f"/objectives/{objective.pk}/actual/")

    assert (answer.status_code, answer.headers["Location"]) == (302, objective.get_absolute_url())


# --- Units ------------------------------------------------------------------------------------------------------------


def test_a_score_in_euros_cannot_be_written_by_page_api_or_import(
    grupo: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    fields = {"title": "NPS", "unit": "score", "currency": "EUR", "target": "50", "kind": "increase"}
    fields |= {"starts_on": "2026-01-01", "due_on": "2026-12-31"}
    sent = fields | {"process": "relationships", "baseline": "0", "cadence_days": "35", "curve": "linear"}
    sent |= {"owner": alice.pk, "milestones-TOTAL_FORMS": 0, "milestones-INITIAL_FORMS": 0}
    page: Any = browse(alice).post(f"/clients/{grupo.pk}/objectives/new/", sent)
    api = browse(alice).post("/api/v1/objectives/", fields | {"client": grupo.pk}, content_type="application/json")
    draft: Draft[Objective] = Draft(
        {**fields, "client": grupo, "target": Decimal(50), "starts_on": date(2026, 1, 1), "due_on": date(2026, 12, 31)}
    )
    services.import_objectives([draft], by=alice)

    assert (page.status_code, list(page.context["form"].errors)) == (422, ["currency"])
    assert (api.status_code, draft.ending) == (400, Ending.FAILED)
    assert not Objective.objects.exists()


def test_the_form_takes_the_season_from_the_readings_of_the_year_before(
    grupo: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    period = {"starts_on": date(2025, 1, 1), "due_on": date(2025, 12, 31)}
    before = make.objective(grupo, by=alice, title="Revenue 2025", **period)
    objective = make.objective(grupo, by=alice)
    form = browse(alice).get(f"/objectives/{objective.pk}/edit/").context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    sent |= {"milestones-TOTAL_FORMS": 0, "milestones-INITIAL_FORMS": 0, "as_last_year": "on"}

    def answer(**more: object) -> Any:
        return browse(alice).post(f"/objectives/{objective.pk}/edit/", sent | more)

    assert list(answer().context["form"].errors) == ["follows"]
    assert "twelve are needed" in str(answer(follows=before.pk).context["form"].errors["as_last_year"])
    for month in range(1, 13):
        make.progress(before, month * 10, by=alice, noted_on=date(2025, month, 28))
    assert answer(follows=before.pk).status_code == 302
    objective.refresh_from_db()
    assert (objective.curve, len(objective.monthly_shares or [])) == ("seasonal", 12)


def test_over_the_api_an_objective_begins_as_a_draft_or_active(
    grupo: Client, contact: Contact, alice: User, browse: Callable[..., Browser]
) -> None:
    fields = {"client": grupo.pk, "title": "Stores", "unit": "count", "target": "5", "client_owner": contact.pk}
    fields |= {"starts_on": "2026-01-01", "due_on": "2026-12-31"}

    def answer(**more: object) -> Any:
        return browse(alice).post("/api/v1/objectives/", fields | more, content_type="application/json")

    assert answer(status="draft").json()["status"] == "draft"
    assert answer().json()["client_owner"] == contact.pk
    assert answer(status="agreed").status_code == 400
    stranger = make.contact(make.client(owner=alice), by=alice)
    assert answer(client_owner=stranger.pk).status_code == 400


def test_weights_are_not_negative(objective: Objective, alice: User) -> None:
    with pytest.raises(ValidationError) as refused:
        services.change_objective(objective, by=alice, weight=Decimal(-1))
    assert set(refused.value.message_dict) == {"weight"}

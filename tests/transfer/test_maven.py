"""The CRM data of docs/examples/maven.toml, from files to reviewed goals.

Always on invented data of the same shape; on the real data too if KAM_MAVEN_DIR names its folder.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from accounts.models import Client
from kam import transfer
from kam.drafts import Ending
from kam.models import Event, Membership, Team, User
from performance.models import ClientStanding, GoalReview
from planning.models import Objective
from tests.transfer import maven

MAPPING = settings.BASE_DIR / "docs" / "examples" / "maven.toml"
FOLDERS = ["invented", *filter(None, [os.environ.get("KAM_MAVEN_DIR")])]


@pytest.fixture(params=FOLDERS, ids=lambda folder: Path(folder).name)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param != "invented":
        return Path(request.param)
    maven.invent(tmp_path)
    return tmp_path


@pytest.fixture
def report(folder: Path, db: None, settings: Any) -> transfer.Report:
    settings.DEFAULT_CURRENCY = "USD"  # the installation reports in the currency of the data
    return transfer.run(transfer.read(MAPPING), folder, by=None, commit=True)


@pytest.mark.usefixtures("report")
def test_every_client_has_its_owner_parent_objective_and_readings(folder: Path) -> None:
    wanted = maven.expected(folder)

    clients = Client.objects.select_related("owner", "parent", "team").prefetch_related("objectives__progress")
    found = {client.name: client for client in clients}
    assert found.keys() == wanted.keys()
    for name, client in found.items():
        assert client.owner.name == wanted[name].owner
        assert client.team.name == f"Team {wanted[name].manager}"
        assert (client.parent.name if client.parent else "") == wanted[name].parent
        [objective] = client.objectives.all()
        assert (objective.baseline, objective.target, objective.currency) == (0, wanted[name].target, "USD")
        levels = [reading.value for reading in reversed(objective.progress.all())]
        assert tuple(levels) == wanted[name].levels
        assert objective.current == levels[-1]


@pytest.mark.usefixtures("report")
def test_agents_and_managers_are_people_in_teams_below_their_offices(folder: Path) -> None:
    staff = maven.rows_of(folder, "sales_teams.csv")
    managers = {(row["manager"], f"Team {row['manager']}", row["regional_office"]) for row in staff}
    agents = {(row["sales_agent"], f"Team {row['manager']}", row["regional_office"]) for row in staff}

    places = ("user__name", "team__name", "team__parent__name")
    assert set(Membership.objects.filter(role="manager").values_list(*places)) == managers
    assert set(Membership.objects.filter(role="kam").values_list(*places)) == agents
    assert all(user.email.endswith("@maven.example") and not user.has_usable_password() for user in User.objects.all())
    assert all(team.path.startswith(team.parent.path) for team in Team.objects.filter(parent__isnull=False))


def test_the_dirt_is_told_row_by_row_and_every_row_is_accounted_for(folder: Path, report: transfer.Report) -> None:
    pipeline, staff = maven.rows_of(folder, "sales_pipeline.csv"), maven.rows_of(folder, "sales_teams.csv")
    accounts = maven.rows_of(folder, "accounts.csv")
    products = {row["product"] for row in maven.rows_of(folder, "products.csv")}
    seen = {row["sales_agent"] for row in pipeline}

    def rows(step: int, column: str, weight: str, value: str | None = None) -> set[int]:
        issues = [issue for issue in report.steps[step].issues if (issue.column, issue.weight) == (column, weight)]
        return {issue.row for issue in issues if value in (None, issue.value)}

    def numbered(table: list[dict[str, str]], column: str, *values: str) -> set[int]:
        return {number for number, row in enumerate(table, start=2) if row[column] in values}

    assert (
        rows(3, "sales_agent", "note")
        == {n for n, row in enumerate(staff, 2) if row["sales_agent"] not in seen}
        != set()
    )
    assert rows(6, "sector", "note") == numbered(accounts, "sector", "technolgy") != set()
    assert (
        rows(6, "office_location", "note", "Philipines") == numbered(accounts, "office_location", "Philipines") != set()
    )
    assert (
        rows(9, "product", "note")
        == {n for n, row in enumerate(pipeline, 2) if row["product"] not in products}
        != set()
    )
    assert rows(9, "product", "note") == numbered(pipeline, "product", "GTXPro")
    assert rows(9, "account", "skipped") == numbered(pipeline, "account", "") != set()
    assert rows(9, "deal_stage", "skipped") == {
        n for n, row in enumerate(pipeline, 2) if row["account"] and row["deal_stage"] != "Won"
    }
    for step in report.steps:
        assert step.read == sum(step.rows.values())
        assert step.rows[Ending.FAILED] == 0
    assert set(Client.objects.values_list("segment", flat=True)) >= {"technology"}
    assert set(Client.objects.values_list("country", flat=True)) >= {"US", "PH"}


def test_a_second_import_finds_nothing_to_do(folder: Path, report: transfer.Report) -> None:
    events = Event.objects.count()

    again = transfer.run(transfer.read(MAPPING), folder, by=None, commit=True)

    assert sum((step.records for step in again.steps), Counter()).keys() == {Ending.UNCHANGED}
    assert Event.objects.count() == events
    assert len(again.steps) == len(report.steps)


@pytest.mark.usefixtures("report")
def test_the_review_of_1_october_agrees_with_a_separate_calculation(folder: Path) -> None:
    wanted = maven.expected(folder)

    call_command("review_goals", on=date(2017, 10, 1))

    found = dict(GoalReview.objects.values_list("objective__client__name", "status"))
    assert found == {name: client.status for name, client in wanted.items()}
    standings = ClientStanding.objects.select_related("client")
    assert {standing.client.name: standing.performance for standing in standings} == found
    assert {standing.client.name: standing.revenue_target for standing in standings} == {
        name: client.target for name, client in wanted.items()
    }


@pytest.mark.usefixtures("report")
def test_all_money_that_was_won_is_in_the_readings(folder: Path) -> None:
    won = [row for row in maven.rows_of(folder, "sales_pipeline.csv") if row["deal_stage"] == "Won" and row["account"]]

    standing_at = sum(Objective.objects.values_list("current", flat=True), Decimal(0))

    assert standing_at == sum(Decimal(row["close_value"]) for row in won)
